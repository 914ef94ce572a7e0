package dev.vopr.check;

import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * Each message that leaves a replica is borne out by what its disk has acknowledged at that moment.
 *
 * <ul>
 *   <li>nothing is said in a view before that view is durable, and nothing as its primary before
 *       its log is;
 *   <li>a PrepareOk needs the entry, all before it, and the last normal view;
 *   <li>a DoViewChange shows the durable last normal view, and durable entries; it nacks what the
 *       disk does not hold, and only if the replica never had to recover;
 *   <li>a StartView gives out the entries of older views only once they are durable;
 *   <li>a commit-number that is told is not above the replica's own.
 * </ul>
 */
public final class SendAudit implements Invariant, SendInvariant {
  private static final String NONE = "";

  private final CheckedCluster cluster;
  private final DurableDisk[] disks;

  SendAudit(CheckedCluster cluster, DurableDisk[] disks) {
    this.cluster = cluster;
    this.disks = disks;
  }

  @Override
  public String name() {
    return "send-audit";
  }

  @Override
  public String source() {
    return "VSR rules N3, V2 and V5: what is said is durable before it is said";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    String why = objection(sending);
    if (why.isEmpty()) {
      return Optional.empty();
    }
    int from = sending.from();
    ViewRecord record = disks[from].record();
    String sentence = "r%d may not send this %s: %s".formatted(from, sending.kind(), why);
    String durable =
        "view %d, last normal view %d, log up to op %d"
            .formatted(record.view(), record.lastNormalView(), disks[from].heldOp());
    return Optional.of(
        new Violation(name(), sentence, List.of(from), sending.replica().op(), sending.nanos())
            .with(
                new Violation.Fact("durable", durable, from, sending.nanos(), 0),
                sending.fact("sent", shown(sending.message()))));
  }

  private static String shown(Message message) {
    return switch (message.kind()) {
      case PREPARE_OK, COMMIT, START_VIEW_CHANGE -> message.toString();
      case DO_VIEW_CHANGE -> {
        Message.DoViewChange own = (Message.DoViewChange) message;
        yield "view %d, last normal view %d, log up to op %d"
            .formatted(own.view(), own.lastNormalView(), own.tail().op());
      }
      default -> message.kind().paperName();
    };
  }

  /** Returns what is wrong with the message, nothing if it is right. */
  private String objection(Sending sending) {
    Message message = sending.message();
    long promised = Promises.viewOf(message);
    int from = sending.from();
    if (promised == Promises.NONE) {
      return message instanceof Message.Entries entries ? ofEntries(from, entries) : NONE;
    }
    ViewRecord record = disks[from].record();
    if (!cluster.settings().isMember(from)) {
      return "it is a standby, and promises nothing";
    }
    if (record.view() != promised) {
      return "view %d is durable, and the message is of view %d".formatted(record.view(), promised);
    }
    return switch (message.kind()) {
      case START_VIEW_CHANGE -> NONE;
      case PREPARE_OK -> ofPrepareOk(disks[from], (Message.PrepareOk) message);
      case DO_VIEW_CHANGE -> ofDoViewChange(disks[from], (Message.DoViewChange) message);
      case START_VIEW, PREPARE, COMMIT, RECOVERY_RESPONSE -> ofPrimary(sending, promised);
      case REQUEST,
          REPLY,
          GET_ENTRIES,
          ENTRIES,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY,
          PING,
          PONG,
          EVICTED ->
          NONE;
    };
  }

  private String ofPrimary(Sending sending, long view) {
    String why = ofLogView(disks[sending.from()].record(), view);
    if (why.isEmpty() && sending.message() instanceof Message.StartView start) {
      return ofStartView(sending, start);
    }
    if (why.isEmpty() && sending.message() instanceof Message.Prepare prepare) {
      return ofCommitNumber(sending, prepare.commit());
    }
    return why.isEmpty() && sending.message() instanceof Message.Commit commit
        ? ofCommit(sending, commit)
        : why;
  }

  private static String ofLogView(ViewRecord record, long view) {
    if (record.lastNormalView() != view) {
      String why = "last normal view %d is durable, and the message is of view %d";
      return why.formatted(record.lastNormalView(), view);
    }
    return record.doubt().isOver() ? NONE : "its disk says that it is in doubt";
  }

  private static String ofPrepareOk(DurableDisk disk, Message.PrepareOk ok) {
    String why = ofLogView(disk.record(), ok.view());
    if (!why.isEmpty()) {
      return why;
    }
    return disk.holdsAllUpTo(ok.op(), ok.checksum())
        ? NONE
        : "entry %s at op %d, or one before it, is not durable"
            .formatted(Hex.of(ok.checksum()), ok.op());
  }

  private static String ofDoViewChange(DurableDisk disk, Message.DoViewChange shown) {
    if (disk.record().lastNormalView() != shown.lastNormalView()) {
      String why = "last normal view %d is durable, and it shows last normal view %d";
      return why.formatted(disk.record().lastNormalView(), shown.lastNormalView());
    }
    // V2: the headers are durable; entries that are taken over may wait behind one that is missing.
    for (Entry entry : shown.tail().entries()) {
      if (!disk.names(entry.op(), entry.checksum())) {
        return notDurable(entry.header());
      }
    }
    for (long op : shown.tail().nacks()) {
      if (disk.record().doubt() != ViewRecord.Doubt.NONE) {
        return "it nacks op %d, but recovered once, and cannot tell".formatted(op);
      }
      if (disk.holds(op, shown.tail().headerAt(op).checksum())) {
        return "it nacks op %d, but the entry is on its disk".formatted(op);
      }
    }
    return NONE;
  }

  private String ofStartView(Sending sending, Message.StartView start) {
    for (Header header : start.tail().headers()) {
      // What the view itself has appended since may still be on its way to the disk.
      if (header.view() < start.view()
          && !disks[sending.from()].names(header.op(), header.checksum())) {
        return notDurable(header);
      }
    }
    return ofCommitNumber(sending, start.commit());
  }

  private static String ofCommit(Sending sending, Message.Commit commit) {
    String why = ofCommitNumber(sending, commit.commit());
    boolean isOther =
        why.isEmpty() && commit.checksum() != sending.replica().checksumAt(commit.commit());
    return isOther ? "its checksum is not that of op " + commit.commit() : why;
  }

  private static String ofCommitNumber(Sending sending, long told) {
    long own = sending.replica().commit();
    return told <= own ? NONE : "it tells commit-number %d, but has %d".formatted(told, own);
  }

  private String ofEntries(int from, Message.Entries answer) {
    for (Entry entry : answer.entries()) {
      if (!disks[from].holds(entry.op(), entry.checksum())) {
        return notDurable(entry.header());
      }
    }
    return NONE;
  }

  private static String notDurable(Header header) {
    return "entry %s at op %d is not durable".formatted(Hex.of(header.checksum()), header.op());
  }
}
