package dev.vopr.vsr.scripted;

import dev.vopr.check.Checkers;
import dev.vopr.check.ClusterTimeInvariant;
import dev.vopr.check.Violation;
import dev.vopr.vsr.ClockReading;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.Input;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Replica;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaSnapshot;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.client.ClientSettings;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.scripted.Wires.Sent;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A cluster of real replicas, their disks and clients, without actors, threads or chance: time is
 * counted in ticks of a millisecond, a message takes one, and so does each stage of a write.
 *
 * <p>Every step of every replica is followed by all checkers, and every message is looked at by an
 * {@link Audit}: a script fails as soon as one of them finds anything.
 */
final class Cluster {
  static final long TICK = 1_000_000L;
  static final int OPERATION_BYTES = 64;

  private static final int CLUSTER_ID = 11;
  private static final int PATIENCE = 20_000;
  private static final long NEVER = Long.MAX_VALUE;

  /** One member over all its lives. */
  private static final class Node {
    private final int number;
    private final ScriptedDisk disk = new ScriptedDisk();
    private final Map<RejectionRule, Integer> rejections = new EnumMap<>(RejectionRule.class);
    private TextMachine machine = new TextMachine();
    private Replica replica;
    private boolean isUp;
    private boolean isPaused;
    private long wakeAt = NEVER;
    private long clockOffset;
    private int lives;

    private Node(int number) {
      this.number = number;
    }
  }

  private final ReplicaSettings settings;
  private final MessageCodec codec;
  private final List<Node> nodes = new ArrayList<>();
  private final List<ScriptedClient> clients = new ArrayList<>();
  private final Wires wires = new Wires();
  private final Checkers checkers;
  private final Optional<KeyRing> keys;
  private final List<Lie> lies = new ArrayList<>();
  private final List<Evidence> evidence = new ArrayList<>();
  private final Audit audit;
  private final boolean hasLiars;
  private long tick = 1_000;
  private int nextClient;

  Cluster(ClusterBuilder builder) {
    settings = builder.settings();
    keys =
        builder.hardening == Hardening.SIGNED
            ? Optional.of(KeyRing.of(builder.signatures, 1))
            : Optional.empty();
    codec =
        new MessageCodec(
            CLUSTER_ID, settings.limits(), keys.map(KeyRing::verifier).orElse(Verifier.NONE));
    checkers =
        new Checkers(
            settings.nodes(),
            builder.liars,
            new ClusterTimeInvariant.Claim(0, 0, settings.clock()),
            Optional.empty());
    hasLiars = !builder.liars.isEmpty();
    audit = new Audit(settings, settings.logSlots());
    for (int i = 0; i < settings.nodes(); i++) {
      Node node = new Node(i);
      node.replica = new Replica(settings, i, node.machine, codec, notary(i));
      nodes.add(node);
    }
    ClientSettings forClients = new ClientSettings(builder.replicas, 50 * TICK, 200 * TICK);
    for (int i = 0; i < builder.clients; i++) {
      clients.add(new ScriptedClient(i, forClients, codec, notary(Nodes.client(i))));
    }
    if (builder.isStarted) {
      restart(Who.R_ALL);
      runUntil("the first view begins", () -> isNormal(Who.R_ALL) && primary(0).isBegun(), 500);
    }
  }

  /** Begins to describe a cluster; {@link ClusterBuilder#start} starts it. */
  static ClusterBuilder cluster(int replicas) {
    return new ClusterBuilder(replicas);
  }

  private record Begun(boolean isBegun) {}

  private Begun primary(long view) {
    Node node = nodes.get(settings.primaryOf(view));
    return new Begun(node.disk.record().filter(record -> record.sequence() > 1).isPresent());
  }

  // ---- time -------------------------------------------------------------------------------------

  /** Lets so many milliseconds pass. */
  Cluster run(int millis) {
    for (int i = 0; i < millis; i++) {
      passTick();
    }
    return this;
  }

  /** Lets time pass until the condition holds; fails if it does not within the limit. */
  Cluster runUntil(String what, BooleanSupplier condition, int limitMillis) {
    for (int i = 0; i < limitMillis && !condition.getAsBoolean(); i++) {
      passTick();
    }
    if (!condition.getAsBoolean()) {
      throw new AssertionError(
          "within %d ms it did not come true that %s:%n%s".formatted(limitMillis, what, this));
    }
    return this;
  }

