package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a replica takes for durable is: its disk has acknowledged these very entries. What it tells
 * others, and which slots its view record vouches for, follows from that.
 */
public final class DiskBeliefInvariant implements Invariant {
  private static final long NONE = -1;

  private final DurableDisk[] disks;
  private final long[] seen;

  DiskBeliefInvariant(DurableDisk[] disks) {
    this.disks = disks;
    seen = new long[disks.length];
    Arrays.fill(seen, NONE);
  }

  @Override
  public String name() {
    return "disk-belief";
  }

  @Override
  public String source() {
    return "VSR rules N3 and D1: durable is what the disk has said to be so";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long op = replica.durableOp();
    if (op == seen[number]) {
      return Optional.empty();
    }
    seen[number] = op;
    if (op <= replica.logBase() || op > replica.op()) {
      return Optional.empty();
    }
    long checksum = replica.checksumAt(op);
    if (disks[number].holdsAllUpTo(op, checksum)) {
      return Optional.empty();
    }
    String sentence =
        "r%d takes its log for durable up to entry %s at op %d, but its disk has not said so of all of it"
            .formatted(number, Hex.of(checksum), op);
    String held = "entry " + Hex.of(disks[number].checksumAt(op));
    return Optional.of(
        new Violation(name(), sentence, List.of(number), op, nanos)
            .with(new Violation.Fact("durable at op " + op, held, number, nanos, 0)));
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = NONE;
  }
}
