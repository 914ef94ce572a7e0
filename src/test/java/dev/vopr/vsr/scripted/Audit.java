package dev.vopr.vsr.scripted;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at each message as it leaves a replica: it must be borne out by what is durable at that
 * moment (STO), contradict nothing that the replica acknowledged (ACK) or showed (VM), and no
 * primary gives one op-number to two entries (UNQ).
 */
final class Audit {
  private record Position(long view, long op) {}

  private final ReplicaSettings settings;
  private final int slots;
  private final Map<Position, Long> prepared = new LinkedHashMap<>();
  private final long[] shownView;
  private final long[] acknowledgedView;
  private final long[] acknowledgedOp;

  Audit(ReplicaSettings settings, int slots) {
    this.settings = settings;
    this.slots = slots;
    shownView = new long[settings.nodes()];
    acknowledgedView = new long[settings.nodes()];
    acknowledgedOp = new long[settings.nodes()];
  }

  /** A replica lost its disk: it may not know what it acknowledged, and will have to recover. */
  void onDiskLost(int replica) {
    acknowledgedView[replica] = 0;
    acknowledgedOp[replica] = 0;
  }

  void onSend(int from, ScriptedDisk disk, Message message) {
    holds(settings.isMember(from) || isForStandbys(message), from, "it is a standby", message);
    if (message instanceof Message.PrepareOk ok) {
      onPrepareOk(from, disk, ok);
    } else if (message instanceof Message.DoViewChange shown) {
      onDoViewChange(from, disk, shown);
    } else if (message instanceof Message.Prepare prepare) {
      onPrepare(from, disk, prepare);
    }
    if (message instanceof Message.StartViewChange vote) {
      isInDurableView(from, disk, vote.view(), vote);
    } else if (message instanceof Message.StartView start) {
      isInDurableView(from, disk, start.view(), start);
    }
  }

  /** A standby asks for what it lacks, and answers who asks; it says nothing for a quorum. */
  private static boolean isForStandbys(Message message) {
    return switch (message.kind()) {
      case GET_VIEW, GET_ENTRIES, ENTRIES, GET_STATE, NEW_STATE, PONG -> true;
      default -> false;
    };
  }

  private void onPrepareOk(int from, ScriptedDisk disk, Message.PrepareOk ok) {
    ViewRecord record = isInDurableView(from, disk, ok.view(), ok);
    holds(record.lastNormalView() == ok.view(), from, "its log view is not durable", ok);
    holds(record.doubt().isOver(), from, "its doubt is still on disk", ok);
    boolean isDurable = ok.op() <= record.checkpoint() || disk.holds(ok.op(), ok.checksum(), slots);
    holds(isDurable, from, "the entry is not durable", ok);
    if (ok.view() > acknowledgedView[from] || ok.op() > acknowledgedOp[from]) {
      acknowledgedView[from] = ok.view();
      acknowledgedOp[from] = ok.op();
    }
  }

  private void onDoViewChange(int from, ScriptedDisk disk, Message.DoViewChange shown) {
    ViewRecord record = isInDurableView(from, disk, shown.view(), shown);
    holds(
        record.lastNormalView() == shown.lastNormalView(), from, "its log view is another", shown);
    boolean forgets =
        shown.lastNormalView() == acknowledgedView[from]
            && shown.tail().op() < acknowledgedOp[from];
    holds(!forgets, from, "it acknowledged op " + acknowledgedOp[from], shown);
    holds(
        shown.lastNormalView() >= acknowledgedView[from],
        from,
        "it acknowledged in view " + acknowledgedView[from],
        shown);
  }

  private void onPrepare(int from, ScriptedDisk disk, Message.Prepare prepare) {
    isInDurableView(from, disk, prepare.view(), prepare);
    for (Entry entry : prepare.entries()) {
      Position position = new Position(entry.view(), entry.op());
      Long before = prepared.putIfAbsent(position, entry.checksum());
      holds(
          before == null || before == entry.checksum(),
          from,
          "another entry was prepared there in this view",
          prepare);
    }
  }

  private ViewRecord isInDurableView(int from, ScriptedDisk disk, long view, Message message) {
    Optional<ViewRecord> record = disk.record();
    holds(record.isPresent(), from, "it has no view record", message);
    holds(record.orElseThrow().view() >= view, from, "its view is not durable", message);
    holds(view >= shownView[from], from, "it has shown view " + shownView[from], message);
    shownView[from] = view;
    return record.get();
  }

  private static void holds(boolean condition, int from, String why, Message message) {
    if (!condition) {
      throw new AssertionError("r" + from + " may not send this, " + why + ": " + message);
    }
  }
}
