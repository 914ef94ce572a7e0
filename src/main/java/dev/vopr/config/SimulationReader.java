package dev.vopr.config;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.cluster.ClientFaultSettings;
import dev.vopr.cluster.ClockFaultSettings;
import dev.vopr.cluster.HealScope;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.fault.FaultFamily;
import dev.vopr.sim.Interleaving;
import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.client.ClientSettings;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.sign.Signatures;
import java.util.ArrayList;
import java.util.List;

/** Reads what one run depends on. */
final class SimulationReader {
  private static final long MICROSECOND = 1_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;
  static final long HOUR = 3_600 * SECOND;
  private static final long DAY = 24 * HOUR;
  private static final long MAX_RUN = 1_000 * DAY;
  private static final int MAX_DRIFT_PPM = 100_000;

  private final SettingsNode root;

  SimulationReader(SettingsNode root) {
    this.root = root;
  }

  SimulationSettings simulation() {
    SettingsNode run = root.section("run");
    ReplicaSettings replica = replica();
    WorkloadSettings workload = new WorkloadReader(root.section("workload")).read(replica.limits());
    return new SimulationSettings(
        run.choice("interleaving", Interleaving.class),
        run.integer("pct-depth", 1, 100),
        run.wholeNumber("pct-steps", 1, 1_000_000_000),
        run.durationNanos("fault-time", MILLISECOND, MAX_RUN),
        run.durationNanos("settle-time", 0, MAX_RUN),
        run.choice("heal", HealScope.class),
        run.wholeNumber("max-events", 100, 1_000_000_000),
        replica,
        client(replica.replicas()),
        workload,
        clientFaults(),
        new NetworkReader(root.section("network"), replica.replicas(), workload.clients()).read(),
        byzantine(replica.replicas(), workload.clients()),
        new StorageReader(root.section("storage"), replica.replicas()).read(),
        new ProcessReader(root, replica.replicas()).read(),
        clock(replica),
        signatures(),
        omitted(),
        PlanReader.read(root, replica.nodes(), workload.clients()));
  }

  /** Feature omission: for some seeds whole families of faults are switched off. */
  private List<FaultFamily> omitted() {
    SettingsNode swarm = root.section("swarm");
    double share = swarm.probability("omit");
    List<FaultFamily> omitted = new ArrayList<>();
    for (FaultFamily family : FaultFamily.values()) {
      if (swarm.isDrawn("omit-" + family.key(), share)) {
        omitted.add(family);
      }
    }
    if (!omitted.isEmpty()) {
      swarm.drew("omitted", omitted.stream().map(FaultFamily::key).toList().toString());
    }
    return omitted;
  }

  private Signatures signatures() {
    return root.section("vsr").choice("signatures", Signatures.class);
  }

  private ReplicaSettings replica() {
    SettingsNode cluster = root.section("cluster");
    int replicas = cluster.integer("replicas", 3, 7);
    if (replicas % 2 == 0) {
      cluster.problem("replicas", replicas + " is not of the form 2f + 1; give 3, 5 or 7");
    }
    SettingsNode vsr = root.section("vsr");
    int pipeline = vsr.integer("pipeline-entries", 1, 100_000);
    int slots = vsr.integer("log-slots", 4, 1_000_000);
    int checkpoint = vsr.integer("checkpoint-entries", 1, 1_000_000);
    if (slots < 2L * checkpoint + pipeline) {
      vsr.problem(
          "log-slots",
          "must hold two checkpoints and the pipeline, %d entries; raise it"
              .formatted(2L * checkpoint + pipeline));
    }
    return new ReplicaSettings(
        replicas,
        cluster.integer("standbys", 0, 6),
        vsr.choice("hardening", Hardening.class),
        timing(vsr),
        pipeline,
        vsr.integer("queue-requests", 1, 100_000),
        vsr.integer("repair-entries", 1, 10_000),
        slots,
        checkpoint,
        vsr.bytes("checkpoint-bytes", 1024, 1L << 30),
        vsr.integer("sessions", 1, 1_000_000),
        withProofs(vsr, limits(vsr, checkpoint + pipeline), replicas),
        clusterClock(vsr));
  }

  /** At level signed, frames have room for the proofs beside what {@code frame-bytes} allows. */
  private Limits withProofs(SettingsNode vsr, Limits limits, int replicas) {
    if (!vsr.choice("hardening", Hardening.class).isAtLeast(Hardening.SIGNED)) {
      return limits;
    }
    long proofs = MessageCodec.largestProofBytes(limits, signatures().bytes(), replicas);
    return new Limits(
        (int) Math.min(Integer.MAX_VALUE / 8, limits.frameBytes() + proofs),
        limits.batchEntries(),
        limits.tailEntries(),
        limits.operationBytes());
  }

