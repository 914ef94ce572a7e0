package dev.vopr.cluster;

import dev.vopr.trace.DiskAction;
import dev.vopr.trace.LogCell;
import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Tells the trace what becomes of one replica, and of its log, in one of its lives. */
final class StepTracer {
  private final NodeContext node;
  private final ReplicaView replica;
  private final TreeMap<Long, Long> log = new TreeMap<>();
  private Standing last;

  StepTracer(NodeContext node, ReplicaView replica) {
    this.node = node;
    this.replica = replica;
    this.last = Standing.of(replica);
  }

  /** Looks at the replica after a step; costs nothing if the trace is off. */
  void afterStep() {
    if (!node.world().trace().isOn()) {
      return;
    }
    Standing now = Standing.of(replica);
    List<LogCell> changed = changedCells(now);
    if (!now.equals(last) || !changed.isEmpty()) {
      node.trace(() -> new TraceEvent.Stepped(node.now(), replica.number(), last, now, changed));
      last = now;
    }
  }

  private List<LogCell> changedCells(Standing now) {
    log.headMap(now.base(), true).clear();
    log.tailMap(now.op(), false).clear();
    List<LogCell> changed = new ArrayList<>();
    for (long op = now.base() + 1; op <= now.op(); op++) {
      long checksum = replica.checksumAt(op);
      Long before = log.put(op, checksum);
      if (before == null || before != checksum) {
        changed.add(new LogCell(op, checksum));
      }
    }
    return changed;
  }

  void onDiskBegun(DiskOperation operation) {
    node.trace(
        () ->
            new TraceEvent.DiskBegun(
                node.now(),
                replica.number(),
                operation.id(),
                action(operation),
                operation instanceof DiskOperation.Write write ? blocks(write) : 0));
  }

  private static DiskAction action(DiskOperation operation) {
    if (operation instanceof DiskOperation.Write) {
      return DiskAction.WRITE;
    }
    return operation instanceof DiskOperation.ReadZones
        ? DiskAction.READ_ALL
        : DiskAction.READ_SLOT;
  }

  private static int blocks(DiskOperation.Write write) {
    return write.stages().stream().mapToInt(List::size).sum();
  }

  void onDiskDone(DiskCompletion completion) {
    node.trace(
        () ->
            new TraceEvent.DiskDone(
                node.now(), replica.number(), completion.id(), completion.isDone()));
  }
}
