package dev.vopr.report;

import dev.vopr.check.Violation;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.fault.FaultKind;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.Scenario;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Tells a run as a story, one line an event, for someone who has never seen the protocol. */
public final class Narrator implements TraceSink, TraceEvent.Visitor<String> {
  private static final String NOT_TOLD = "";

  private final MessageCodec codec;
  private final int members;
  private final long maxLines;
  private final Consumer<String> out;

  /** What the packets hold that were sent while the story was told. */
  private final Map<Long, String> packets = new LinkedHashMap<>();

  private long lines;

  /**
   * Creates a narrator.
   *
   * @param codec reads the frames
   * @param members number of replicas with a vote
   * @param maxLines after so many lines the story ends
   * @param out where the lines go
   */
  Narrator(MessageCodec codec, int members, long maxLines, Consumer<String> out) {
    this.codec = codec;
    this.members = members;
    this.maxLines = maxLines;
    this.out = out;
  }

  /** Creates a narrator for the runs of a cluster. */
  public static Narrator of(SimulationSettings settings, long maxLines, Consumer<String> out) {
    return new Narrator(
        VsrSimulation.codec(settings), settings.replica().replicas(), maxLines, out);
  }

  /** Tells what has to be known before the story of a seed begins. */
  public static List<String> opening(SimulationSettings settings, long seed) {
    ReplicaSettings cluster = settings.replica();
    int primary = cluster.primaryOf(0);
    List<String> backups =
        IntStream.range(0, cluster.replicas())
            .filter(replica -> replica != primary)
            .mapToObj(Nodes::name)
            .toList();
    List<String> lines = new ArrayList<>();
    lines.add("The story of seed " + seed);
    lines.addAll(
        Paragraph.of(
            "  ",
            ("Replicas are r0 to r%d, %s. View v has replica v mod %d as its primary; the cluster"
                    + " begins in view 0, so %s is the primary, and %s are its backups. Only the"
                    + " primary gives requests their op-number, their place in the log.")
                .formatted(
                    cluster.replicas() - 1,
                    clients(settings.workload().clients()),
                    cluster.replicas(),
                    Nodes.name(primary),
                    Figures.list(backups))));
    lines.addAll(
        Paragraph.of(
            "  ",
            ("An operation is committed once a quorum has it in the log: %d of %d replicas. Any two"
                    + " quorums have a replica in common, so what is committed survives the loss of"
                    + " any %d. Backups learn of it by the commit-number in the next Prepare, or in"
                    + " a Commit when no request comes.")
                .formatted(
                    cluster.quorum(), cluster.replicas(), cluster.replicas() - cluster.quorum())));
    lines.addAll(
        Paragraph.of(
            "  ",
            "A client opens a session before its first request. That is an operation like any"
                + " other: it has its place in the log, and that op-number is the session's name."
                + " So all replicas know which requests of the client they have executed, and a"
                + " request that is sent twice is executed once."));
    List<String> liars = settings.byzantine().compromised().stream().map(Nodes::name).toList();
    if (!liars.isEmpty()) {
      lines.addAll(
          Paragraph.of(
              "  ",
              Figures.list(liars)
                  + " may lie; what is promised is promised for the other replicas only."));
    }
    lines.add("");
    return lines;
  }

  /** Tells how the story ended. */
  public static List<String> closing(Scenario scenario, RunResult run) {
    String checked =
        "The invariants %s were checked after each of the %s of correct replicas"
            .formatted(
                Figures.list(Summary.invariants(scenario)), Figures.counted(run.checks(), "step"));
    String end =
        switch (run.verdict()) {
          case SAFE ->
              ", and held. Every request was answered, and the correct replicas executed the same.";
          case VACUOUS ->
              ", and held. But what the scenario is for did not happen: " + run.reason() + ".";
          case STALLED -> ", and held. But the story ends unfinished: " + run.reason() + ".";
          case DETECTED, VIOLATION, CRASHED, NONDETERMINISTIC ->
              ". The story ends with a " + run.verdict() + ": " + run.reason() + ".";
        };
    List<String> lines = new ArrayList<>(Paragraph.of("  ", checked + end));
    for (Violation.Fact fact : run.violation().map(Violation::facts).orElse(List.of())) {
      lines.addAll(Paragraph.of("    ", fact(fact)));
    }
    return lines;
  }

  private static String fact(Violation.Fact fact) {
    String when = fact.nanos() == 0 ? "" : " at " + Figures.instant(fact.nanos());
    String packet = fact.packet() == 0 ? "" : ", in packet " + fact.packet();
    return "%s: %s (%s%s%s)"
        .formatted(fact.label(), fact.value(), Nodes.name(fact.replica()), when, packet);
  }

  private static String clients(int count) {
    return count == 1 ? "the client is c0" : "clients are c0 to c" + (count - 1);
  }

  @Override
  public boolean isOn() {
    return lines <= maxLines;
  }

  @Override
  public void add(TraceEvent event) {
    String line = event.accept(this);
    if (line.isEmpty()) {
      return;
    }
    if (lines++ == maxLines) {
      out.accept("  … the story goes on, but " + maxLines + " lines are enough");
    } else if (lines <= maxLines) {
      out.accept("%14s  %s".formatted(Figures.instant(event.nanos()), line));
    }
  }

