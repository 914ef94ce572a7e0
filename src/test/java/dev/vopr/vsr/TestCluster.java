package dev.vopr.vsr;

import dev.vopr.check.Checkers;
import dev.vopr.check.Violation;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster of real {@link Replica}s without actors, threads or chance. What replicas send waits on
 * the link from sender to receiver until the test says what becomes of it. All invariants are
 * checked after every step; a violation fails the test unless it expects one.
 *
 * <p>Only this class knows how a replica is driven: tests see messages and {@link Outcome}s.
 */
public final class TestCluster {
  public static final int BATCH = 4;
  public static final int PIPELINE = 8;
  public static final int QUEUE = 6;
  public static final int REPAIR_RANGE = 6;
  public static final int REPAIR_ATTEMPTS = 3;
  public static final int OPERATION_BYTES = 64;
  public static final long HEARTBEAT = 50_000_000;
  public static final long PREPARE_RETRY = 20_000_000;
  public static final long REPAIR_RETRY = 10_000_000;

  private static final int CLUSTER_ID = 7;
  private static final int MAX_DELIVERIES = 100_000;
  private static final int MAX_TICKS = 100_000;

  /** One direction between two nodes. */
  public record Link(int from, int to) {}

  /**
   * What one step of a replica came to.
   *
   * @param sends what it sent, to whom; {@link Output#ALL_REPLICAS} for all others
   * @param rejections rules by which the input was not followed
   */
  public record Outcome(List<Output.Send> sends, List<RejectionRule> rejections) {
    /** Returns the messages of one kind that were sent. */
    public <M extends Message> List<M> sent(Class<M> kind) {
      return sends.stream()
          .map(Output.Send::message)
          .filter(kind::isInstance)
          .map(kind::cast)
          .toList();
    }
  }

  private final ReplicaSettings settings;
  private final MessageCodec codec;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<RecordingMachine> machines = new ArrayList<>();
  private final List<Outcome> lastOutcomes = new ArrayList<>();
  private final List<Long> wakeAt = new ArrayList<>();
  private final Map<Link, List<Frame>> links =
      new TreeMap<>(Comparator.comparingInt(Link::from).thenComparingInt(Link::to));
  private final Map<Integer, List<Message.Reply>> replies = new TreeMap<>();
  private final Map<Integer, Message.Request> lastRequests = new TreeMap<>();
  private final Checkers checkers;
  private final boolean isViolationExpected;
  private long now = 1_000;

  private TestCluster(int replicaCount, List<Integer> compromised, boolean isViolationExpected) {
    this.settings = settings(replicaCount);
    this.codec = codec();
    this.checkers = new Checkers(replicaCount, compromised);
    this.isViolationExpected = isViolationExpected;
    for (int i = 0; i < replicaCount; i++) {
      machines.add(new RecordingMachine());
      replicas.add(new Replica(settings, i, machines.get(i), codec));
      lastOutcomes.add(new Outcome(List.of(), List.of()));
      wakeAt.add(Long.MAX_VALUE);
    }
    for (int i = 0; i < replicaCount; i++) {
      step(i, new Input.Start());
    }
  }

  /** Starts a cluster in which any violation of an invariant fails the test. */
  public static TestCluster of(int replicas) {
    return new TestCluster(replicas, List.of(), false);
  }

  /** Starts a cluster whose {@code compromised} replicas the checkers do not look at. */
  public static TestCluster withCompromised(int replicas, Integer... compromised) {
    return new TestCluster(replicas, List.of(compromised), false);
  }

  /** Starts a cluster for a planted bug: see {@link #violation}. */
  public static TestCluster expectingViolation(int replicas, Integer... compromised) {
    return new TestCluster(replicas, List.of(compromised), true);
  }

  public static Limits limits() {
    Limits unbounded = new Limits(0, BATCH, OPERATION_BYTES);
    return new Limits((int) MessageCodec.largestFrameBytes(unbounded), BATCH, OPERATION_BYTES);
  }

  /** Returns a codec for the frames of every test cluster. */
  public static MessageCodec codec() {
    return new MessageCodec(CLUSTER_ID, limits());
  }

  /** Returns the settings of every test cluster of that size. */
  public static ReplicaSettings settings(int replicas) {
    return new ReplicaSettings(
        replicas,
        HEARTBEAT,
        PREPARE_RETRY,
        REPAIR_RETRY,
        REPAIR_ATTEMPTS,
        PIPELINE,
        QUEUE,
        REPAIR_RANGE,
        limits());
  }

  // ---- clients ----------------------------------------------------------------------------------

  /** Returns the node number of a client, which is numbered from 0. */
  public static int client(int index) {
    return Nodes.client(index);
  }

  /** A client puts its next request on its link to the primary. */
  public Message.Request request(int client, String operation) {
    int node = Nodes.client(client);
    Message.Request before = lastRequests.get(node);
    long number = before == null ? 1 : before.request() + 1;
    Message.Request request = new Message.Request(node, number, Bytes.of(operation));
    lastRequests.put(node, request);
    put(new Link(node, primary().number()), codec.encode(request));
    return request;
  }

