package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * Whatever part of a log a replica sends is a chain: op-numbers follow each other, each entry names
 * its parent's checksum, views do not fall along it, and none is above that of the message. And so
 * is the log that it holds: one link of it is looked at after each few steps, in turn.
 */
public final class ChainInvariant implements Invariant, SendInvariant {
  private static final int STEPS = 8;

  /** The op-number of the last link that was looked at, for each replica. */
  private final long[] looked;

  private final int[] steps;

  ChainInvariant(int nodes) {
    looked = new long[nodes];
    steps = new int[nodes];
  }

  @Override
  public String name() {
    return "hash-chain";
  }

  @Override
  public String source() {
    return "VSR rules N2 and V5: the log is a hash chain, along which views do not fall";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long base = replica.logBase();
    if (++steps[number] % STEPS != 0 || replica.op() <= base) {
      return Optional.empty();
    }
    boolean isWithin = looked[number] >= base && looked[number] < replica.op();
    long op = isWithin ? looked[number] + 1 : base + 1;
    looked[number] = op;
    long before = replica.checksumAt(op - 1);
    long parent = replica.parentAt(op);
    if (before == parent) {
      return Optional.empty();
    }
    String sentence = "r%d holds entry %s at op %d, but the entry at op %d there names entry %s";
    String said = sentence.formatted(number, Hex.of(before), op - 1, op, Hex.of(parent));
    return Optional.of(
        new Violation(name(), said, List.of(number), op, nanos)
            .with(
                new Violation.Fact("held at op " + (op - 1), Hex.of(before), number, nanos, 0),
                new Violation.Fact("named by op " + op, Hex.of(parent), number, nanos, 0)));
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    Message message = sending.message();
    return switch (message.kind()) {
      case PREPARE -> {
        Message.Prepare prepare = (Message.Prepare) message;
        yield checkEntries(sending, prepare.entries(), prepare.view());
      }
      case ENTRIES -> checkEntries(sending, ((Message.Entries) message).entries(), Long.MAX_VALUE);
      case DO_VIEW_CHANGE -> {
        Message.DoViewChange shown = (Message.DoViewChange) message;
        yield checkTail(sending, shown.tail(), shown.lastNormalView());
      }
      case START_VIEW -> {
        Message.StartView start = (Message.StartView) message;
        yield checkTail(sending, start.tail(), start.view());
      }
      case RECOVERY_RESPONSE -> {
        Message.RecoveryResponse response = (Message.RecoveryResponse) message;
        yield checkTail(sending, response.tail(), response.view());
      }
      case REQUEST,
          PREPARE_OK,
          REPLY,
          COMMIT,
          GET_ENTRIES,
          START_VIEW_CHANGE,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY,
          PING,
          PONG,
          EVICTED ->
          Optional.empty();
    };
  }

  /** The entry before the first one is known only if the log here still reaches down to it. */
  private Optional<Violation> checkEntries(Sending sending, List<Entry> entries, long view) {
    Entry last = null;
    for (Entry entry : entries) {
      long parent =
          last == null ? parentHere(sending, entry.op(), entry.parent()) : last.checksum();
      boolean isNext = last == null || (entry.op() == last.op() + 1 && entry.view() >= last.view());
      if (!isNext || entry.parent() != parent || entry.view() > view) {
        return broken(sending, entry.header(), parent, view);
      }
      last = entry;
    }
    return Optional.empty();
  }

  private static long parentHere(Sending sending, long op, long otherwise) {
    long before = op - 1;
    boolean isHere = before >= sending.replica().logBase() && before <= sending.replica().op();
    return isHere ? sending.replica().checksumAt(before) : otherwise;
  }

  private Optional<Violation> checkTail(Sending sending, LogTail tail, long view) {
    long op = tail.base();
    long checksum = tail.baseChecksum();
    long lastView = 0;
    for (Header header : tail.headers()) {
      boolean isNext = header.op() == op + 1 && header.view() >= lastView;
      if (!isNext || header.parent() != checksum || header.view() > view) {
        return broken(sending, header, checksum, view);
      }
      op = header.op();
      checksum = header.checksum();
      lastView = header.view();
    }
    return Optional.empty();
  }

  private Optional<Violation> broken(Sending sending, Header header, long parent, long view) {
    String sentence =
        "r%d sends %s with entry %s of view %d at op %d, parent %s, which does not continue entry %s"
                .formatted(
                    sending.from(),
                    sending.kind(),
                    Hex.of(header.checksum()),
                    header.view(),
                    header.op(),
                    Hex.of(header.parent()),
                    Hex.of(parent))
            + (header.view() > view ? ", and is newer than view " + view : "");
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), header.op(), sending.nanos())
            .with(
                sending.fact("parent", Hex.of(parent)),
                sending.fact("parent named by the entry", Hex.of(header.parent()))));
  }
}