  /** Lets time pass until the condition holds, for as long as anything reasonable takes. */
  Cluster runUntil(String what, BooleanSupplier condition) {
    return runUntil(what, condition, PATIENCE);
  }

  private void passTick() {
    tick++;
    for (Node node : nodes) {
      if (node.isUp && !node.isPaused) {
        node.disk.tick().ifPresent(done -> step(node, new Input.DiskDone(done)));
      }
    }
    Predicate<Integer> takesAny = to -> Nodes.isClient(to) || !nodes.get(to).isPaused;
    for (Optional<Sent> next = wires.next(tick, takesAny);
        next.isPresent();
        next = wires.next(tick, takesAny)) {
      deliver(next.get());
    }
    for (Node node : nodes) {
      if (node.isUp && !node.isPaused && node.wakeAt <= tick * TICK) {
        step(node, new Input.Tick());
      }
    }
    for (ScriptedClient client : clients) {
      client.tick(tick * TICK).forEach(send -> send(client.node(), send));
    }
  }

  private ClockReading read(Node node) {
    if (node.clockOffset != 0) {
      checkers.onInexactClock(node.number, node.clockOffset, tick * TICK);
    }
    return new ClockReading(tick * TICK, tick * TICK + node.clockOffset);
  }

  private void deliver(Sent sent) {
    if (Nodes.isClient(sent.to())) {
      ScriptedClient client = clients.get(sent.to() - Nodes.FIRST_CLIENT);
      client
          .receive(sent.from(), sent.frame(), tick * TICK)
          .forEach(send -> send(client.node(), send));
      return;
    }
    Node node = nodes.get(sent.to());
    if (node.isUp) {
      step(node, new Input.Received(sent.from(), sent.frame()));
    }
  }

  private void step(Node node, Input input) {
    Output output = node.replica.step(input, read(node));
    node.wakeAt = output.wakeAtNanos();
    checkers.afterStep(node.replica, tick * TICK);
    if (checkers.hasViolation() && !hasLiars) {
      throw new AssertionError(checkers.violation() + "\n" + this);
    }
    output.disk().forEach(node.disk::submit);
    evidence.addAll(output.evidence());
    for (RejectionRule rule : output.rejections()) {
      node.rejections.merge(rule, 1, Integer::sum);
    }
    for (Output.Send send : output.sends()) {
      if (!hasLiars) {
        audit.onSend(node.number, node.disk, send.message());
      }
      send(node.number, send);
    }
  }

  private void send(int from, Output.Send send) {
    Frame frame = codec.encode(send.message(), send.proof(), notary(from).signer());
    if (send.to() != Output.ALL_REPLICAS && send.to() != Output.ALL_MEMBERS) {
      wires.send(mutated(new Sent(from, send.to(), send.message(), frame, tick)));
      return;
    }
    for (Node other : nodes) {
      boolean isMeant = send.to() == Output.ALL_REPLICAS || settings.isMember(other.number);
      if (other.number != from && isMeant) {
        wires.send(mutated(new Sent(from, other.number, send.message(), frame, tick)));
      }
    }
  }

  // ---- lies -------------------------------------------------------------------------------------

  private record Lie(Predicate<Sent> when, UnaryOperator<Message> change) {}

  /** Returns a node's part in signing. */
  Notary notary(int node) {
    return keys.map(ring -> new Notary(CLUSTER_ID, node, ring.signer(node), ring.verifier()))
        .orElse(Notary.NONE);
  }

  /** What matches is changed by its sender, and signed with the sender's own key, from now on. */
  Cluster lieIf(Predicate<Sent> when, UnaryOperator<Message> change) {
    lies.add(new Lie(when, change));
    return this;
  }

  /** Nobody lies any more. */
  Cluster tellTheTruth() {
    lies.clear();
    return this;
  }

  private Sent mutated(Sent sent) {
    for (Lie lie : lies) {
      if (lie.when().test(sent)) {
        Message changed = lie.change().apply(sent.message());
        Frame frame = codec.encode(changed, proof(sent), notary(sent.from()).signer());
        return new Sent(sent.from(), sent.to(), changed, frame, sent.tick());
      }
    }
    return sent;
  }