  /** A client puts its last request on its links to all replicas. */
  public void retry(int client) {
    int node = Nodes.client(client);
    for (Replica replica : replicas) {
      put(new Link(node, replica.number()), codec.encode(lastRequests.get(node)));
    }
  }

  /** Returns the replies that reached a client, oldest first. */
  public List<Message.Reply> replies(int client) {
    return List.copyOf(replies.getOrDefault(Nodes.client(client), List.of()));
  }

  /** Returns whether a client has a reply to the last request that it made. */
  public boolean isAnswered(int client) {
    Message.Request last = lastRequests.get(Nodes.client(client));
    return last == null
        || replies(client).stream().anyMatch(reply -> reply.request() == last.request());
  }

  /** Requests, prepares, commits and tells all backups: each operation is of a new client. */
  public TestCluster committed(int operations) {
    for (int i = 0; i < operations; i++) {
      request(900 + (int) primary().op(), "op" + (primary().op() + 1));
      deliverAll();
    }
    advance(HEARTBEAT);
    deliverAll();
    return this;
  }

  // ---- links ------------------------------------------------------------------------------------

  /** Delivers the oldest message of a link. */
  public Outcome deliver(int from, int to) {
    return deliver(new Link(from, to), 0);
  }

  /** Delivers the message at {@code index} of a link, 0 for the oldest. */
  public Outcome deliver(Link link, int index) {
    Frame frame = take(link, index);
    return Nodes.isClient(link.to()) ? onReply(link, frame) : receiveFrame(link, frame);
  }

  /** Delivers whatever is on the way, and whatever comes of that, link by link. */
  public void deliverAll() {
    int left = MAX_DELIVERIES;
    for (List<Link> busy = busyLinks(); !busy.isEmpty(); busy = busyLinks()) {
      for (Link link : busy) {
        deliver(link, 0);
        Check.that(left-- > 0, "messages come to an end");
      }
    }
  }

  /** Delivers what is on one link now, and nothing that comes of it. */
  public void deliverLink(int from, int to) {
    for (int i = pending(from, to).size(); i > 0; i--) {
      deliver(from, to);
    }
  }

  /** Loses the oldest message of a link. */
  public void drop(int from, int to) {
    drop(new Link(from, to), 0);
  }

  public void drop(Link link, int index) {
    Frame lost = take(link, index);
    Check.that(lost.length() > 0, "a frame was on the link");
  }

  /** Loses all that is on the way from and to one node. */
  public void dropAllOf(int node) {
    links.keySet().removeIf(link -> link.from() == node || link.to() == node);
  }

  /** Loses all that is on the way. */
  public void dropAll() {
    links.clear();
  }

  /** Puts a copy of the oldest message of a link at its end. */
  public void duplicate(int from, int to) {
    duplicate(new Link(from, to), 0);
  }

  public void duplicate(Link link, int index) {
    put(link, links.get(link).get(index));
  }

  /** Returns the messages on a link, oldest first. */
  public List<Message> pending(int from, int to) {
    return links.getOrDefault(new Link(from, to), List.of()).stream().map(this::decoded).toList();
  }

  /** Returns the links with messages on them, by number of sender, then of receiver. */
  public List<Link> busyLinks() {
    return List.copyOf(links.keySet());
  }

  private void put(Link link, Frame frame) {
    links.computeIfAbsent(link, key -> new ArrayList<>()).add(frame);
  }

  private Frame take(Link link, int index) {
    List<Frame> frames = links.get(link);
    if (frames == null) {
      throw new IllegalStateException("nothing is on " + link + ", but on " + links.keySet());
    }
    Frame frame = frames.remove(index);
    if (frames.isEmpty()) {
      links.remove(link);
    }
    return frame;
  }

  private Message decoded(Frame frame) {
    Decoded decoded = codec.decode(frame);
    if (decoded instanceof Decoded.Accepted accepted) {
      return accepted.message();
    }
    throw new IllegalStateException("a replica or client sent a frame that breaks " + decoded);
  }

  private Outcome onReply(Link link, Frame frame) {
    Message message = decoded(frame);
    Check.that(message instanceof Message.Reply, "clients are sent replies only");
    replies.computeIfAbsent(link.to(), key -> new ArrayList<>()).add((Message.Reply) message);
    return new Outcome(List.of(), List.of());
  }

  // ---- replicas ---------------------------------------------------------------------------------

  /** Hands a replica a message that came over the link from node {@code link}, forged or not. */
  public Outcome receive(int replica, int link, Message message) {
    return receiveFrame(new Link(link, replica), codec.encode(message));
  }

  /** Hands a replica any bytes at all. */
  public Outcome receiveFrame(Link link, Frame frame) {
    return step(link.to(), new Input.Received(link.from(), frame));
  }

  /** Wakes a replica, whether anything is due or not. */
  public Outcome tick(int replica) {
    return step(replica, new Input.Tick());
  }

