package dev.vopr.byzantine;

import dev.vopr.net.Packet;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Carries a mutation out on one message for one receiver, and collects what shall be sent, and how.
 */
final class Forgery implements MessageFieldMutation.Visitor<Forgery> {
  /** Bits are flipped from the checksum on, which is the last field of the header. */
  private static final int FLIP_FROM = MessageCodec.HEADER_BYTES - Long.BYTES;

  private static final int MAX_FLIPS = Long.SIZE;
  private static final int MAX_COPIES = 1_000;
  private final Packet packet;
  private final Decoded.Accepted accepted;
  private final Message original;
  private final FrameStore store;
  private final boolean isDescribed;
  private final StringJoiner what = new StringJoiner(", ");
  private long randomBits;

  private Message message;
  private Proof proof;
  private int flips;
  private Optional<DeclaredLength> declared = Optional.empty();
  private int copies;
  private long delayNanos;
  private boolean isWithheld;
  private boolean isSpared;
  private long silenceNanos;
  private boolean isSilentToAll;
  private Optional<Frame> replayed = Optional.empty();
  private boolean isReplayedInstead;
  private final List<Forgery> variants = new ArrayList<>();

  /**
   * Starts with an untouched message.
   *
   * @param packet who it is for, and its frame
   * @param original the message as its sender made it, with what bears it out
   * @param randomBits what all choices are made from
   * @param store what was sent before
   * @param isDescribed whether {@link #what} is wanted
   */
  Forgery(
      Packet packet,
      Decoded.Accepted original,
      long randomBits,
      FrameStore store,
      boolean isDescribed) {
    this.packet = packet;
    this.accepted = original;
    this.original = original.message();
    this.proof = original.proof();
    this.store = store;
    this.randomBits = randomBits;
    this.isDescribed = isDescribed;
    this.message = original.message();
  }

  /** Returns whether anything is different from the untouched message. */
  boolean isEffective() {
    return isWithheld
        || copies > 0
        || delayNanos > 0
        || flips > 0
        || declared.isPresent()
        || replayed.isPresent()
        || isContentChanged()
        || variants.stream().anyMatch(Forgery::isContentChanged);
  }

  private boolean isContentChanged() {
    return !message.equals(original) || !proof.equals(accepted.proof());
  }

  /** Returns whether what is said is changed, and not only whether and when it is. */
  boolean isOfContent() {
    return isContentChanged()
        || declared.isPresent()
        || flips > 0
        || replayed.isPresent()
        || !variants.isEmpty();
  }

  /** Returns whether what is sent first is the untouched message, at its time. */
  boolean isTruthFirst() {
    boolean isFrameChanged = isContentChanged() || declared.isPresent() || flips > 0;
    return !isFrameChanged
        && delayNanos == 0
        && copies == 0
        && !(replayed.isPresent() && isReplayedInstead);
  }

  /** Returns how long the liar says no more to whom the rule is about, 0 if it goes on. */
  long silenceNanos() {
    return silenceNanos;
  }

