package dev.vopr.report;

import dev.vopr.cluster.ClockFaultSettings;
import dev.vopr.cluster.ProcessSettings;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.net.Episodes;
import dev.vopr.net.LatencyLaw;
import dev.vopr.net.LinkSettings;
import dev.vopr.net.NetworkSettings;
import dev.vopr.net.PacketFaultSettings;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.ModelClaim;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Swarm;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.scenario.Verdict;
import dev.vopr.storage.StorageSettings;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is about to be run and what is claimed of it, before anything runs. */
public final class Header {
  private Header() {}

  /** Returns the lines of the header. */
  public static List<String> lines(Job job) {
    Scenario scenario = job.scenario();
    SimulationSettings simulation = scenario.simulation();
    List<String> lines = new ArrayList<>();
    lines.addAll(Paragraph.of("vopr · ", name(scenario) + " · " + scenario.description()));
    scenario.model().ifPresent(claim -> lines.addAll(Paragraph.of("  MODEL    ", model(claim))));
    lines.addAll(Paragraph.of("  cluster  ", cluster(scenario)));
    lines.addAll(Paragraph.of("  faults   ", faults(simulation)));
    scenario
        .swarm()
        .ifPresent(swarm -> lines.addAll(Paragraph.of("  drawn    ", drawn(swarm, job))));
    lines.addAll(
        Paragraph.of("  claim    ", "expect " + verdicts(scenario.expected()) + goals(scenario)));
    lines.addAll(Paragraph.of("  sweep    ", sweep(job)));
    return lines;
  }

  /** Returns the scenario's name, which says so if it is not the cluster that is run. */
  static String name(Scenario scenario) {
    return scenario.name() + (scenario.model().isPresent() ? " (MODEL)" : "");
  }

  private static String model(ModelClaim claim) {
    return "not the cluster, but a model of the replicated log: atomic steps, each for 2 ms; no codec,"
        + " disks or clocks"
        + without(claim);
  }

  /** Returns what the model leaves out of a scenario, if it does. */
  static String without(ModelClaim claim) {
    return claim.leftOut().isEmpty() ? "" : "; without " + String.join(", ", claim.leftOut());
  }

  /** What differs from seed to seed; above, the lower ends are shown. */
  private static String drawn(Swarm swarm, Job job) {
    List<String> paths = List.copyOf(swarm.draw(job.sweep().seed()).values().keySet());
    return "anew for each seed: "
        + (paths.isEmpty() ? "families of faults that are left out" : String.join(", ", paths));
  }

  private static String cluster(Scenario scenario) {
    SimulationSettings simulation = scenario.simulation();
    WorkloadSettings workload = simulation.workload();
    String operations =
        workload.operations() == 0
            ? ""
            : " with "
                + Figures.counted(workload.operations(), "operation")
                + (workload.clients() == 1 ? "" : " each");
    int standbys = simulation.replica().standbys();
    String until =
        switch (scenario.until()) {
          case TIME -> Figures.duration(simulation.faultNanos()) + " of load and faults";
          case GOALS ->
              "load and faults until all goals are reached, at most "
                  + Figures.duration(simulation.faultNanos());
        };
    return "%s, of which %d are a quorum%s; %s%s; %s, then healed for at most %s"
        .formatted(
            Figures.counted(simulation.replica().replicas(), "replica"),
            simulation.replica().quorum(),
            standbys == 0 ? "" : ", and " + Figures.counted(standbys, "standby"),
            Figures.counted(workload.clients(), "client"),
            operations,
            until,
            Figures.duration(simulation.settleBoundNanos()));
  }

  private static String sweep(Job job) {
    SweepSettings sweep = job.sweep();
    return "%s from seed %d on %s; interleaving %s%s%s"
        .formatted(
            Figures.counted(sweep.iterations(), "run"),
            sweep.seed(),
            Figures.counted(sweep.workers(), "worker"),
            job.scenario().simulation().interleaving().name().toLowerCase(Locale.ROOT),
            sweep.checkDeterminism() ? "; each run twice" : "",
            sweep.failFast() ? "; ends at the first unexpected verdict" : "");
  }

  /** Returns {@code SAFE or STALLED}. */
  static String verdicts(List<Verdict> verdicts) {
    return verdicts.stream().map(Verdict::name).collect(Collectors.joining(" or "));
  }