  /** Lets time pass, and wakes each replica at the instants at which it wants to be woken. */
  public void advance(long nanos) {
    long end = now + nanos;
    int left = MAX_TICKS;
    for (int due = nextDue(); wakeAt.get(due) <= end; due = nextDue()) {
      now = Math.max(now, wakeAt.get(due));
      tick(due);
      Check.that(left-- > 0, "alarms come to an end");
    }
    now = end;
  }

  private int nextDue() {
    int next = 0;
    for (int i = 1; i < wakeAt.size(); i++) {
      next = wakeAt.get(i) < wakeAt.get(next) ? i : next;
    }
    return next;
  }

  /** Lets time jump, without waking anybody. */
  public void jump(long nanos) {
    now += nanos;
  }

  /** Returns the instant that all replicas' clocks show, in nanoseconds. */
  public long now() {
    return now;
  }

  /** A planted bug: the replica forgets all, its memory of votes included, and rejoins as new. */
  public void forget(int replica) {
    machines.set(replica, new RecordingMachine());
    replicas.set(replica, new Replica(settings, replica, machines.get(replica), codec));
  }

  /** Like {@link #forget}, but shows the checkers nothing until the replica's next step. */
  public Outcome forgetAndReceive(int replica, int link, List<Message> messages) {
    forget(replica);
    for (Message message : messages.subList(0, messages.size() - 1)) {
      Output unseen =
          replicas.get(replica).step(new Input.Received(link, codec.encode(message)), now);
      Check.that(unseen.rejections().isEmpty(), "the new incarnation follows what it is told");
    }
    return receive(replica, link, messages.get(messages.size() - 1));
  }

  private Outcome step(int number, Input input) {
    Replica replica = replicas.get(number);
    Output output = replica.step(input, now);
    wakeAt.set(number, output.wakeAtNanos());
    Outcome outcome = new Outcome(output.sends(), output.rejections());
    lastOutcomes.set(number, outcome);
    for (Output.Send send : output.sends()) {
      send(number, send);
    }
    checkers.afterStep(replica, now);
    if (!isViolationExpected && checkers.hasViolation()) {
      throw new AssertionError(checkers.violation().toString());
    }
    return outcome;
  }

  private void send(int from, Output.Send send) {
    Frame frame = codec.encode(send.message());
    if (send.to() != Output.ALL_REPLICAS) {
      put(new Link(from, send.to()), frame);
      return;
    }
    for (Replica replica : replicas) {
      if (replica.number() != from) {
        put(new Link(from, replica.number()), frame);
      }
    }
  }

  // ---- looking ----------------------------------------------------------------------------------

  public int size() {
    return replicas.size();
  }

  /** Returns the largest number of backups that may fail. */
  public int f() {
    return replicas.size() / 2;
  }

  public ReplicaView replica(int number) {
    return replicas.get(number);
  }

  /** Returns the primary of the highest view that has one. */
  public ReplicaView primary() {
    return replicas.stream()
        .filter(Replica::isPrimary)
        .max(Comparator.comparingLong(Replica::view))
        .orElseThrow();
  }

  /** Returns what the last step of a replica came to. */
  public Outcome outputOf(int replica) {
    return lastOutcomes.get(replica);
  }

  /** Returns the operations that a replica executed, in order. */
  public List<String> executed(int replica) {
    return machines.get(replica).executed();
  }

  /** Returns the timestamps of the operations that a replica executed, in order. */
  public List<Long> timestamps(int replica) {
    return machines.get(replica).timestamps();
  }

  /** Returns the first violation that the checkers saw. */
  public Optional<Violation> violation() {
    return checkers.violation();
  }

  // ---- forgeries --------------------------------------------------------------------------------

  /** Returns a well-made entry that continues what a replica holds. */
  public Entry entryAfter(int replica, String operation) {
    ReplicaView view = replica(replica);
    return entry(view.op() + 1, view.checksumAt(view.op()), operation);
  }

  /** Returns a well-made entry of view 0, of a client of its own for each op-number. */
  public static Entry entry(long op, long parent, String operation) {
    int client = Nodes.client((int) Math.floorMod(op, 500L));
    return Entry.sealed(0, op, parent, client, 1, Bytes.of(operation), 1_000_000_000_000L + op);
  }

  /** Returns so many well-made entries that continue what a replica holds. */
  public List<Entry> entriesAfter(int replica, int count) {
    List<Entry> chain = new ArrayList<>();
    Entry last = entryAfter(replica, "forged0");
    chain.add(last);
    for (int i = 1; i < count; i++) {
      last = entry(last.op() + 1, last.checksum(), "forged" + i);
      chain.add(last);
    }
    return chain;
  }

  /** Returns the acknowledgement that a replica's log would deserve at {@code op}. */
  public Message.PrepareOk okOf(int sender, int holder, long op) {
    return new Message.PrepareOk(sender, 0, op, replica(holder).checksumAt(op));
  }
}
