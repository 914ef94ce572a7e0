package dev.vopr.scenario;

import java.util.Locale;

/** What is counted in a run; a scenario's reach goals are lower bounds on these. */
public enum Measure implements Countable {
  /** Operations committed by correct replicas. */
  COMMITTED("operations committed"),
  /** Requests that clients got an answer to. */
  ANSWERED("requests answered"),
  /** Requests that clients sent again, once for each time. */
  RETRIED("requests sent again"),
  /** Messages that reached a node. */
  DELIVERED("messages delivered"),
  /** Packets lost by the network, partitions included. */
  LOST("packets lost"),
  /** Packets delivered twice. */
  DUPLICATED("packets duplicated"),
  /** Packets that were held back so that later ones overtook them. */
  REORDERED("packets reordered"),
  /** Partitions that began. */
  PARTITIONED("partitions"),
  /** Messages that the compromised replica tampered with. */
  MUTATED("messages mutated"),
  /** Mutated messages that reached a node. */
  MUTATED_DELIVERED("mutated messages delivered"),
  /** Mutated messages that a node refused by a named rule. */
  MUTATED_REJECTED("mutated messages rejected"),
  /** Mutated messages that a node followed. */
  MUTATED_FOLLOWED("mutated messages followed"),
  /** Times that a backup found entries missing before those it received. */
  GAPS("gaps in the log found"),
  /** Crashes of replicas. */
  CRASHED("crashes"),
  /** Views that a new primary started. */
  VIEWS_STARTED("view changes finished"),
  /** Replicas that could not vouch for their disk, and got their log back from the others. */
  RECOVERED("recoveries completed"),
  /** Corrupt entries that were fetched from another replica. */
  ENTRIES_REPAIRED("corrupt entries repaired"),
  /** Checkpoints that were taken over from another replica. */
  STATE_TRANSFERS("state transfers"),
  /** Checkpoints that were made durable. */
  CHECKPOINTS("checkpoints made"),
  /** Times that a primary fell silent because it heard from no quorum. */
  SILENCED("primaries fallen silent"),
  /** Client sessions that were evicted to make room for another. */
  EVICTED("sessions evicted"),
  /** Writes that a crash tore. */
  TORN("writes torn"),
  /** Slots of a disk that became corrupt while its replica was down. */
  CORRUPTED("slots corrupted"),
  /** Disks that were lost while their replica was down. */
  DISKS_LOST("disks lost"),
  /** Bits that flipped on disks in use. */
  ROTTEN("bits rotten"),
  /** Times that a replica has read all of its disk again. */
  SCRUB_TOURS("tours of a disk finished"),
  /** Slots that a replica found wrong while it was running, and wrote again. */
  SCRUB_REPAIRED("slots scrubbed"),
  /** Attempts to write that failed. */
  WRITE_ERRORS("write errors"),
  /** Histories of clients that were searched for an order. */
  HISTORIES_SEARCHED("histories searched"),
  /** Histories of which neither search nor witness could tell: neither a pass nor a failure. */
  HISTORIES_UNDECIDED("histories undecided"),
  /** Runs whose healed core could go on in no way: neither a pass nor a failure. */
  UNSOLVABLE("unsolvable cores"),
  /** Times that a replica agreed with a quorum on the time, which it had not before. */
  CLOCKS_SYNCHRONISED("clocks synchronised"),
  /** Times that such an agreement expired before there was a new one. */
  CLOCKS_LOST("clock agreements lost"),
  /** Entries whose timestamp a backup found far from its own time. */
  TIMESTAMPS_DOUBTED("timestamps doubted"),
  /** Steps of wall clocks, forwards or backwards. */
  CLOCK_STEPS("clock steps"),
  /** Times that a wall clock stood still. */
  CLOCK_FREEZES("clock freezes"),
  /** Times that a wall clock showed nonsense for a while. */
  CLOCK_FAILURES("clock failures"),
  /** Times that a replica caught another one contradicting itself. */
  EVIDENCE("contradictions caught");

  private final String plural;

  Measure(String plural) {
    this.plural = plural;
  }

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String plural() {
    return plural;
  }

  @Override
  public long countIn(Counts counts) {
    return counts.of(this);
  }
}
