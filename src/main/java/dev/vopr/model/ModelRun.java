package dev.vopr.model;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.check.Checkers;
import dev.vopr.check.Invariant;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.fault.FaultFamily;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.TraceHash;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of the model: a bag of messages, and a step at a time. In each step a message arrives, a
 * client asks, or a time-out comes; then the invariants of the cluster look at the replica that
 * acted. Everything follows from the seed.
 */
public final class ModelRun {
  /** Of so many steps one is a client's, and one a time-out, if there is anything to deliver. */
  private static final int KINDS_OF_STEPS = 12;

  /** A backup that nobody answers suspects its primary at one of so many time-outs. */
  private static final int SUSPICION = 4;

  /** So many steps may the healed model take for each pair of replicas. */
  private static final long SETTLE_STEPS = 2_000;

  private final ModelSettings settings;
  private final List<Integer> compromised;
  private final List<MessageMutationRule> rules;
  private final ModelStory story;
  private final ModelCounters counters = new ModelCounters();
  private final TraceHash hash = new TraceHash();
  private final SimRng rng;
  private final Checkers checkers;
  private final ModelNetwork network;
  private final ModelClients clients;
  private final Liar liar;
  private final List<ModelReplica> replicas = new ArrayList<>();
  private final List<ModelReplicaView> views = new ArrayList<>();
  private final List<ModelMessage> outbox = new ArrayList<>();
  private final long[] restarts;
  private final long[] lies;
  private final Map<ProcessPoint, Long> points = new EnumMap<>(ProcessPoint.class);
  private boolean isFaulty = true;

  ModelRun(SimulationSettings simulation, Protocol protocol, long seed, ModelStory story) {
    this.story = story;
    settings = ModelSettings.of(simulation);
    boolean isHonest = simulation.omitted().contains(FaultFamily.BYZANTINE);
    compromised = simulation.byzantine().compromised();
    rules = simulation.byzantine().rules();
    rng = SimRng.of(seed).fork("model");
    checkers = new Checkers(settings.replicas(), compromised);
    network = new ModelNetwork(settings, counters, rng);
    clients =
        new ModelClients(
            settings,
            simulation.workload().operations(),
            counters,
            rng,
            request -> network.send(request, -1));
    liar =
        new Liar(
            isHonest ? ByzantineSettings.HONEST : simulation.byzantine(),
            settings.replicas() + settings.clients(),
            rng,
            new Look());
    for (int i = 0; i < settings.replicas(); i++) {
      replicas.add(new ModelReplica(i, settings, protocol, counters, outbox::add));
      views.add(new ModelReplicaView(replicas.get(i)));
    }
    restarts = new long[settings.replicas()];
    lies = new long[rules.size()];
  }

  /**
   * Makes a run.
   *
   * @param simulation the cluster and its faults; what the model does not have is left out
   * @param seed all chance follows from it
   * @param story is told the steps, if it is on
   */
  public static ModelResult make(SimulationSettings simulation, long seed, ModelStory story) {
    Protocol protocol = Protocol.ofPaper(simulation.replica().replicas());
    return new ModelRun(simulation, protocol, seed, story).run();
  }

  /** Returns the names of the invariants that can break in the model, which has no time. */
  public static List<String> invariants() {
    return new Checkers(1, List.of())
        .invariants().stream()
            .map(Invariant::name)
            .filter(name -> !name.equals("timestamps") && !name.equals("cluster-time"))
            .toList();
  }

  ModelResult run() {
    while (counters.steps < settings.steps() && !checkers.hasViolation()) {
      step();
    }
    if (!checkers.hasViolation()) {
      heal();
    }
    long pairs = (long) settings.replicas() * (settings.replicas() + settings.clients());
    long bound = counters.steps + SETTLE_STEPS * pairs;
    while (counters.steps < bound && !checkers.hasViolation() && !isSettled()) {
      step();
    }
    return new ModelVerdict(checkers, clients, behind())
        .result(hash.value(), counters, new ModelMeasures(counters, points, rules, lies));
  }

  // ---- steps ------------------------------------------------------------------------------------