  private static String goals(Scenario scenario) {
    if (scenario.goals().isEmpty()) {
      return " (no reach goals: a run in which nothing happens would pass)";
    }
    List<String> goals = new ArrayList<>();
    scenario.goals().forEach((measure, least) -> goals.add(goal(measure, least)));
    return "; each in at least %s of the runs: %s"
        .formatted(Figures.percent(scenario.goalShare()), String.join(", ", goals));
  }

  /** Returns {@code operations committed ≥ 100}. */
  static String goal(Countable measure, long least) {
    return measure.plural() + " ≥ " + Figures.count(least);
  }

  /** Returns the faults that may strike, in one line. */
  static String faults(SimulationSettings simulation) {
    NetworkSettings network = simulation.network();
    List<String> faults = new ArrayList<>();
    faults.add("delay " + latency(network.latency()));
    if (simulation.plan().isPresent()) {
      int decisions = simulation.plan().get().decisions().size();
      return faults.get(0)
          + ", "
          + Figures.counted(decisions, "decision")
          + " of a plan, and nothing by chance";
    }
    addShare(faults, "loss", network.loss());
    addShare(faults, "duplicates", network.duplication());
    addShare(faults, "held back", network.reordering());
    if (network.partition().probability() > 0) {
      faults.add(
          "partitions "
              + Figures.percent(network.partition().probability())
              + " each "
              + Figures.duration(network.partition().intervalNanos()));
    }
    addRare(faults, network.packets());
    addLinks(faults, network.links());
    addProcesses(faults, simulation.process());
    addDisks(faults, simulation.storage());
    addClocks(faults, simulation.clock());
    if (!simulation.byzantine().compromised().isEmpty()) {
      List<String> liars = simulation.byzantine().compromised().stream().map(Nodes::name).toList();
      boolean isChosenBySeed = simulation.byzantine().isChosenBySeed();
      faults.add(
          (isChosenBySeed
                  ? Figures.counted(liars.size(), "replica")
                      + " compromised, which the seed chooses"
                  : Figures.list(liars) + " compromised")
              + " ("
              + Figures.counted(simulation.byzantine().rules().size(), "rule")
              + (simulation.byzantine().twins().isOn() ? ", as twins" : "")
              + ")");
    }
    return String.join(", ", faults);
  }

  private static void addRare(List<String> faults, PacketFaultSettings packets) {
    addShare(faults, "late replays", packets.lateReplay());
    addShare(faults, "bits flipped", packets.bitCorruption());
    addShare(faults, "cut short", packets.truncation());
    addShare(faults, "misdelivered", packets.misdelivery());
  }

  private static void addLinks(List<String> faults, LinkSettings links) {
    addEpisodes(faults, "clogs", links.clogs());
    addEpisodes(faults, "slow links", links.slowness());
    if (links.bytesPerSecond() != LinkSettings.UNLIMITED) {
      faults.add("links of " + Figures.count(links.bytesPerSecond()) + " B/s");
    }
  }

  private static void addEpisodes(List<String> faults, String name, Episodes episodes) {
    if (episodes.probability() > 0) {
      faults.add(
          "%s %s of the links each %s"
              .formatted(
                  name,
                  Figures.percent(episodes.probability()),
                  Figures.duration(episodes.intervalNanos())));
    }
  }

  private static void addProcesses(List<String> faults, ProcessSettings process) {
    if (process.crash() > 0 && process.maxDown() > 0) {
      faults.add(
          "crashes %s each %s (at most %d down)"
              .formatted(
                  Figures.percent(process.crash()),
                  Figures.duration(process.intervalNanos()),
                  process.maxDown()));
    }
    if (process.maxDown() > 0) {
      addShare(faults, "correlated crashes", process.correlatedCrash());
      addShare(faults, "stops", process.stop());
      addShare(faults, "pauses", process.pause().probability());
      addGray(faults, process.gray());
    }
    addShare(faults, "crashes after a restart", process.restarts().loop());
    addShare(faults, "disks reformatted", process.restarts().reformat());
    if (!process.points().isEmpty()) {
      faults.add("crashes at " + Figures.counted(process.points().size(), "named point"));
    }
  }