  private static ReplicaSettings.Timing timing(SettingsNode vsr) {
    long heartbeat = vsr.durationNanos("heartbeat-interval", MICROSECOND, DAY);
    long suspicion = vsr.durationNanos("suspicion", MICROSECOND, DAY);
    long viewChange = vsr.durationNanos("view-change", MICROSECOND, DAY);
    long viewChangeCap = vsr.durationNanos("view-change-cap", MICROSECOND, DAY);
    long voteLife = vsr.durationNanos("vote-life", MICROSECOND, DAY);
    long voteRetry = vsr.durationNanos("vote-retry", MICROSECOND, DAY);
    long ping = vsr.durationNanos("ping", MICROSECOND, DAY);
    long abdication = vsr.durationNanos("abdication", MICROSECOND, DAY);
    checkOrder(vsr, "heartbeat-interval", heartbeat, "suspicion", suspicion);
    checkOrder(vsr, "view-change", viewChange, "view-change-cap", viewChangeCap);
    checkOrder(vsr, "vote-retry", voteRetry, "vote-life", voteLife);
    checkOrder(vsr, "ping", ping, "abdication", abdication);
    return new ReplicaSettings.Timing(
        heartbeat,
        vsr.durationNanos("prepare-retry", MICROSECOND, DAY),
        vsr.durationNanos("repair-retry", MICROSECOND, DAY),
        suspicion,
        vsr.durationNanos("client-patience", MICROSECOND, DAY),
        viewChange,
        viewChangeCap,
        voteLife,
        voteRetry,
        ping,
        abdication,
        vsr.durationNanos("scrub-interval", 0, DAY));
  }

  /**
   * A log tail reaches from the last known commit-number to the head: after a restart from the last
   * checkpoint, and then as far as the pipeline goes.
   */
  private static Limits limits(SettingsNode vsr, int tailWithoutBatches) {
    int batch = vsr.integer("batch-entries", 1, 10_000);
    Limits limits =
        new Limits(
            (int) vsr.bytes("frame-bytes", 256, 64 << 20),
            batch,
            tailWithoutBatches + 2 * batch,
            (int) vsr.bytes("operation-bytes", 16, 1 << 20));
    long fullTail = MessageCodec.largestFrameBytes(limits);
    if (fullTail > limits.frameBytes()) {
      vsr.problem(
          "frame-bytes",
          "a full log tail needs %d bytes; raise it, or lower operation-bytes,".formatted(fullTail)
              + " pipeline-entries or checkpoint-entries");
    }
    return limits;
  }

  private ClientSettings client(int replicas) {
    SettingsNode client = root.section("client");
    long retry = client.durationNanos("retry", MICROSECOND, DAY);
    long cap = client.durationNanos("retry-cap", MICROSECOND, DAY);
    checkOrder(client, "retry", retry, "retry-cap", cap);
    return new ClientSettings(replicas, retry, cap);
  }

  private ClientFaultSettings clientFaults() {
    SettingsNode client = root.section("client");
    long downMin = client.durationNanos("down-min", 1, HOUR);
    long downMax = client.durationNanos("down-max", 1, HOUR);
    checkOrder(client, "down-min", downMin, "down-max", downMax);
    return new ClientFaultSettings(
        client.probability("crash"),
        Math.min(downMin, downMax),
        downMax,
        client.probability("bad-request"));
  }

  private static ClockSettings clusterClock(SettingsNode vsr) {
    long window = vsr.durationNanos("clock-window", MICROSECOND, HOUR);
    long expiry = vsr.durationNanos("clock-expiry", MICROSECOND, HOUR);
    checkOrder(vsr, "clock-window", window, "clock-expiry", expiry);
    return new ClockSettings(
        vsr.flag("clock-synchronised"),
        vsr.durationNanos("clock-tolerance", 0, HOUR),
        window,
        expiry,
        vsr.durationNanos("clock-patience", 0, DAY),
        vsr.integer("clock-drift-ppm", 0, MAX_DRIFT_PPM),
        vsr.durationNanos("timestamp-distance", 0, DAY));
  }

  private ClockFaultSettings clock(ReplicaSettings replica) {
    SettingsNode clock = root.section("clock");
    int drift = clock.integer("drift-max-ppm", 0, MAX_DRIFT_PPM);
    if (drift > replica.clock().driftPpm()) {
      clock.problem(
          "drift-max-ppm",
          "is above vsr.clock-drift-ppm = %d, which the replicas reckon with; lower this, or raise"
                  .formatted(replica.clock().driftPpm())
              + " that");
    }
    SettingsNode step = clock.section("step");
    long stepMin = step.durationNanos("size-min", 1, DAY);
    long stepMax = step.durationNanos("size-max", 1, DAY);
    checkOrder(step, "size-min", stepMin, "size-max", stepMax);
    SettingsNode failure = clock.section("failure");
    return new ClockFaultSettings(
        clock.durationNanos("offset-max", 0, HOUR),
        drift,
        clock.durationNanos("correction", MILLISECOND, MAX_RUN),
        clock.integer("faulty-clocks", 0, replica.replicas()),
        clock.durationNanos("interval", 1, HOUR),
        new ClockFaultSettings.Step(spell(step), Math.min(stepMin, stepMax), stepMax),
        spell(clock.section("freeze")),
        new ClockFaultSettings.Failure(
            spell(failure), failure.durationNanos("error-max", 0, 4_000 * DAY)));
  }

  private static ClockFaultSettings.Spell spell(SettingsNode section) {
    long min = section.durationNanos("min", 1, HOUR);
    long max = section.durationNanos("max", 1, HOUR);
    checkOrder(section, "min", min, "max", max);
    return new ClockFaultSettings.Spell(
        section.probability("probability"), Math.min(min, max), max);
  }

  static void checkOrder(SettingsNode section, String lowKey, long low, String highKey, long high) {
    if (low > high) {
      section.problem(lowKey, "is above " + highKey + "; make it at most that");
    }
  }

  private ByzantineSettings byzantine(int replicas, int clients) {
    return new RuleReader(root.section("byzantine"), replicas, clients).read();
  }
}