  private void step() {
    counters.steps++;
    if (isFaulty) {
      network.strike(counters.steps);
      strikeProcesses();
    }
    int choice = rng.nextInt(KINDS_OF_STEPS);
    if (choice == 0 || (network.isEmpty() && choice % 2 == 0)) {
      clients.act();
    } else if (choice == 1 || network.isEmpty()) {
      timeOut(rng.nextInt(settings.replicas()));
    } else {
      network.next(counters.steps, isFaulty).ifPresent(this::deliver);
    }
  }

  private void deliver(ModelNetwork.Packet packet) {
    ModelMessage message = packet.message();
    if (message.kind() == ModelKind.REPLY) {
      counters.delivered++;
      clients.receive(message);
      hash(message, packet.number());
      return;
    }
    ModelReplica replica = replicas.get(message.to());
    if (replica.isDown()) {
      return;
    }
    counters.delivered++;
    boolean isFollowed = replica.receive(message);
    if (packet.rule() >= 0) {
      lies[packet.rule()]++;
      counters.mutatedDelivered++;
      counters.mutatedRejected += isFollowed ? 0 : 1;
    }
    if (story.isOn()) {
      tell(replica, (isFollowed ? "handles " : "refuses ") + message.describe(), packet.rule());
    }
    hash(message, packet.number());
    finish(replica, Optional.of(message.kind()));
  }

  private void timeOut(int number) {
    ModelReplica replica = replicas.get(number);
    if (replica.isDown()) {
      return;
    }
    if (replica.isBackup()) {
      if (!suspects(replica)) {
        return;
      }
      replica.suspect();
    } else {
      replica.timeOut();
    }
    if (story.isOn()) {
      tell(replica, "has a time-out", -1);
    }
    hash.add(-1 - number);
    finish(replica, Optional.empty());
  }

  /** Without clocks, whoever hears nothing of the primary is known by why he does. */
  private boolean suspects(ModelReplica backup) {
    ModelReplica primary = replicas.get(backup.primaryOf(backup.view()));
    boolean isSilent =
        primary.isDown()
            || primary.status() != Status.NORMAL
            || primary.view() != backup.view()
            || network.isCut(primary.number(), backup.number())
            || backup.hasEvidenceAgainst(primary.number())
            || (isFaulty && compromised.contains(primary.number()));
    return isSilent
        ? rng.nextInt(SUSPICION) == 0
        : isFaulty && settings.premature() > 0 && rng.chance(settings.premature());
  }

  /** Sends what a step has to say, unless the replica crashes over it, and checks the replica. */
  private void finish(ModelReplica replica, Optional<ModelKind> handled) {
    checkers.afterStep(views.get(replica.number()), counters.steps * ModelSettings.STEP_NANOS);
    hash.add(replica.view() * 31 + replica.status().ordinal());
    hash.add(replica.checksumAt(replica.op()) + replica.commit());
    List<ModelMessage> said = List.copyOf(outbox);
    outbox.clear();
    if (isFaulty && handled.isPresent() && strikesAt(replica, at(handled.get()))) {
      return;
    }
    Set<ModelKind> begun = EnumSet.noneOf(ModelKind.class);
    for (ModelMessage message : said) {
      boolean isNew = begun.add(message.kind());
      if (isFaulty && isNew && strikesAt(replica, before(message.kind()))) {
        return;
      }
      send(message);
    }
    for (ModelKind kind : begun) {
      if (isFaulty && strikesAt(replica, new ModelPoint(kind, ModelPoint.When.AFTER_SENDING))) {
        return;
      }
    }
  }

  private static ModelPoint at(ModelKind kind) {
    return new ModelPoint(kind, ModelPoint.When.AFTER_HANDLING);
  }

  private static ModelPoint before(ModelKind kind) {
    return new ModelPoint(kind, ModelPoint.When.BEFORE_SENDING);
  }

  private void send(ModelMessage truth) {
    if (!isFaulty) {
      network.send(truth, -1);
      return;
    }
    Liar.Told told = liar.tell(truth);
    counters.mutated += told.rule() >= 0 ? 1 : 0;
    for (ModelMessage message : told.messages()) {
      network.send(message, told.rule());
    }
  }

