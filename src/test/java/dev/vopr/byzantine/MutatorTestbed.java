package dev.vopr.byzantine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.fault.Faults;
import dev.vopr.net.Packet;
import dev.vopr.net.PacketIds;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A mutator for which replica 2 lies, in front of a network that writes down what it is told. */
final class MutatorTestbed implements AutoCloseable {
  static final int LIAR = 2;
  static final long SEED = 21;
  static final MessageCodec CODEC = new MessageCodec(1, new Limits(4_096, 16, 16, 1_024));

  final SimSystem sim = SimSystem.create("byzantine-test");
  final MutationLedger ledger;
  final Faults faults;
  final List<SimNetwork.Command> commands = new ArrayList<>();
  final List<Packet> packets = new ArrayList<>();
  final List<TraceEvent> events = new ArrayList<>();
  final Watched cluster = new Watched();
  private final PacketIds ids = new PacketIds();
  private final ActorRef<SimNetwork.Command> mutator;

  /** What liars see of the cluster; the same of all replicas but one. */
  static final class Watched implements ClusterView {
    long committed;
    int changing = -1;
    long view;

    @Override
    public long committed() {
      return committed;
    }

    @Override
    public Status status(int replica) {
      return replica == changing ? Status.VIEW_CHANGE : Status.NORMAL;
    }

    @Override
    public long view(int replica) {
      return replica == LIAR ? view : 0;
    }
  }

  MutatorTestbed(MessageMutationRule... rules) {
    this(SEED, List.of(rules));
  }

  MutatorTestbed(long seed, List<MessageMutationRule> rules) {
    this(seed, new ByzantineSettings(List.of(LIAR), 1, rules));
  }

  MutatorTestbed(long seed, ByzantineSettings settings) {
    sim.reset(SimOptions.of(seed, Interleaving.FIFO));
    ledger = MutationLedger.of(settings);
    faults = Faults.byChance(sim.hash(), SimRng.of(seed));
    World world = new World(sim, SimRng.of(seed), faults, ids, recorder());
    ActorRef<SimNetwork.Command> network = sim.spawn(network(), "network");
    mutator =
        sim.spawn(
            MessageMutator.create(world, settings, CODEC, ledger, network, Map.of(), cluster),
            "mutator");
    sim.runReady();
  }

  /** Returns a rule that always strikes. */
  static MessageMutationRule always(MessageFieldMutation mutation) {
    return rule("always", 1, mutation);
  }

  static MessageMutationRule rule(String name, double probability, MessageFieldMutation mutation) {
    return new MessageMutationRule(
        name, MessageTypeFilter.ANY, List.of(), List.of(), probability, mutation, true, 0);
  }

  private TraceSink recorder() {
    return new TraceSink() {
      @Override
      public boolean isOn() {
        return true;
      }

      @Override
      public void add(TraceEvent event) {
        events.add(event);
      }
    };
  }

  private Behavior<SimNetwork.Command> network() {
    return Behaviors.receiveMessage(
        command -> {
          commands.add(command);
          if (command instanceof Packet packet) {
            packets.add(packet);
          }
          return Behaviors.same();
        });
  }

  /** Sends {@code message} to each of {@code receivers}, as one broadcast of its sender. */
  List<Packet> send(Message message, int... receivers) {
    return send(CODEC.encode(message), message.sender(), receivers);
  }

  List<Packet> send(Frame frame, int from, int... receivers) {
    List<Packet> sent = new ArrayList<>();
    for (int receiver : receivers) {
      Packet packet = new Packet(ids.next(), from, receiver, frame, Packet.UNTOUCHED);
      mutator.tell(packet);
      sent.add(packet);
    }
    sim.runReady();
    return sent;
  }

  void tell(SimNetwork.Command command) {
    mutator.tell(command);
    sim.runReady();
  }

  /** Returns what the packets that reached the network say. */
  List<Message> messages() {
    return packets.stream().map(packet -> decode(packet.frame())).toList();
  }

  static Message decode(Frame frame) {
    if (CODEC.decode(frame) instanceof Decoded.Accepted accepted) {
      return accepted.message();
    }
    throw new AssertionError("the frame does not decode");
  }

  static RejectionRule rejection(Frame frame) {
    if (CODEC.decode(frame) instanceof Decoded.Rejected rejected) {
      return rejected.rule();
    }
    throw new AssertionError("the frame decodes");
  }

  /** Returns what the events say that was done. */
  List<String> mutations() {
    return events.stream()
        .filter(TraceEvent.Mutated.class::isInstance)
        .map(TraceEvent.Mutated.class::cast)
        .map(TraceEvent.Mutated::what)
        .toList();
  }

  /** Returns a Prepare of the liar with chained entries from op 5 on. */
  static Message.Prepare prepare(int entries) {
    return new Message.Prepare(LIAR, 5, tail(entries), 4);
  }

  static List<Entry> tail(int entries) {
    List<Entry> tail = new ArrayList<>();
    long parent = 99;
    for (int i = 0; i < entries; i++) {
      Bytes operation = Bytes.of("x=" + i);
      Entry entry = Entry.sealed(5, 5 + i, parent, Nodes.client(0), 3, 1 + i, operation, 1_000 + i);
      parent = entry.checksum();
      tail.add(entry);
    }
    return tail;
  }

  /** Returns a whole log tail with so many entries from op 5 on. */
  static LogTail logTail(int entries) {
    return LogTail.whole(4, 99, tail(entries));
  }

  /**
   * Returns a tail that says of some op-numbers that their entries never were, whatever it shows.
   */
  static LogTail nacking(LogTail tail, Long... nacks) {
    return new LogTail(
        tail.base(), tail.baseChecksum(), tail.headers(), tail.entries(), List.of(nacks));
  }

  /** Returns one message of each kind, all from the liar, with numbers from 3 to 9. */
  static List<Message> oneOfEachKind() {
    return List.of(
        new Message.Request(LIAR, 3, 6, Bytes.of("x=1")),
        prepare(2),
        new Message.PrepareOk(LIAR, 5, 6, 7),
        new Message.Reply(LIAR, 5, 3, 6, Bytes.of("1")),
        new Message.Commit(LIAR, 5, 6, 7),
        new Message.GetEntries(LIAR, 5, 6, 8),
        new Message.Entries(LIAR, 5, tail(2), 4, 3),
        new Message.StartViewChange(LIAR, 5),
        new Message.DoViewChange(LIAR, 6, 5, nacking(logTail(2), 6L), 4),
        new Message.StartView(LIAR, 6, logTail(2), 4, 7),
        new Message.GetView(LIAR, 6, 7),
        new Message.GetState(LIAR, 4, 8, 7),
        new Message.NewState(LIAR, 4, 9, 8, 5, Bytes.of("abc"), 7),
        new Message.Recovery(LIAR, 7, 4),
        new Message.RecoveryResponse(LIAR, 6, 7, logTail(2), 4),
        new Message.Ping(LIAR, 5, 8, 4),
        new Message.Pong(LIAR, 5, 8, 9, 4),
        new Message.Evicted(LIAR, 5, 3));
  }

  @Override
  public void close() {
    sim.close();
  }
}
