package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A replica never forgets what it acknowledged: until it has taken over the log of a newer view,
 * the entry of its last PrepareOk is in its log and in each DoViewChange, also after a restart; and
 * it never nacks an entry that it acknowledged in any view (rule V4), unless it has had the log of
 * a newer view on its disk since, and that had another entry there, or none: what was committed
 * before is in that log, and so the acknowledgement can never count. One that knows that its disk
 * is damaged is in status recovering; it is looked at again afterwards.
 */
public final class AcknowledgedInvariant implements Invariant, SendInvariant {
  private static final long NEVER = -1;

  private final DurableDisk[] disks;
  private final long[] view;
  private final long[] op;
  private final long[] checksum;
  private final long[] nanosOfAck;
  private final long[] packetOfAck;
  private final long[] base;

  /** The last normal view of each replica that its disk showed last. */
  private final long[] logView;

  /** What each replica acknowledged, by op-number, above where its log starts. */
  private final List<TreeMap<Long, Acknowledged>> acknowledged = new ArrayList<>();

  /** An entry by its checksum, and the last view in which it was acknowledged. */
  private record Acknowledged(long checksum, long view) {}

  AcknowledgedInvariant(CheckedCluster cluster, DurableDisk[] disks) {
    this.disks = disks;
    int nodes = cluster.settings().nodes();
    view = new long[nodes];
    Arrays.fill(view, NEVER);
    op = new long[nodes];
    checksum = new long[nodes];
    nanosOfAck = new long[nodes];
    packetOfAck = new long[nodes];
    base = new long[nodes];
    logView = new long[nodes];
    for (int node = 0; node < nodes; node++) {
      acknowledged.add(new TreeMap<>());
    }
  }

  @Override
  public String name() {
    return "acknowledged";
  }

  @Override
  public String source() {
    return "VSR rules N3 and V2: what was acknowledged is shown in the next view change";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    if (disks[number].record().lastNormalView() != logView[number]) {
      onLogTakenOver(number);
    }
    boolean isKnown = replica.status() == Status.NORMAL || replica.status() == Status.VIEW_CHANGE;
    if (!isKnown || view[number] == NEVER) {
      return Optional.empty();
    }
    if (replica.logBase() != base[number]) {
      onBaseMoved(replica);
    }
    if (replica.lastNormalView() > view[number] || op[number] < replica.logBase()) {
      return Optional.empty();
    }
    boolean isHeld =
        replica.lastNormalView() == view[number]
            && replica.op() >= op[number]
            && replica.checksumAt(op[number]) == checksum[number];
    if (isHeld) {
      return Optional.empty();
    }
    String held =
        replica.op() < op[number]
            ? "ends at op " + replica.op()
            : "holds entry " + Hex.of(replica.checksumAt(op[number])) + " there";
    return Optional.of(
        forgot(number, "its log of view " + replica.lastNormalView() + " " + held, held, nanos));
  }

  /** What the log of a newer view has not in its place is not committed, and never will be. */
  private void onLogTakenOver(int number) {
    ViewRecord record = disks[number].record();
    logView[number] = record.lastNormalView();
    acknowledged
        .get(number)
        .entrySet()
        .removeIf(
            each ->
                each.getValue().view() < logView[number]
                    && !names(record, each.getKey(), each.getValue().checksum()));
  }

  /** Returns whether the log has the entry, as far as the record of a new one tells. */
  private static boolean names(ViewRecord record, long op, long checksum) {
    boolean isBelow = record.tail().isEmpty() ? op <= record.commit() : op < first(record);
    return isBelow || record.headerAt(op).filter(it -> it.checksum() == checksum).isPresent();
  }

  private static long first(ViewRecord record) {
    return record.tail().get(0).op();
  }

  /**
   * The log starts from a checkpoint that contradicts what was acknowledged: others have decided in
   * a newer view, and so the acknowledged entry can never count again.
   */
  private void onBaseMoved(ReplicaView replica) {
    int number = replica.number();
    base[number] = replica.logBase();
    acknowledged.get(number).headMap(base[number]).clear();
    // What it acknowledged there may be unreadable on its disk by now.
    long held = disks[number].checksumAt(base[number]);
    Acknowledged last = acknowledged.get(number).get(base[number]);
    long durable = last == null ? held : last.checksum();
    boolean isOther = durable != 0 && durable != replica.checksumAt(base[number]);
    if (isOther && op[number] >= base[number]) {
      view[number] = NEVER;
    }
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    int from = sending.from();
    if (sending.message() instanceof Message.PrepareOk ok) {
      onPrepareOk(sending, ok);
    } else if (view[from] != NEVER && sending.message() instanceof Message.DoViewChange shown) {
      return onDoViewChange(sending, shown);
    }
    return Optional.empty();
  }

  private void onPrepareOk(Sending sending, Message.PrepareOk ok) {
    int from = sending.from();
    acknowledged.get(from).put(ok.op(), new Acknowledged(ok.checksum(), ok.view()));
    if (ok.view() > view[from] || ok.op() > op[from]) {
      view[from] = ok.view();
      op[from] = ok.op();
      checksum[from] = ok.checksum();
      nanosOfAck[from] = sending.nanos();
      packetOfAck[from] = sending.packet();
    }
  }

  private Optional<Violation> onDoViewChange(Sending sending, Message.DoViewChange shown) {
    int from = sending.from();
    boolean isOlder = shown.lastNormalView() < view[from];
    boolean isShort = shown.lastNormalView() == view[from] && shown.tail().op() < op[from];
    boolean isOther =
        shown.lastNormalView() == view[from]
            && !isShort
            && op[from] > shown.tail().base()
            && shown.tail().headerAt(op[from]).checksum() != checksum[from];
    if (!isOlder && !isShort && !isOther) {
      return onNacks(sending, shown);
    }
    String log =
        "last normal view %d, log up to op %d".formatted(shown.lastNormalView(), shown.tail().op());
    return Optional.of(forgot(from, "its DoViewChange shows " + log, log, sending.nanos()));
  }

  private Optional<Violation> onNacks(Sending sending, Message.DoViewChange shown) {
    int from = sending.from();
    for (long nack : shown.tail().nacks()) {
      // A PrepareOk speaks for all that is below it in the log of its view.
      boolean isOfThisLog = shown.lastNormalView() == view[from] && nack <= op[from];
      Acknowledged before = acknowledged.get(from).get(nack);
      long named = shown.tail().headerAt(nack).checksum();
      boolean isKnown = before != null && before.checksum() == named;
      if (isOfThisLog || isKnown) {
        String log = "nacks op " + nack;
        return Optional.of(forgot(from, "its DoViewChange " + log, log, sending.nanos()));
      }
    }
    return Optional.empty();
  }

  private Violation forgot(int replica, String sentence, String found, long nanos) {
    String said =
        "r%d acknowledged entry %s at op %d in view %d, but %s"
            .formatted(replica, Hex.of(checksum[replica]), op[replica], view[replica], sentence);
    return new Violation(name(), said, List.of(replica), op[replica], nanos)
        .with(
            new Violation.Fact(
                "acknowledged",
                Hex.of(checksum[replica]),
                replica,
                nanosOfAck[replica],
                packetOfAck[replica]),
            new Violation.Fact("log", found, replica, nanos, 0));
  }
}