  /** Returns whether the silence is towards all receivers, and not this one only. */
  boolean isSilentToAll() {
    return isSilentToAll;
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
   * Returns the bytes to send. What bore the untouched message out is sent along, unless that is
   * the lie.
   *
   * @param notary the liar's own: it signs what a replica of its number may sign, and nothing else
   */
  Frame frame(MessageCodec codec, Notary notary) {
    if (replayed.isPresent() && isReplayedInstead) {
      return replayed.get();
    }
    Frame honest = isContentChanged() ? signed(codec, notary) : packet.frame();
    Frame intact =
        declared
            .map(lie -> DeclaredLengths.apply(lie, codec, message, honest, notary.signer()))
            .orElse(honest);
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

  /** Returns the bytes that are sent after the first ones. */
  List<Frame> further(MessageCodec codec, Notary notary) {
    List<Frame> further = new ArrayList<>();
    if (!isReplayedInstead) {
      replayed.ifPresent(further::add);
    }
    for (Forgery variant : variants) {
      further.add(variant.frame(codec, notary));
    }
    return further;
  }

  private Frame signed(MessageCodec codec, Notary notary) {
    if (!codec.isSigned()) {
      return codec.encode(message);
    }
    Message lie = message.accept(LogTailRewriter.signing(all -> ForgedEntries.signed(all, notary)));
    return codec.encode(lie, proof, notary.signer());
  }

  private long nextBits() {
    randomBits = SimRng.mix(randomBits + 1);
    return randomBits;
  }

  @Override
  public Forgery onInflateCommitNumber(MessageFieldMutation.InflateCommitNumber inflate) {
    NumberChange change = new NumberChange("commit-number", inflate.by()::apply);
    return rewrite(NumberRewriter.of(change, NumberField.COMMIT_NUMBER), change::text);
  }

  @Override
  public Forgery onTruncateLogTail(MessageFieldMutation.TruncateLogTail truncate) {
    NumberChange size = new NumberChange("entries", n -> truncate.cut().kept((int) n));
    return rewrite(
        new LogTailRewriter(entries -> entries.subList(0, (int) size.apply(entries.size()))),
        size::text);
  }

  @Override
  public Forgery onConflictingLogTail(ConflictingLogTail conflicting) {
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
    return rewrite(
        NumberRewriter.of(change, NumberField.OP_NUMBER, NumberField.ENTRY_OP), change::text);
  }

  @Override
  public Forgery onDecrementViewNumber(MessageFieldMutation.DecrementViewNumber decrement) {
    NumberChange change =
        new NumberChange(
            "view-number", view -> Math.max(0, Saturating.add(view, -decrement.amount())));
    return rewrite(NumberRewriter.of(change, NumberField.VIEW_NUMBER), change::text);
  }

  private Forgery rewrite(Message.Visitor<Message> rewriter, Supplier<String> text) {
    return rewrite(before -> before.accept(rewriter), text);
  }

  private Forgery rewrite(UnaryOperator<Message> change, Supplier<String> text) {
    Message rewritten = change.apply(message);
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
  public Forgery onDeclaredLength(DeclaredLength lie) {
    if (DeclaredLengths.isPossible(lie, message.kind())) {
      declared = Optional.of(lie);
      describe(lie::label);
    }
    return this;
  }

  @Override
  public Forgery onInvalidRange(InvalidRange range) {
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
      if (branch.receivers().contains(packet.to())) {
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

  @Override
  public Forgery onSetField(SetField set) {
    return told(numberLies().set(set));
  }

  @Override
  public Forgery onAnyField(AnyField any) {
    return told(numberLies().any(any));
  }

  private NumberLies numberLies() {
    return new NumberLies(message, store, this::nextBits);
  }

  private Forgery told(Optional<NumberLies.Changed> lie) {
    lie.ifPresent(changed -> rewrite(ignored -> changed.message(), changed::what));
    return this;
  }

  @Override
  public Forgery onChangeList(ChangeList change) {
    ListLies.apply(change, new ListLies.Told(message, proof), nextBits())
        .ifPresent(
            changed -> {
              message = changed.told().message();
              proof = changed.told().proof();
              describe(changed::what);
            });
    return this;
  }

  @Override
  public Forgery onReplay(Replay replay) {
    replayed = store.older(packet, replay, nextBits());
    isReplayedInstead = replay.isInstead();
    replayed.ifPresent(frame -> describe(replay::label));
    return this;
  }

  @Override
  public Forgery onSilence(Silence silence) {
    long spread = silence.maxNanos() - silence.minNanos() + 1;
    silenceNanos = silence.minNanos() + SimRng.scale(nextBits(), spread);
    isSilentToAll = silence.towards() == Silence.Towards.ALL;
    isWithheld = true;
    return this;
  }

  @Override
  public Forgery onFlood(Flood flood) {
    for (int i = 0; i < flood.messages(); i++) {
      variants.add(
          flood.mutation().accept(new Forgery(packet, accepted, nextBits(), store, isDescribed)));
    }
    describe(flood::label);
    return this;
  }
}