  /** Returns what bore a message out. */
  Proof proof(Sent sent) {
    return ((Decoded.Accepted) codec.decode(sent.frame())).proof();
  }

  /** Hands a replica another message in place of one that was sent, with what bore that one out. */
  Cluster lie(Sent truth, Message lie, Who to) {
    return lie(truth.from(), lie, proof(truth), to);
  }

  /** Hands a replica, or a client, a message that the liar has signed. */
  Cluster lie(int liar, Message lie, Proof proof, Who to) {
    Frame frame = codec.encode(lie, proof, notary(liar).signer());
    return replay(new Sent(lie.sender(), number(to), lie, frame, tick));
  }

  /** Returns the contradictions that replicas have recorded, oldest first. */
  List<Evidence> evidence() {
    return evidence;
  }

  // ---- who is meant -----------------------------------------------------------------------------

  /** Returns the number of the replica that is meant now. */
  int number(Who who) {
    List<Integer> meant = numbers(who);
    if (meant.size() != 1) {
      throw new IllegalArgumentException(who + " is more than one");
    }
    return meant.get(0);
  }

  private List<Integer> numbers(Who who) {
    return switch (who) {
      case R0, R1, R2, R3, R4, R5, R6 -> List.of(who.ordinal());
      case A0 -> List.of(afterPrimary(0));
      case B1 -> List.of(afterPrimary(1));
      case B2 -> List.of(afterPrimary(2));
      case B3 -> List.of(afterPrimary(3));
      case B4 -> List.of(afterPrimary(4));
      case R_ALL -> nodes.stream().map(node -> node.number).toList();
    };
  }

  private int afterPrimary(int distance) {
    long view = 0;
    for (Node node : nodes) {
      if (node.isUp && node.replica.status() == Status.NORMAL) {
        view = Math.max(view, node.replica.view());
      }
    }
    return (settings.primaryOf(view) + distance) % settings.replicas();
  }

  /** Returns the name by which the replica that is meant now is known from now on. */
  Who fix(Who who) {
    return Who.values()[number(who)];
  }

  // ---- clients ----------------------------------------------------------------------------------

  /** Clients ask for so many operations, each client for one at a time. */
  Requests request(int operations) {
    Requests requests = new Requests(this);
    for (int i = 0; i < operations; i++) {
      requests.add(requestOf(nextClient));
      nextClient = (nextClient + 1) % clients.size();
    }
    return requests;
  }

  /** A certain client asks for an operation; returns its text. */
  String requestOf(int client) {
    return clients.get(client).want();
  }

  ScriptedClient client(int index) {
    return clients.get(index);
  }

  boolean isAnswered(String text) {
    return clients.stream().anyMatch(client -> client.isAnswered(text));
  }

  /** Returns how many replies the clients received. */
  int repliesReceived() {
    return clients.stream().mapToInt(ScriptedClient::replies).sum();
  }

  // ---- faults of the network --------------------------------------------------------------------

  /** Begins to cut links of the replica that is meant now. */
  CutOff cut(Who who) {
    return new CutOff(this, number(who));
  }

  /** Names the other end of the links that are cut, in both directions. */
  record CutOff(Cluster cluster, int number) {
    Cluster from(Who... others) {
      for (Who other : others) {
        for (int peer : cluster.numbers(other)) {
          cluster.cutLink(number, peer);
          cluster.cutLink(peer, number);
        }
      }
      return cluster;
    }
  }

  /** The replica hears nothing from the other replicas any more. */
  Cluster cutIncoming(Who who) {
    int number = number(who);
    numbers(Who.R_ALL).forEach(peer -> cutLink(peer, number));
    return this;
  }

  /** The other replicas hear nothing from the replica any more. */
  Cluster cutOutgoing(Who who) {
    int number = number(who);
    numbers(Who.R_ALL).forEach(peer -> cutLink(number, peer));
    return this;
  }

  /** The replica and the clients do not hear each other any more. */
  Cluster cutClients(Who who) {
    int number = number(who);
    clients.forEach(
        client -> {
          cutLink(number, client.node());
          cutLink(client.node(), number);
        });
    return this;
  }

  /** The client's messages reach this replica only. */
  Cluster confine(int client, Who who) {
    int number = number(who);
    int node = clients.get(client).node();
    wires.drop(sent -> sent.from() == node && sent.to() != number);
    return this;
  }