  private static void addGray(List<String> faults, ProcessSettings.Gray gray) {
    List<String> kinds = new ArrayList<>();
    addShare(kinds, "slow", gray.slow().probability());
    addShare(kinds, "intermittent", gray.intermittent().probability());
    addShare(kinds, "deaf", gray.deaf().probability());
    addShare(kinds, "mute", gray.mute().probability());
    addShare(kinds, "read-only", gray.readOnly().probability());
    if (!kinds.isEmpty() && gray.maxImpaired() > 0) {
      faults.add(
          "at most %d impaired (%s each %s)"
              .formatted(
                  gray.maxImpaired(),
                  String.join(", ", kinds),
                  Figures.duration(gray.intervalNanos())));
    }
  }

  private static void addClocks(List<String> faults, ClockFaultSettings clock) {
    if (clock.offsetMax() > 0) {
      faults.add("clocks off by " + Figures.duration(clock.offsetMax()));
    }
    if (clock.driftMaxPpm() > 0) {
      faults.add("drift " + clock.driftMaxPpm() + " ppm");
    }
    if (clock.hasFaults()) {
      List<String> kinds = new ArrayList<>();
      addShare(kinds, "steps", clock.step().spell().probability());
      addShare(kinds, "freezes", clock.freeze().probability());
      addShare(kinds, "failures", clock.failure().spell().probability());
      faults.add(
          "%s (%s each %s)"
              .formatted(
                  Figures.counted(clock.faultyClocks(), "faulty clock"),
                  String.join(", ", kinds),
                  Figures.duration(clock.intervalNanos())));
    }
  }

  private static void addDisks(List<String> faults, StorageSettings storage) {
    addShare(faults, "write errors", storage.writes().writeError());
    addShare(faults, "read errors", storage.reads().readError());
    addShare(faults, "disks full", storage.writes().diskFull());
    addShare(faults, "slow disks", storage.slow().probability());
    List<String> kinds = new ArrayList<>();
    addShare(kinds, "corrupt slots", storage.rest().corruption());
    addShare(kinds, "bit rot", storage.rest().bitRot());
    addShare(kinds, "zeroed sectors", storage.rest().zeroedSector());
    addShare(kinds, "lost writes", storage.writes().lostWrite());
    addShare(kinds, "misdirected writes", storage.writes().misdirectedWrite());
    addShare(kinds, "lying syncs", storage.writes().lyingSync());
    addShare(kinds, "flips on read", storage.reads().readFlip());
    addShare(kinds, "misdirected reads", storage.reads().misdirectedRead());
    addShare(kinds, "stale sectors", storage.reads().staleSector());
    boolean canBeLost = storage.faultyDisks() > 0 || storage.isUnrestricted();
    addShare(kinds, "lost", canBeLost ? storage.rest().lostDisk() : 0);
    if (!kinds.isEmpty()) {
      faults.add("%s (%s)".formatted(faultyDisks(storage), String.join(", ", kinds)));
    }
  }

  private static String faultyDisks(StorageSettings storage) {
    if (storage.isUnrestricted()) {
      return "all disks faulty";
    }
    return storage.faultyDisks() == 0
        ? "disks faulty in turn"
        : Figures.counted(storage.faultyDisks(), "faulty disk");
  }

  private static void addShare(List<String> faults, String name, double share) {
    if (share > 0) {
      faults.add(name + " " + Figures.percent(share));
    }
  }

  private static String latency(LatencyLaw law) {
    if (law instanceof LatencyLaw.Constant constant) {
      return Figures.duration(constant.nanos());
    }
    if (law instanceof LatencyLaw.Uniform uniform) {
      return Figures.duration(uniform.minNanos()) + " – " + Figures.duration(uniform.maxNanos());
    }
    if (law instanceof LatencyLaw.Exponential exponential) {
      return "%s – %s (exponential, mean %s)"
          .formatted(
              Figures.duration(exponential.minNanos()),
              Figures.duration(exponential.capNanos()),
              Figures.duration(exponential.meanNanos()));
    }
    if (law instanceof LatencyLaw.Lognormal lognormal) {
      return "%s – %s (lognormal, median %s)"
          .formatted(
              Figures.duration(lognormal.minNanos()),
              Figures.duration(lognormal.capNanos()),
              Figures.duration(lognormal.medianNanos()));
    }
    if (law instanceof LatencyLaw.Pareto pareto) {
      return "%s – %s (Pareto, shape %s)"
          .formatted(
              Figures.duration(pareto.minNanos()),
              Figures.duration(pareto.capNanos()),
              pareto.shape());
    }
    throw new IllegalArgumentException("an unknown law of latency: " + law);
  }
}