  // ---- crashes ----------------------------------------------------------------------------------

  private void strikeProcesses() {
    for (int i = 0; i < restarts.length; i++) {
      if (replicas.get(i).isDown() && restarts[i] <= counters.steps) {
        restart(replicas.get(i));
      }
    }
    ModelSettings.Spell crash = settings.crash();
    if (crash.probability() > 0 && rng.chance(crash.probability())) {
      ModelReplica replica = replicas.get(rng.nextInt(settings.replicas()));
      if (canCrash(replica)) {
        counters.crashesByChance++;
        crash(replica);
      }
    }
  }

  private boolean strikesAt(ModelReplica replica, ModelPoint where) {
    for (Map.Entry<ProcessPoint, Double> point : settings.points().entrySet()) {
      boolean isHere = ModelPoint.of(point.getKey()).filter(where::equals).isPresent();
      if (isHere && canCrash(replica) && rng.chance(point.getValue())) {
        points.merge(point.getKey(), 1L, Long::sum);
        crash(replica);
        return true;
      }
    }
    return false;
  }

  private boolean canCrash(ModelReplica replica) {
    long down = replicas.stream().filter(ModelReplica::isDown).count();
    return !replica.isDown() && down < settings.maxDown();
  }

  private void crash(ModelReplica replica) {
    counters.crashes++;
    replica.crash();
    restarts[replica.number()] =
        counters.steps + rng.between(settings.crash().minSteps(), settings.crash().maxSteps());
    hash.add(Long.MIN_VALUE + replica.number());
    if (story.isOn()) {
      tell(replica, "crashes", -1);
    }
  }

  private void restart(ModelReplica replica) {
    replica.restart();
    checkers.onRestart(views.get(replica.number()));
    if (story.isOn()) {
      tell(replica, "starts again", -1);
    }
    finish(replica, Optional.empty());
  }

  // ---- the end ----------------------------------------------------------------------------------

  private void heal() {
    isFaulty = false;
    network.mend();
    replicas.stream().filter(ModelReplica::isDown).forEach(this::restart);
    clients.end();
    if (story.isOn()) {
      story.tell("step %d · all is healed".formatted(counters.steps));
    }
  }

  private boolean isSettled() {
    return clients.outstanding() == 0 && behind().isEmpty();
  }

  /** Returns the correct replicas that committed less than another one, or are in another view. */
  private List<ModelReplica> behind() {
    long commit = 0;
    long view = 0;
    for (ModelReplica replica : replicas) {
      boolean isCorrect = !compromised.contains(replica.number());
      commit = isCorrect ? Math.max(commit, replica.commit()) : commit;
      view = isCorrect ? Math.max(view, replica.view()) : view;
    }
    List<ModelReplica> behind = new ArrayList<>();
    for (ModelReplica replica : replicas) {
      boolean isBehind =
          replica.isDown()
              || replica.status() != Status.NORMAL
              || replica.view() < view
              || replica.commit() < commit;
      if (isBehind && !compromised.contains(replica.number())) {
        behind.add(replica);
      }
    }
    return behind;
  }

  // ---- hash and story ---------------------------------------------------------------------------

  private void hash(ModelMessage message, long number) {
    hash.add(number);
    hash.add(((long) message.kind().ordinal() << 32) + message.from() * 1_000L + message.to());
    hash.add(message.view() * 1_000_003 + message.op() * 31 + message.commit());
  }

  private void tell(ModelReplica replica, String what, int rule) {
    String lie = rule < 0 ? "" : ", a lie by rule " + rules.get(rule).name();
    story.tell(
        "step %d · %s %s%s → %s"
            .formatted(
                counters.steps, Nodes.name(replica.number()), what, lie, replica.describe()));
  }

  /** What the liar's rules may look at. */
  private final class Look implements Liar.Onlooker {
    @Override
    public ModelReplica replica(int number) {
      return replicas.get(number);
    }

    @Override
    public long committed() {
      return checkers.committed();
    }

    @Override
    public long step() {
      return counters.steps;
    }
  }
}
