package dev.vopr.fault;

import static dev.vopr.fault.FaultFamily.BYZANTINE;
import static dev.vopr.fault.FaultFamily.CLIENT;
import static dev.vopr.fault.FaultFamily.CLOCK;
import static dev.vopr.fault.FaultFamily.NETWORK;
import static dev.vopr.fault.FaultFamily.PROCESS;
import static dev.vopr.fault.FaultFamily.STORAGE;

import java.util.Locale;

/** Everything that can strike a cluster, and how a decision about it is written down. */
public enum FaultKind {
  LOSS(NETWORK, Site.LINK, "packet", Amount.NONE, false, "packets lost"),
  DUPLICATION(NETWORK, Site.LINK, "packet", Amount.NONE, false, "packets duplicated"),
  REORDERING(NETWORK, Site.LINK, "packet", Amount.NANOS, false, "packets held back"),
  LATE_REPLAY(NETWORK, Site.LINK, "packet", Amount.NANOS, false, "packets replayed late"),
  BIT_CORRUPTION(NETWORK, Site.LINK, "packet", Amount.NONE, true, "packets with flipped bits"),
  TRUNCATION(NETWORK, Site.LINK, "packet", Amount.NONE, true, "packets cut short"),
  MISDELIVERY(NETWORK, Site.LINK, "packet", Amount.NONE, true, "packets misdelivered"),
  CLOG(NETWORK, Site.LINK, "interval", Amount.NANOS, false, "links clogged"),
  SLOW_LINK(NETWORK, Site.LINK, "interval", Amount.NANOS, true, "links slowed down"),
  PARTITION(NETWORK, Site.CLUSTER, "interval", Amount.NANOS, true, "partitions"),

  WRITE_ERROR(STORAGE, Site.REPLICA, "write", Amount.NONE, true, "writes failed"),
  READ_ERROR(STORAGE, Site.REPLICA, "read", Amount.NONE, false, "reads failed"),
  DISK_FULL(STORAGE, Site.REPLICA, "write", Amount.COUNT, false, "disks full"),
  TORN_WRITE(STORAGE, Site.REPLICA, "power-loss", Amount.NONE, true, "writes torn"),
  LOST_WRITE(STORAGE, Site.REPLICA, "block", Amount.NONE, false, "writes lost"),
  LYING_SYNC(STORAGE, Site.REPLICA, "write", Amount.NONE, false, "syncs that lied"),
  BIT_ROT(STORAGE, Site.REPLICA, "interval", Amount.NONE, true, "bits rotten at rest"),
  READ_FLIP(STORAGE, Site.REPLICA, "block-read", Amount.NONE, true, "bits flipped on read"),
  MISDIRECTED_WRITE(STORAGE, Site.REPLICA, "block", Amount.NONE, true, "writes misdirected"),
  MISDIRECTED_READ(STORAGE, Site.REPLICA, "block-read", Amount.NONE, true, "reads misdirected"),
  STALE_SECTOR(STORAGE, Site.REPLICA, "block-read", Amount.NONE, true, "stale sectors"),
  ZEROED_SECTOR(STORAGE, Site.REPLICA, "interval", Amount.NONE, true, "sectors zeroed"),
  CORRUPT_SLOT(STORAGE, Site.REPLICA, "start", Amount.COUNT, true, "slots corrupted"),
  LOST_DISK(STORAGE, Site.REPLICA, "start", Amount.NONE, false, "disks lost"),
  SLOW_DISK(STORAGE, Site.REPLICA, "interval", Amount.NANOS, false, "disks slowed down"),