  /** The client's messages do not reach this replica. */
  Cluster confineAway(int client, Who who) {
    cutLink(clients.get(client).node(), number(who));
    return this;
  }

  private void cutLink(int from, int to) {
    if (from != to) {
      wires.cut(from, to);
    }
  }

  /** All messages of the kind are lost from now on. */
  Cluster drop(MessageKind kind) {
    wires.drop(sent -> sent.kind() == kind);
    return this;
  }

  /** Messages of the kind to the replica are lost from now on. */
  Cluster dropTo(MessageKind kind, Who to) {
    int number = number(to);
    wires.drop(sent -> sent.kind() == kind && sent.to() == number);
    return this;
  }

  /** Messages of the kind from the replica are lost from now on. */
  Cluster dropFrom(MessageKind kind, Who from) {
    int number = number(from);
    wires.drop(sent -> sent.kind() == kind && sent.from() == number);
    return this;
  }

  /** Messages that match are lost from now on. */
  Cluster dropIf(Predicate<Sent> filter) {
    wires.drop(filter);
    return this;
  }

  /** Nothing is cut or lost any more. */
  Cluster heal() {
    wires.heal();
    return this;
  }

  /** No link is cut any more; what is filtered stays filtered. */
  Cluster healLinks() {
    wires.healLinks();
    return this;
  }

  /** Returns all messages of a kind that were sent from one replica to another, oldest first. */
  List<Sent> sent(MessageKind kind, Who from, Who to) {
    return wires.sent(kind, Optional.of(number(from)), Optional.of(number(to)));
  }

  /** Returns all messages of a kind that were sent, oldest first. */
  List<Sent> sent(MessageKind kind) {
    return wires.sent(kind, Optional.empty(), Optional.empty());
  }

  /** Returns the last message of a kind that was sent from one replica to another. */
  Sent lastSent(MessageKind kind, Who from, Who to) {
    List<Sent> all = sent(kind, from, to);
    if (all.isEmpty()) {
      throw new AssertionError("no " + kind + " was sent from " + from + " to " + to);
    }
    return all.get(all.size() - 1);
  }

  /** Delivers a message once more. */
  Cluster replay(Sent sent) {
    wires.replay(sent, tick);
    return this;
  }

  // ---- faults of processes ----------------------------------------------------------------------

  Cluster crash(Who... whos) {
    for (Who who : whos) {
      for (int number : numbers(who)) {
        Node node = nodes.get(number);
        node.isUp = false;
        node.disk.powerLoss();
        wires.loseAllTo(number);
      }
    }
    return this;
  }

  Cluster restart(Who... whos) {
    for (Who who : whos) {
      numbers(who).forEach(number -> start(nodes.get(number)));
    }
    return this;
  }

  private void start(Node node) {
    if (node.isUp) {
      throw new IllegalStateException("r" + node.number + " is up");
    }
    node.isUp = true;
    node.lives++;
    node.machine = new TextMachine();
    node.replica = new Replica(settings, node.number, node.machine, codec, notary(node.number));
    checkers.onRestart(node.replica);
    step(node, new Input.Start(Hash64.combine(node.lives, node.number + 1)));
  }

  /** The replica does nothing until {@link #resume}; what is sent to it waits. */
  Cluster pause(Who who) {
    nodes.get(number(who)).isPaused = true;
    return this;
  }

  Cluster resume(Who who) {
    nodes.get(number(who)).isPaused = false;
    return this;
  }

  /** From now on the replica's wall clock shows so many milliseconds more, or less. */
  Cluster shiftClock(Who who, int millis) {
    nodes.get(number(who)).clockOffset = millis * TICK;
    return this;
  }

  /** Returns the milliseconds that have passed, from the true time at which all began. */
  long millis() {
    return tick;
  }

  // ---- faults of disks --------------------------------------------------------------------------

  /** Returns the disk of the replica, to be held, slowed down, torn or made to fail. */
  ScriptedDisk disk(Who who) {
    return nodes.get(number(who)).disk;
  }

  /** The entry rots on the disk; its redundant header stays. */
  Cluster corruptEntry(Who who, long op) {
    disk(who).corrupt(Zone.ENTRIES, slot(op));
    return this;
  }

  /** The redundant header rots on the disk; the entry stays. */
  Cluster corruptHeader(Who who, long op) {
    disk(who).corrupt(Zone.HEADERS, slot(op));
    return this;
  }

