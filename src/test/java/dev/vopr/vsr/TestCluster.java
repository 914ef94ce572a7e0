package dev.vopr.vsr;

import dev.vopr.check.CheckedCluster;
import dev.vopr.check.Checkers;
import dev.vopr.check.Violation;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster of real {@link Replica}s without actors, threads or chance. What replicas send waits on
 * the link from sender to receiver until the test says what becomes of it; what they write is on
 * the disk at once, unless the test holds the disk. All invariants are checked after every step; a
 * violation fails the test unless it expects one.
 *
 * <p>Clients 0 to {@link #CLIENTS} − 1 have registered their sessions before the test begins: ops 1
 * to {@link #START} are theirs, and the test's own begin after that.
 *
 * <p>Only this class knows how a replica is driven: tests see messages and {@link Outcome}s.
 */
public final class TestCluster {
  public static final int BATCH = 4;
  public static final int PIPELINE = 8;
  public static final int QUEUE = 6;
  public static final int REPAIR_RANGE = 6;
  public static final int OPERATION_BYTES = 64;
  public static final int CLIENTS = 20;
  public static final int SESSIONS = 24;

  /** Op-number up to which the log holds the registrations of the clients. */
  public static final long START = CLIENTS;

  public static final long HEARTBEAT = 50_000_000;
  public static final long PREPARE_RETRY = 20_000_000;
  public static final long REPAIR_RETRY = 10_000_000;
  public static final long VOTE_RETRY = 30_000_000;
  public static final long SUSPICION = 200_000_000;

  /** Longer than any test: what waits for it does not happen. */
  public static final long FAR = 10_000_000_000_000L;

  /** Primaries use their own wall clocks, which show the time of the test. */
  public static final ClockSettings OWN_TIME = new ClockSettings(false, 0, 1, 1, 0, 0, FAR);

  private static final int CLUSTER_ID = 7;
  private static final int COMMITTER = CLIENTS - 1;
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
  private final MessageCodec codec = codec();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<RecordingMachine> machines = new ArrayList<>();
  private final List<TestDisk> disks = new ArrayList<>();
  private final boolean[] isHeld;
  private final boolean[] isDown;
  private final long[] lastNonces;
  private final List<Outcome> lastOutcomes = new ArrayList<>();
  private final List<Long> wakeAt = new ArrayList<>();
  private final Map<Link, List<Frame>> links =
      new TreeMap<>(Comparator.comparingInt(Link::from).thenComparingInt(Link::to));
  private final Map<Integer, List<Message.Reply>> replies = new TreeMap<>();
  private final Map<Integer, Message.Request> lastRequests = new TreeMap<>();
  private final Map<Integer, Long> sessions = new TreeMap<>();
  private final Map<Integer, List<Message.Evicted>> evictions = new TreeMap<>();
  private final Checkers checkers;
  private final boolean isViolationExpected;
  private long starts;
  private long registrations;
  private long now = 1_000;

  private TestCluster(
      ReplicaSettings settings, List<Integer> compromised, boolean isViolationExpected) {
    this(settings, new Checkers(settings.replicas(), compromised), isViolationExpected);
  }

  private TestCluster(ReplicaSettings settings, Checkers checkers, boolean isViolationExpected) {
    this.settings = settings;
    int replicaCount = settings.replicas();
    this.checkers = checkers;
    this.isViolationExpected = isViolationExpected;
    this.isHeld = new boolean[replicaCount];
    this.isDown = new boolean[replicaCount];
    this.lastNonces = new long[replicaCount];
    for (int i = 0; i < replicaCount; i++) {
      disks.add(new TestDisk());
      machines.add(new RecordingMachine());
      replicas.add(new Replica(settings, i, machines.get(i), codec));
      lastOutcomes.add(new Outcome(List.of(), List.of()));
      wakeAt.add(Long.MAX_VALUE);
    }
    for (int i = 0; i < replicaCount; i++) {
      start(i);
    }
  }

  /** Starts a calm cluster in which any violation of an invariant fails the test. */
  public static TestCluster of(int replicas) {
    return of(settings(replicas));
  }

  /** Starts a cluster with other settings, and with the clients' sessions. */
  public static TestCluster of(ReplicaSettings settings) {
    return new TestCluster(settings, List.of(), false).withSessions();
  }

  /** Starts a calm cluster in which no client has a session: its log is empty. */
  public static TestCluster empty(int replicas) {
    return empty(settings(replicas));
  }

  /** Starts a cluster with other settings in which no client has a session: its log is empty. */
  public static TestCluster empty(ReplicaSettings settings) {
    return new TestCluster(settings, List.of(), false);
  }

  /** Starts a cluster whose {@code compromised} replicas the checkers do not look at. */
  public static TestCluster withCompromised(int replicas, Integer... compromised) {
    return new TestCluster(settings(replicas), List.of(compromised), false).withSessions();
  }

  /** Starts a cluster for a planted bug: see {@link #violation}. */
  public static TestCluster expectingViolation(int replicas, Integer... compromised) {
    return expectingViolation(settings(replicas), compromised);
  }

  /** Starts a cluster with other settings for a planted bug. */
  public static TestCluster expectingViolation(ReplicaSettings settings, Integer... compromised) {
    return new TestCluster(settings, List.of(compromised), true).withSessions();
  }

  /**
   * Starts a cluster for a planted bug in which the checkers see messages and disks as well, so
   * that nothing may be forged but what the bug forges.
   */
  public static TestCluster audited(ReplicaSettings settings) {
    CheckedCluster cluster = new CheckedCluster(settings, List.of(), 1, true);
    return new TestCluster(settings, new Checkers(cluster), true).withSessions();
  }

  private TestCluster withSessions() {
    for (int client = 0; client < CLIENTS; client++) {
      register(client);
    }
    advance(HEARTBEAT);
    deliverAll();
    return this;
  }

  public static Limits limits() {
    Limits unbounded = new Limits(0, BATCH, PIPELINE + 2 * BATCH, OPERATION_BYTES);
    return new Limits(
        (int) MessageCodec.largestFrameBytes(unbounded),
        BATCH,
        PIPELINE + 2 * BATCH,
        OPERATION_BYTES);
  }

  /** Returns a codec for the frames of every test cluster. */
  public static MessageCodec codec() {
    return new MessageCodec(CLUSTER_ID, limits());
  }

  /**
   * Returns the settings of a calm cluster of that size: nobody suspects anybody or sends signs of
   * life, and there are no checkpoints.
   */
  public static ReplicaSettings settings(int replicas) {
    return settings(replicas, calm(), 256, 10_000);
  }

  /** Returns the settings of a cluster that changes views, with an ample log. */
  public static ReplicaSettings lively(int replicas) {
    return settings(replicas, timing(), 256, 10_000);
  }

  /** Returns the settings of a cluster that changes views, and frees its small log all the time. */
  public static ReplicaSettings compact(int replicas) {
    return settings(replicas, timing(), 32, 8);
  }

  /** Returns settings with the given times, slots in the log, and entries between checkpoints. */
  public static ReplicaSettings settings(
      int replicas, ReplicaSettings.Timing timing, int slots, int checkpointEntries) {
    return new ReplicaSettings(
        replicas,
        0,
        Hardening.CHAINED,
        timing,
        PIPELINE,
        QUEUE,
        REPAIR_RANGE,
        slots,
        checkpointEntries,
        1 << 20,
        SESSIONS,
        limits(),
        OWN_TIME);
  }

  /** Returns the settings with another level of hardening. */
  public static ReplicaSettings at(Hardening level, ReplicaSettings settings) {
    return new ReplicaSettings(
        settings.replicas(),
        settings.standbys(),
        level,
        settings.timing(),
        settings.pipelineEntries(),
        settings.queueRequests(),
        settings.repairEntries(),
        settings.logSlots(),
        settings.checkpointEntries(),
        settings.checkpointBytes(),
        settings.sessions(),
        settings.limits(),
        settings.clock());
  }

  /** Returns the same settings with other ones for the clocks. */
  public static ReplicaSettings clocked(ClockSettings clock, ReplicaSettings settings) {
    return new ReplicaSettings(
        settings.replicas(),
        settings.standbys(),
        settings.hardening(),
        settings.timing(),
        settings.pipelineEntries(),
        settings.queueRequests(),
        settings.repairEntries(),
        settings.logSlots(),
        settings.checkpointEntries(),
        settings.checkpointBytes(),
        settings.sessions(),
        settings.limits(),
        clock);
  }

  /** Returns times at which a view change comes about and ends. */
  public static ReplicaSettings.Timing timing() {
    return new ReplicaSettings.Timing(
        HEARTBEAT,
        PREPARE_RETRY,
        REPAIR_RETRY,
        SUSPICION,
        20 * SUSPICION,
        SUSPICION,
        10 * SUSPICION,
        2 * SUSPICION,
        VOTE_RETRY,
        HEARTBEAT,
        2 * SUSPICION,
        0);
  }

  /** Returns times at which nobody suspects anybody or sends signs of life. */
  public static ReplicaSettings.Timing calm() {
    return new ReplicaSettings.Timing(
        HEARTBEAT,
        PREPARE_RETRY,
        REPAIR_RETRY,
        FAR,
        FAR,
        FAR,
        FAR,
        2 * SUSPICION,
        VOTE_RETRY,
        FAR,
        FAR,
        0);
  }

  // ---- clients ----------------------------------------------------------------------------------

  /** Returns the node number of a client, which is numbered from 0. */
  public static int client(int index) {
    return Nodes.client(index);
  }

  /** Registers a session of a client, or another one, and lets all that is on the way arrive. */
  public TestCluster register(int client) {
    int node = Nodes.client(client);
    putRegistration(client, "token " + client + "." + registrations++);
    deliverAll();
    Check.that(sessions.containsKey(node), "the client has got its session", node, now);
    return this;
  }

  /** A client puts a registration on its link to the primary. */
  public Message.Request putRegistration(int client, String token) {
    int node = Nodes.client(client);
    sessions.remove(node);
    Message.Request request = new Message.Request(node, 0, 0, Bytes.of(token));
    lastRequests.put(node, request);
    put(new Link(node, primary().number()), codec.encode(request));
    return request;
  }

  /** Returns the op-number of a client's registration. */
  public long session(int client) {
    Long session = sessions.get(Nodes.client(client));
    Check.that(session != null, "the client has a session", client, now);
    return session;
  }

  /** A client puts its next request on its link to the primary. */
  public Message.Request request(int client, String operation) {
    int node = Nodes.client(client);
    Message.Request before = lastRequests.get(node);
    long number = before == null ? 1 : before.request() + 1;
    Message.Request request =
        new Message.Request(node, session(client), number, Bytes.of(operation));
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

  /** Returns the replies to operations that reached a client, oldest first. */
  public List<Message.Reply> replies(int client) {
    return List.copyOf(replies.getOrDefault(Nodes.client(client), List.of()));
  }

  /** Returns whether a client has a reply to the last request that it made. */
  public boolean isAnswered(int client) {
    Message.Request last = lastRequests.get(Nodes.client(client));
    if (last == null || last.request() == 0) {
      return last == null || sessions.containsKey(Nodes.client(client));
    }
    return replies(client).stream()
        .anyMatch(reply -> reply.session() == last.session() && reply.request() == last.request());
  }

  /** Returns the messages by which a client was told that its session is no more. */
  public List<Message.Evicted> evictions(int client) {
    return List.copyOf(evictions.getOrDefault(Nodes.client(client), List.of()));
  }

  /** Requests, prepares, commits and tells all backups. */
  public TestCluster committed(int operations) {
    for (int i = 0; i < operations; i++) {
      request(COMMITTER, "op" + (primary().op() + 1));
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
    if (message instanceof Message.Evicted evicted) {
      evictions.computeIfAbsent(link.to(), key -> new ArrayList<>()).add(evicted);
      return new Outcome(List.of(), List.of());
    }
    Check.that(message instanceof Message.Reply, "clients are sent replies only");
    Message.Reply reply = (Message.Reply) message;
    if (reply.request() > 0) {
      replies.computeIfAbsent(link.to(), key -> new ArrayList<>()).add(reply);
    } else if (isTokenOf(link.to(), reply.result())) {
      sessions.put(link.to(), reply.session());
    }
    return new Outcome(List.of(), List.of());
  }

  private boolean isTokenOf(int node, Bytes token) {
    Message.Request last = lastRequests.get(node);
    return last != null && last.request() == 0 && last.operation().equals(token);
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

  private ClockReading reading() {
    return new ClockReading(now, now);
  }

  private Outcome step(int number, Input input) {
    if (isDown[number]) {
      return new Outcome(List.of(), List.of());
    }
    List<Output.Send> sends = new ArrayList<>();
    List<RejectionRule> rejections = new ArrayList<>();
    stepOnce(number, input, sends, rejections);
    while (!isHeld[number] && disks.get(number).isBusy()) {
      Input done = new Input.DiskDone(completeNext(number));
      stepOnce(number, done, sends, rejections);
    }
    Outcome outcome = new Outcome(List.copyOf(sends), List.copyOf(rejections));
    lastOutcomes.set(number, outcome);
    return outcome;
  }

  private void stepOnce(
      int number, Input input, List<Output.Send> sends, List<RejectionRule> rejections) {
    Replica replica = replicas.get(number);
    Output output = replica.step(input, reading());
    wakeAt.set(number, output.wakeAtNanos());
    output.disk().forEach(disks.get(number)::submit);
    sends.addAll(output.sends());
    rejections.addAll(output.rejections());
    checkers.afterStep(replica, now);
    for (Output.Send send : output.sends()) {
      checkers.onSend(replica, send, 0, now);
      send(number, send);
    }
    if (!isViolationExpected && checkers.hasViolation()) {
      throw new AssertionError(checkers.violation().orElseThrow().toString());
    }
  }

  // ---- crashes and disks ------------------------------------------------------------------------

  private Outcome start(int number) {
    starts++;
    return step(number, new Input.Start(Hash64.finish(Hash64.combine(starts, number))));
  }

  /** Stops a replica; of what its disk has under way nothing reaches the medium. */
  public void crash(int replica) {
    disks.get(replica).crash();
    takeDown(replica);
  }

  /** Stops a replica in the middle of its oldest write: see {@link TestDisk#crashTorn}. */
  public void crashTorn(int replica, int stages, int blocks) {
    disks.get(replica).crashTorn(stages, blocks);
    takeDown(replica);
  }

  private void takeDown(int replica) {
    isDown[replica] = true;
    wakeAt.set(replica, Long.MAX_VALUE);
  }

  /** Starts a replica that has crashed, or one that runs, from what is on its disk. */
  public Outcome restart(int replica) {
    disks.get(replica).crash();
    isDown[replica] = false;
    isHeld[replica] = false;
    machines.set(replica, new RecordingMachine());
    replicas.set(replica, new Replica(settings, replica, machines.get(replica), codec));
    checkers.onRestart(replicas.get(replica));
    return start(replica);
  }

  /** Returns whether a replica has crashed and was not started again. */
  public boolean isDown(int replica) {
    return isDown[replica];
  }

  /** Returns the disk of a replica, to look at and to damage. */
  public TestDisk disk(int replica) {
    return disks.get(replica);
  }

  /** From now on, what a replica writes stays under way until the test says that it is done. */
  public void holdDisk(int replica) {
    isHeld[replica] = true;
  }

  /** Carries out what the disk has under way, and from now on all at once again. */
  public Outcome releaseDisk(int replica) {
    isHeld[replica] = false;
    return disks.get(replica).isBusy() ? completeDisk(replica) : tick(replica);
  }

  /** Carries out the oldest operation that a held disk has under way. */
  public Outcome completeDisk(int replica) {
    return diskDone(replica, completeNext(replica));
  }

  private DiskCompletion completeNext(int replica) {
    DiskCompletion completion = disks.get(replica).completeNext();
    DiskOperation operation = disks.get(replica).lastCompleted();
    if (operation instanceof DiskOperation.Write write) {
      checkers.onDurable(replica, write, now);
    } else if (operation instanceof DiskOperation.ReadZones) {
      checkers.onOpened(replica, completion.blocks(), now);
    }
    return completion;
  }

  /** Fails the oldest operation that a held disk has under way. */
  public Outcome failDisk(int replica) {
    return diskDone(replica, disks.get(replica).failNext());
  }

  /** Tells a replica that its disk is done with something, whether it asked for it or not. */
  public Outcome diskDone(int replica, DiskCompletion completion) {
    return step(replica, new Input.DiskDone(completion));
  }

  /** Returns the writes that a held disk has under way, oldest first. */
  public List<DiskOperation.Write> pendingWrites(int replica) {
    return disks.get(replica).pendingWrites();
  }

  /** A planted bug: the replica forgets all, its memory of votes included, and rejoins as new. */
  public void forget(int replica) {
    disks.set(replica, new TestDisk());
    machines.set(replica, new RecordingMachine());
    replicas.set(replica, new Replica(settings, replica, machines.get(replica), codec));
    unseen(replica, new Input.Start(1));
  }

  /** Like {@link #forget}, but shows the checkers nothing until the replica's next step. */
  public Outcome forgetAndReceive(int replica, int link, List<Message> messages) {
    forget(replica);
    for (Message message : messages.subList(0, messages.size() - 1)) {
      unseen(replica, new Input.Received(link, codec.encode(message)));
    }
    return receive(replica, link, messages.get(messages.size() - 1));
  }

  private void unseen(int replica, Input input) {
    TestDisk disk = disks.get(replica);
    Output output = replicas.get(replica).step(input, reading());
    if (!output.rejections().isEmpty()) {
      throw new IllegalStateException("the new incarnation refuses: " + output.rejections());
    }
    output.disk().forEach(disk::submit);
    while (disk.isBusy()) {
      Input done = new Input.DiskDone(disk.completeNext());
      replicas.get(replica).step(done, reading()).disk().forEach(disk::submit);
    }
  }

  private void send(int from, Output.Send send) {
    lastNonces[from] = nonceOf(send.message()).orElse(lastNonces[from]);
    Frame frame = codec.encode(send.message());
    if (send.to() != Output.ALL_REPLICAS && send.to() != Output.ALL_MEMBERS) {
      put(new Link(from, send.to()), frame);
      return;
    }
    for (Replica replica : replicas) {
      if (replica.number() != from) {
        put(new Link(from, replica.number()), frame);
      }
    }
  }

  private static Optional<Long> nonceOf(Message message) {
    return switch (message.kind()) {
      case RECOVERY -> Optional.of(((Message.Recovery) message).nonce());
      case GET_STATE -> Optional.of(((Message.GetState) message).nonce());
      case GET_VIEW -> Optional.of(((Message.GetView) message).nonce());
      default -> Optional.empty();
    };
  }

  /** Returns the nonce of the last question that a replica asked, or 0. */
  public long lastNonce(int replica) {
    return lastNonces[replica];
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

  /** Returns the primary of the highest view in which one acts; without any, the next in turn. */
  public ReplicaView primary() {
    return replicas.stream()
        .filter(replica -> replica.isPrimary() && replica.status() == Status.NORMAL)
        .filter(replica -> !isDown[replica.number()])
        .max(Comparator.comparingLong(Replica::view))
        .orElse(replicas.get(settings.primaryOf(highestView())));
  }

  private long highestView() {
    return replicas.stream().mapToLong(Replica::view).max().orElseThrow();
  }

  public ReplicaSettings settings() {
    return settings;
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

  /** Returns a well-made entry of view 0, of a client that never repeats a request-number. */
  public static Entry entry(long op, long parent, String operation) {
    int client = (int) Math.floorMod(op, COMMITTER - 1L);
    return Entry.sealed(
        0,
        op,
        parent,
        Nodes.client(client),
        client + 1L,
        100 + op,
        Bytes.of(operation),
        1_000_000_000_000L + op);
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

  /** Returns the end of a replica's log, from {@code base} on, as that replica would show it. */
  public LogTail tailOf(int holder, long base, Entry... more) {
    List<Entry> entries = new ArrayList<>();
    for (long op = base + 1; op <= replica(holder).op(); op++) {
      entries.add(heldBy(holder, op));
    }
    entries.addAll(Arrays.asList(more));
    return LogTail.whole(base, replica(holder).checksumAt(base), entries);
  }

  /** Returns an entry that a replica has on its disk. */
  public Entry heldBy(int holder, long op) {
    int slot = (int) (op % settings.logSlots());
    return disks
        .get(holder)
        .at(Zone.ENTRIES, slot)
        .flatMap(DiskCodec::entry)
        .filter(entry -> entry.op() == op)
        .orElseThrow();
  }
}
