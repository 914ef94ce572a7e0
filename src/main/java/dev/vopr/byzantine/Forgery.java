package dev.vopr.byzantine;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * Carries a mutation out on one message for one receiver, and collects what shall be sent, and how.
 */
final class Forgery implements MessageFieldMutation.Visitor<Forgery> {
  /** Bits are flipped from the checksum on, which is the last field of the header. */
  private static final int FLIP_FROM = MessageCodec.HEADER_BYTES - Long.BYTES;

  private static final int MAX_FLIPS = Long.SIZE;
  private static final int MAX_COPIES = 1_000;

  private final Message original;
  private final int receiver;
  private final boolean isDescribed;
  private final StringJoiner what = new StringJoiner(", ");
  private long randomBits;

  private Message message;
  private int flips;
  private Optional<MessageFieldMutation.DeclaredLength> declared = Optional.empty();
  private int copies;
  private long delayNanos;
  private boolean isWithheld;
  private boolean isSpared;

  /**
   * Starts with an untouched message.
   *
   * @param original the message as its sender made it
   * @param receiver who it is for
   * @param randomBits what all choices are made from
   * @param isDescribed whether {@link #what} is wanted
   */
  Forgery(Message original, int receiver, long randomBits, boolean isDescribed) {
    this.original = original;
    this.receiver = receiver;
    this.randomBits = randomBits;
    this.isDescribed = isDescribed;
    this.message = original;
  }

  /** Returns whether anything is different from the untouched message. */
  boolean isEffective() {
    return isWithheld
        || copies > 0
        || delayNanos > 0
        || flips > 0
        || declared.isPresent()
        || !message.equals(original);
  }

  boolean isWithheld() {
    return isWithheld;
  }

  /** Returns whether a fork has no branch for this receiver. */
  boolean isSpared() {
    return isSpared;
  }

  int copies() {
    return copies;
  }

  long delayNanos() {
    return delayNanos;
  }

  /** Returns what was done, such as {@code commit-number 7 → 507}. */
  String what() {
    return what.toString();
  }

  /**
   * Returns the bytes to send.
   *
   * @param truth the untouched message's frame
   * @param proof what bore the untouched message out; the liar sends it along
   * @param notary the liar's own: it signs what a replica of its number may sign, and nothing else
   */
  Frame frame(MessageCodec codec, Frame truth, Proof proof, Notary notary) {
    Frame honest = message.equals(original) ? truth : signed(codec, proof, notary);
    Frame intact =
        declared.map(lie -> DeclaredLengths.apply(lie, message.kind(), honest)).orElse(honest);
    if (flips == 0) {
      return intact;
    }
    byte[] bytes = intact.toArray();
    int bits = (bytes.length - FLIP_FROM) * Byte.SIZE;
    int first = (int) SimRng.scale(nextBits(), bits);
    for (int i = 0; i < flips; i++) {
      int bit = (first + i) % bits;
      bytes[FLIP_FROM + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
    return Frame.copyOf(bytes);
  }

  private Frame signed(MessageCodec codec, Proof proof, Notary notary) {
    if (!codec.isSigned()) {
      return codec.encode(message);
    }
    Message lie = message.accept(new LogTailRewriter(all -> ForgedEntries.signed(all, notary)));
    return codec.encode(lie, proof, notary.signer());
  }

  private long nextBits() {
    randomBits = SimRng.mix(randomBits + 1);
    return randomBits;
  }

  @Override
  public Forgery onInflateCommitNumber(MessageFieldMutation.InflateCommitNumber inflate) {
    NumberChange change = new NumberChange("commit-number", inflate.by()::apply);
    return rewrite(new CommitNumberRewriter(change), change::text);
  }

  @Override
  public Forgery onTruncateLogTail(MessageFieldMutation.TruncateLogTail truncate) {
    NumberChange size = new NumberChange("entries", n -> truncate.cut().kept((int) n));
    return rewrite(
        new LogTailRewriter(entries -> entries.subList(0, (int) size.apply(entries.size()))),
        size::text);
  }

  @Override
  public Forgery onConflictingLogTail(MessageFieldMutation.ConflictingLogTail conflicting) {
    return rewrite(
        new LogTailRewriter(
            entries ->
                ForgedEntries.replaceLast(
                    entries,
                    conflicting.last(),
                    entry -> ForgedEntries.conflicting(entry, conflicting.parts()))),
        conflicting::label);
  }

  @Override
  public Forgery onOpNumberMismatch(MessageFieldMutation.OpNumberMismatch mismatch) {
    NumberChange change =
        new NumberChange("op-number", op -> Saturating.add(op, mismatch.offset()));
    return rewrite(new OpNumberRewriter(change), change::text);
  }

  @Override
  public Forgery onDecrementViewNumber(MessageFieldMutation.DecrementViewNumber decrement) {
    NumberChange change =
        new NumberChange(
            "view-number", view -> Math.max(0, Saturating.add(view, -decrement.amount())));
    return rewrite(new ViewNumberRewriter(change), change::text);
  }

  private Forgery rewrite(Message.Visitor<Message> rewriter, Supplier<String> text) {
    Message rewritten = message.accept(rewriter);
    if (!rewritten.equals(message)) {
      message = rewritten;
      describe(text);
    }
    return this;
  }

  private void describe(Supplier<String> text) {
    if (isDescribed) {
      what.add(text.get());
    }
  }

  @Override
  public Forgery onCorruptChecksum(MessageFieldMutation.CorruptChecksum corrupt) {
    flips = Math.min(MAX_FLIPS, flips + corrupt.bits());
    describe(corrupt::label);
    return this;
  }

  @Override
  public Forgery onDeclaredLength(MessageFieldMutation.DeclaredLength lie) {
    if (DeclaredLengths.isPossible(lie, message.kind())) {
      declared = Optional.of(lie);
      describe(lie::label);
    }
    return this;
  }

  @Override
  public Forgery onInvalidRange(MessageFieldMutation.InvalidRange range) {
    return rewrite(new RangeRewriter(range.lie()), range::label);
  }

  @Override
  public Forgery onGarbageCommand(MessageFieldMutation.GarbageCommand garbage) {
    Bytes command = ForgedEntries.garbage(garbage.bytes(), nextBits());
    return rewrite(
        new LogTailRewriter(
            entries ->
                ForgedEntries.replaceLast(
                    entries, garbage.last(), entry -> ForgedEntries.withOperation(entry, command))),
        garbage::label);
  }

  @Override
  public Forgery onDuplicateMessage(MessageFieldMutation.DuplicateMessage duplicate) {
    copies = Math.min(MAX_COPIES, copies + duplicate.copies());
    describe(duplicate::label);
    return this;
  }

  @Override
  public Forgery onDelay(MessageFieldMutation.Delay delay) {
    long spread = delay.maxNanos() - delay.minNanos() + 1;
    long nanos = delay.minNanos() + SimRng.scale(nextBits(), spread);
    delayNanos += nanos;
    describe(() -> "delayed by " + nanos + " ns");
    return this;
  }

  @Override
  public Forgery onDrop(MessageFieldMutation.Drop drop) {
    isWithheld = true;
    return this;
  }

  @Override
  public Forgery onFork(MessageFieldMutation.Fork fork) {
    for (MessageFieldMutation.Branch branch : fork.branches()) {
      if (branch.receivers().contains(receiver)) {
        return branch.mutation().accept(this);
      }
    }
    isSpared = true;
    return this;
  }

  @Override
  public Forgery onComposite(MessageFieldMutation.Composite composite) {
    composite.mutations().forEach(mutation -> mutation.accept(this));
    return this;
  }
}