  /** So many copies of the view record rot on the disk. */
  Cluster corruptViewRecord(Who who, int copies) {
    for (int copy = 0; copy < copies; copy++) {
      disk(who).corrupt(Zone.VIEW_RECORD, copy);
    }
    return this;
  }

  Cluster loseDisk(Who who) {
    disk(who).wipe();
    audit.onDiskLost(number(who));
    return this;
  }

  int slot(long op) {
    return (int) (op % settings.logSlots());
  }

  // ---- what is expected -------------------------------------------------------------------------

  ReplicaView replica(Who who) {
    return nodes.get(number(who)).replica;
  }

  boolean isUp(Who who) {
    return nodes.get(number(who)).isUp;
  }

  Status status(Who who) {
    return replica(who).status();
  }

  long view(Who who) {
    return replica(who).view();
  }

  long op(Who who) {
    return replica(who).op();
  }

  long commit(Who who) {
    return replica(who).commit();
  }

  long reached(Milestone milestone, Who who) {
    return replica(who).reached(milestone);
  }

  /** Returns how often the replica refused something by the rule, over all its lives. */
  int rejections(RejectionRule rule, Who who) {
    return nodes.get(number(who)).rejections.getOrDefault(rule, 0);
  }

  /** Returns the operations that the replica executed, in order. */
  List<String> executed(Who who) {
    return nodes.get(number(who)).machine.executed();
  }

  boolean isNormal(Who... whos) {
    return Arrays.stream(whos)
        .flatMap(who -> numbers(who).stream())
        .allMatch(number -> isNormal(nodes.get(number)));
  }

  private static boolean isNormal(Node node) {
    return node.isUp && node.replica.status() == Status.NORMAL;
  }

  /** Waits until all replicas that are up hold and have executed the same log in the same view. */
  Cluster settle() {
    return runUntil("all replicas that are up agree", this::isSettled, 10_000);
  }

  private boolean isSettled() {
    List<ReplicaSnapshot> running = new ArrayList<>();
    for (Node node : nodes) {
      if (node.isUp && node.replica.status() != Status.STOPPED) {
        running.add(node.replica.snapshot());
      }
    }
    return !running.isEmpty()
        && running.stream().allMatch(each -> each.isQuiet() && each.agreesWith(running.get(0)));
  }

  /** Begins to compare the log of a replica. */
  LogOf log(Who who) {
    return new LogOf(this, who);
  }

  /** The log of a replica, to be compared. */
  record LogOf(Cluster cluster, Who who) {
    /** Fails unless both replicas have the same op-number and entry there, and so the same log. */
    Cluster equalsLog(Who other) {
      ReplicaView one = cluster.replica(who);
      ReplicaView two = cluster.replica(other);
      boolean isSame = one.op() == two.op() && one.checksumAt(one.op()) == two.checksumAt(two.op());
      if (!isSame) {
        throw new AssertionError(who + " and " + other + " differ:\n" + cluster);
      }
      return cluster;
    }
  }

  /** Hands a replica a message as if it came over the link from its sender. */
  Cluster forge(Message message, Who to) {
    return forge(message.sender(), message, number(to));
  }

  /** Hands a node a message over the link from a node, whatever sender it names. */
  Cluster forge(int link, Message message, int to) {
    return replay(new Sent(link, to, message, codec.encode(message), tick));
  }

  /** Returns the first violation by a replica that is no liar. */
  Optional<Violation> violation() {
    return checkers.violation();
  }

  /** Returns an entry that the replica holds, as its primary sent it. */
  Entry entry(Who who, long op) {
    long checksum = replica(who).checksumAt(op);
    return sent(MessageKind.PREPARE).stream()
        .flatMap(sent -> ((Message.Prepare) sent.message()).entries().stream())
        .filter(entry -> entry.op() == op && entry.checksum() == checksum)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      ReplicaSnapshot snapshot = node.replica.snapshot();
      text.append(
          String.format(
              Locale.ROOT,
              "r%d %s %s, log view %d, base %d %s%n",
              node.number,
              node.isUp ? "up" : "down",
              snapshot.describe(),
              snapshot.lastNormalView(),
              snapshot.base(),
              node.rejections));
    }
    return text.append("replies ").append(repliesReceived()).toString();
  }
}
