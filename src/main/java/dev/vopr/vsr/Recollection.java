package dev.vopr.vsr;

import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replica would know of itself if it were started from a disk (rules D1 to D3): for those
 * who want to know what a loss of power would cost, without one.
 *
 * @param isCertain whether view and log are known, and the replica need not recover
 * @param record the view record
 * @param base op-number of the checkpoint that the log starts from, 0 for none
 * @param log headers of the log above it, without gaps
 * @param nacks op-numbers of entries that the replica would say it never had
 */
public record Recollection(
    boolean isCertain, ViewRecord record, long base, List<Header> log, List<Long> nacks) {
  /** Copies the lists. */
  public Recollection {
    log = List.copyOf(log);
    nacks = List.copyOf(nacks);
  }

  /** Reads a disk as {@link Replica} does when it starts. */
  public static Recollection of(ReplicaSettings settings, List<Block> blocks) {
    Reload reload = Reload.of(settings, blocks);
    List<Header> log = new ArrayList<>();
    List<Long> nacks = new ArrayList<>();
    for (Reload.Found found : reload.log()) {
      log.add(found.header());
      if (reload.isNack(found)) {
        nacks.add(found.header().op());
      }
    }
    return new Recollection(
        reload.trust() == Reload.Trust.WHOLE,
        reload.record(),
        reload.checkpoint().map(Checkpoint::op).orElse(0L),
        log,
        nacks);
  }

  /** Returns the header of the log at an op-number above the base, if the log has one. */
  public Optional<Header> headerAt(long op) {
    return op > base && op <= base + log.size()
        ? Optional.of(log.get((int) (op - base - 1)))
        : Optional.empty();
  }
}