  CRASH(PROCESS, Site.REPLICA, "interval", Amount.NANOS, false, "crashes"),
  CRASH_AT_POINT(PROCESS, Site.POINT, "time", Amount.NANOS, false, "crashes at a named point"),
  CORRELATED_CRASH(PROCESS, Site.CLUSTER, "interval", Amount.NANOS, true, "correlated crashes"),
  CRASH_LOOP(PROCESS, Site.REPLICA, "restart", Amount.NANOS, false, "crashes after a restart"),
  STOP(PROCESS, Site.REPLICA, "interval", Amount.NANOS, false, "stops in good order"),
  REFORMAT(PROCESS, Site.REPLICA, "restart", Amount.NONE, false, "disks reformatted"),
  PAUSE(PROCESS, Site.REPLICA, "interval", Amount.NANOS, false, "pauses"),
  SLOW_REPLICA(PROCESS, Site.REPLICA, "interval", Amount.NANOS, true, "replicas slowed down"),
  INTERMITTENT(PROCESS, Site.REPLICA, "interval", Amount.NANOS, true, "intermittent replicas"),
  DEAF(PROCESS, Site.REPLICA, "interval", Amount.NANOS, false, "deaf replicas"),
  MUTE(PROCESS, Site.REPLICA, "interval", Amount.NANOS, false, "mute replicas"),
  READ_ONLY(PROCESS, Site.REPLICA, "interval", Amount.NANOS, false, "read-only replicas"),

  CLOCK_OFFSET(CLOCK, Site.REPLICA, "run", Amount.NANOS, true, "clocks set wrong"),
  CLOCK_DRIFT(CLOCK, Site.REPLICA, "run", Amount.COUNT, false, "clocks that drift"),
  CLOCK_STEP(CLOCK, Site.REPLICA, "interval", Amount.NANOS, true, "clocks stepped"),
  CLOCK_FREEZE(CLOCK, Site.REPLICA, "interval", Amount.NANOS, false, "clocks frozen"),
  CLOCK_FAILURE(CLOCK, Site.REPLICA, "interval", Amount.NANOS, true, "clocks failed"),

  MUTATION(BYZANTINE, Site.RULE, "packet", Amount.NONE, true, "messages mutated"),
  TWIN(BYZANTINE, Site.LINK, "interval", Amount.NONE, false, "links turned over to a twin"),

  CLIENT_CRASH(CLIENT, Site.CLIENT, "request", Amount.NANOS, true, "clients crashed"),
  BAD_REQUEST(CLIENT, Site.CLIENT, "request", Amount.NONE, true, "bad requests");

  /** What the place of a decision is. */
  public enum Site {
    /** A directed link: sender in the upper half, receiver in the lower. */
    LINK,
    /** A replica, its disk or its clock, by node number. */
    REPLICA,
    /** A client, by node number. */
    CLIENT,
    /** The whole cluster; the place is 0. */
    CLUSTER,
    /**
     * A named point of the protocol at a replica: replica in the upper half, point in the lower.
     */
    POINT,
    /**
     * A mutation rule on a link: the rule's index in the upper half, sender and receiver in the
     * lower.
     */
    RULE
  }

  /** What the amount of a decision is. */
  public enum Amount {
    /** It has none, and is 0. */
    NONE,
    /** A duration, or a difference of clocks, in nanoseconds. */
    NANOS,
    /** A number without a unit. */
    COUNT
  }

  private final FaultFamily family;
  private final Site site;
  private final String counted;
  private final Amount amount;
  private final boolean hasDetail;
  private final String plural;

  FaultKind(
      FaultFamily family,
      Site site,
      String counted,
      Amount amount,
      boolean hasDetail,
      String plural) {
    this.family = family;
    this.site = site;
    this.counted = counted;
    this.amount = amount;
    this.hasDetail = hasDetail;
    this.plural = plural;
  }

  /** Returns the group that it belongs to. */
  public FaultFamily family() {
    return family;
  }

  /** Returns what its place is. */
  public Site site() {
    return site;
  }

  /** Returns what is counted at its place, such as packets, from 1. */
  public String counted() {
    return counted;
  }

  /** Returns what its amount is. */
  public Amount amount() {
    return amount;
  }

  /** Returns whether its detail, 64 bits that say which of many, means something. */
  public boolean hasDetail() {
    return hasDetail;
  }

  /** Returns what has struck, as reports say it after a number. */
  public String plural() {
    return plural;
  }

  /** Returns the name in plans and settings, such as {@code late-replay}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