  private String message(Frame frame) {
    Decoded decoded = codec.decode(frame);
    return decoded instanceof Decoded.Accepted accepted
        ? accepted.message().accept(new MessageText())
        : "a frame of " + frame.length() + " bytes that does not decode";
  }

  @Override
  public String onInvoked(TraceEvent.Invoked event) {
    String wish =
        "%s wants: %s"
            .formatted(Nodes.name(event.client()), MessageText.operation(event.operation()));
    return event.request() == 0
        ? wish + "; it has no session yet, and opens one first"
        : wish + " (its request " + event.request() + ")";
  }

  @Override
  public String onSent(TraceEvent.Sent event) {
    packets.put(event.packet(), message(event.frame()));
    return "   %s sends %s to %s"
        .formatted(Nodes.name(event.from()), packet(event.packet()), Nodes.name(event.to()));
  }

  @Override
  public String onMutated(TraceEvent.Mutated event) {
    packets.put(event.packet(), message(event.frame()));
    return "   %s is compromised and lies to %s: %s"
        .formatted(Nodes.name(event.from()), Nodes.name(event.to()), event.what());
  }

  @Override
  public String onLost(TraceEvent.Lost event) {
    String why =
        switch (event.reason()) {
          case LOSS -> "the link loses it";
          case PARTITION -> "the link is cut";
          case WITHHELD -> "its sender is compromised and keeps it back";
          case CAPACITY -> "the link is full";
          case MUTE -> "its sender is mute";
          case DEAF -> "its receiver is deaf";
          case INTERMITTENT -> "one of the two loses packets at times";
          case TWIN -> "it is its receiver's twin that hears it";
        };
    return "   lost on its way from %s to %s: %s; %s"
        .formatted(Nodes.name(event.from()), Nodes.name(event.to()), packet(event.packet()), why);
  }

  @Override
  public String onDuplicated(TraceEvent.Duplicated event) {
    packets.put(event.copy(), packet(event.packet()));
    return "   will arrive once more: " + packet(event.packet());
  }

  private String packet(long number) {
    return packets.getOrDefault(number, "packet " + number);
  }

  @Override
  public String onDelivered(TraceEvent.Delivered event) {
    return "%s receives %s from %s"
        .formatted(Nodes.name(event.to()), message(event.frame()), Nodes.name(event.from()));
  }

  @Override
  public String onRejected(TraceEvent.Rejected event) {
    return "   %s does not follow it: %s (%s)"
        .formatted(Nodes.name(event.node()), event.rule().meaning(), event.rule());
  }

  @Override
  public String onAccused(TraceEvent.Accused event) {
    return "   %s catches %s, which %s"
        .formatted(
            Nodes.name(event.replica()),
            Nodes.name(event.accused()),
            event.contradiction().meaning());
  }

  @Override
  public String onStepped(TraceEvent.Stepped event) {
    String told = new StepText(members).of(event);
    return told.isEmpty() ? NOT_TOLD : "   %s %s".formatted(Nodes.name(event.replica()), told);
  }

  @Override
  public String onReturned(TraceEvent.Returned event) {
    return "%s has the answer to its request %d: %s"
        .formatted(Nodes.name(event.client()), event.request(), MessageText.result(event.result()));
  }

  @Override
  public String onWorldChanged(TraceEvent.WorldChanged event) {
    return "*** " + event.what();
  }

  @Override
  public String onNodeChanged(TraceEvent.NodeChanged event) {
    return event.change() == NodeChange.STARTED ? NOT_TOLD : "*** " + event.what();
  }

  @Override
  public String onLinksChanged(TraceEvent.LinksChanged event) {
    return "*** " + event.what();
  }

  /** Most faults are told by what they do, to a packet or a node; those of disks are not. */
  @Override
  public String onStruck(TraceEvent.Struck event) {
    FaultKind kind = event.decision().kind();
    boolean isSeen =
        switch (kind.family()) {
          case NETWORK, PROCESS, BYZANTINE -> true;
          case STORAGE -> false;
          case CLOCK -> kind != FaultKind.CLOCK_OFFSET && kind != FaultKind.CLOCK_DRIFT;
          case CLIENT -> kind == FaultKind.CLIENT_CRASH;
        };
    return isSeen ? NOT_TOLD : "*** " + DecisionText.of(event.decision());
  }

  @Override
  public String onFired(TraceEvent.Fired event) {
    return NOT_TOLD;
  }

  @Override
  public String onDiskBegun(TraceEvent.DiskBegun event) {
    return NOT_TOLD;
  }

  @Override
  public String onDiskDone(TraceEvent.DiskDone event) {
    return event.isDone()
        ? NOT_TOLD
        : "   the disk of %s fails".formatted(Nodes.name(event.replica()));
  }

  @Override
  public String onViolated(TraceEvent.Violated event) {
    return "!!! %s does not hold: %s".formatted(event.invariant(), event.sentence());
  }

  @Override
  public String onDisturbed(TraceEvent.Disturbed event) {
    return "   on the way from %s to %s: %s; %s"
        .formatted(
            Nodes.name(event.from()), Nodes.name(event.to()), packet(event.packet()), event.what());
  }
}
