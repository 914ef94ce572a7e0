package dev.vopr.byzantine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.fault.Decision;
import dev.vopr.fault.Faults;
import dev.vopr.net.Packet;
import dev.vopr.net.PacketIds;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Notary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stands between all senders and the network, and lies for the compromised replicas.
 *
 * <p>Packets of everybody else pass at once. For the others the rules are tried in order; the first
 * one that strikes and changes something wins. What changes nothing, because the message has no
 * such field or the field already has that value, is no mutation: the next rule is tried. After
 * {@link SimNetwork.Heal} everything passes; other commands go on to the network.
 */
public final class MessageMutator extends AbstractBehavior<SimNetwork.Command> {
  private final SimScheduler scheduler;
  private final TraceHash hash;
  private final PacketIds packetIds;
  private final TraceSink trace;
  private final Faults faults;
  private final boolean[] isCompromised;
  private final List<ArmedRule> rules = new ArrayList<>();
  private final MessageCodec codec;
  private final MutationLedger ledger;
  private final ActorRef<SimNetwork.Command> network;
  private final Map<Integer, Notary> notaries;
  private final ClusterView cluster;
  private final Rounds rounds = new Rounds();
  private final SpentRounds spent;
  private final boolean isBudgeted;
  private final FrameStore store;
  private final boolean isStoring;
  private boolean isHealed;

  private MessageMutator(
      ActorContext<SimNetwork.Command> context,
      World world,
      ByzantineSettings settings,
      MessageCodec codec,
      MutationLedger ledger,
      ActorRef<SimNetwork.Command> network,
      Map<Integer, Notary> notaries,
      ClusterView cluster) {
    super(context);
    this.cluster = cluster;
    this.spent = new SpentRounds(settings.budget());
    this.isBudgeted = settings.isBudgeted();
    this.notaries = notaries;
    this.scheduler = world.sim().scheduler();
    this.hash = world.sim().hash();
    this.packetIds = world.packetIds();
    this.trace = world.trace();
    this.codec = codec;
    this.ledger = ledger;
    this.network = network;
    int senders = settings.compromised().stream().mapToInt(replica -> replica + 1).max().orElse(0);
    isCompromised = new boolean[senders];
    for (int replica : settings.compromised()) {
      isCompromised[replica] = true;
    }
    faults = world.faults();
    store = new FrameStore(codec, settings.compromised());
    isStoring = settings.rules().stream().anyMatch(rule -> rule.mutation().usesStore());
    for (MessageMutationRule rule : settings.rules()) {
      rules.add(new ArmedRule(rules.size(), rule, senders));
    }
  }

  /**
   * Creates the mutator.
   *
   * @param world what the actors of the run share
   * @param settings who lies, and how
   * @param codec the codec of the cluster
   * @param ledger where it keeps its books; made for the same settings
   * @param network where packets go
   * @param notaries the compromised replicas' signers, by their numbers: with these and no others
   *     lies are signed
   * @param cluster where liars see what their moment is
   */
  public static Behavior<SimNetwork.Command> create(
      World world,
      ByzantineSettings settings,
      MessageCodec codec,
      MutationLedger ledger,
      ActorRef<SimNetwork.Command> network,
      Map<Integer, Notary> notaries,
      ClusterView cluster) {
    return Behaviors.setup(
        context ->
            new MessageMutator(
                context, world, settings, codec, ledger, network, notaries, cluster));
  }

  @Override
  public Receive<SimNetwork.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, this::onPacket)
        .onMessageEquals(SimNetwork.Heal.INSTANCE, this::onHeal)
        .onAnyMessage(this::onOther)
        .build();
  }

  private Behavior<SimNetwork.Command> onHeal() {
    isHealed = true;
    return this;
  }

  private Behavior<SimNetwork.Command> onOther(SimNetwork.Command command) {
    network.tell(command);
    return this;
  }

  private Behavior<SimNetwork.Command> onPacket(Packet packet) {
    int sender = packet.from();
    if (isHealed || sender >= isCompromised.length || !isCompromised[sender] || !tryRules(packet)) {
      network.tell(packet);
    }
    if (isStoring && !isHealed) {
      store.record(packet);
    }
    return this;
  }

  /** Lets the rules have the packet, and returns whether one of them took care of it. */
  private boolean tryRules(Packet packet) {
    int kindCode = packet.frame().kindCode();
    boolean isDone = false;
    int round = isBudgeted ? round(packet) : 0;
    for (ArmedRule rule : rules) {
      if (rule.isAbout(packet, kindCode)) {
        rule.count(packet);
        isDone = isDone || isKeptBack(packet, rule, round) || isStruck(packet, rule, round);
      }
    }
    return isDone;
  }

  /** A silence goes on: that is no lie of its own, but has a line in the ledger. */
  private boolean isKeptBack(Packet packet, ArmedRule rule, int round) {
    if (!rule.isSilent(packet, scheduler.nowNanos()) || !allows(rule, round, false)) {
      return false;
    }
    spend(rule, round, false);
    Optional<MessageKind> kind = MessageKind.ofCode(packet.frame().kindCode());
    kind.ifPresent(
        of -> withhold(packet, ledger.open(rule.index(), of, packet.from(), packet.to())));
    return kind.isPresent();
  }

  private boolean isStruck(Packet packet, ArmedRule rule, int round) {
    if (!rule.rule().moment().isNow(cluster, packet.from())) {
      return false;
    }
    Optional<Decision> decision = rule.decide(packet, faults);
    return decision.isPresent() && tryRule(packet, rule, decision.get(), round);
  }

  private int round(Packet packet) {
    return codec.decode(packet.frame()) instanceof Decoded.Accepted accepted
        ? rounds.numberOf(accepted.message())
        : 0;
  }

  private boolean allows(ArmedRule rule, int round, boolean isContent) {
    return spent.allows(round, isContent) && rule.rounds().allows(round, isContent);
  }

  private void spend(ArmedRule rule, int round, boolean isContent) {
    spent.spend(round, isContent);
    rule.rounds().spend(round, isContent);
  }

  private boolean tryRule(Packet packet, ArmedRule rule, Decision decision, int round) {
    // A replica that is compromised still runs our code: what it sends decodes.
    if (!(codec.decode(packet.frame()) instanceof Decoded.Accepted accepted)) {
      return false;
    }
    long bits = decision.detail();
    Forgery forgery = new Forgery(packet, accepted, bits, store, trace.isOn());
    rule.rule().mutation().accept(forgery);
    boolean isWithheld = forgery.isWithheld() || (!rule.rule().deliver() && !forgery.isSpared());
    if (!isWithheld && !forgery.isEffective()) {
      if (forgery.isSpared()) {
        network.tell(packet);
      }
      return forgery.isSpared();
    }
    boolean isContent = !isWithheld && forgery.isOfContent();
    if (!allows(rule, round, isContent)) {
      return false;
    }
    spend(rule, round, isContent);
    rule.carryOut(packet, decision, faults);
    hash.add(SimRng.mix(bits ^ packet.to()));
    MessageKind kind = accepted.message().kind();
    int line = ledger.open(rule.index(), kind, packet.from(), packet.to());
    if (forgery.silenceNanos() > 0) {
      long until = scheduler.nowNanos() + forgery.silenceNanos();
      rule.silence(packet, forgery.isSilentToAll(), until);
    }
    if (isWithheld) {
      withhold(packet, line);
    } else {
      send(packet, line, forgery);
    }
    return true;
  }

  private void send(Packet packet, int line, Forgery forgery) {
    Notary notary = notaries.getOrDefault(packet.from(), Notary.NONE);
    if (forgery.isTruthFirst()) {
      network.tell(packet);
    } else {
      Packet mutated = lie(packet.id(), packet, forgery.frame(codec, notary), line, forgery);
      sendAfter(forgery.delayNanos(), mutated);
      for (int i = 0; i < forgery.copies(); i++) {
        sendAfter(forgery.delayNanos(), copyOf(mutated));
      }
    }
    for (Frame frame : forgery.further(codec, notary)) {
      Packet further = lie(packetIds.next(), packet, frame, line, forgery);
      sendAfter(forgery.delayNanos(), further);
    }
  }

  private Packet lie(long id, Packet packet, Frame frame, int line, Forgery forgery) {
    if (trace.isOn()) {
      trace.add(
          new TraceEvent.Mutated(
              scheduler.nowNanos(), id, packet.from(), packet.to(), forgery.what(), frame));
    }
    return new Packet(id, packet.from(), packet.to(), frame, line);
  }

  private void withhold(Packet packet, int line) {
    ledger.onWithheld(line);
    if (trace.isOn()) {
      trace.add(
          new TraceEvent.Lost(
              scheduler.nowNanos(), packet.id(), packet.from(), packet.to(), LossReason.WITHHELD));
    }
  }

  private Packet copyOf(Packet packet) {
    Packet copy =
        new Packet(packetIds.next(), packet.from(), packet.to(), packet.frame(), packet.mutation());
    if (trace.isOn()) {
      trace.add(new TraceEvent.Duplicated(scheduler.nowNanos(), packet.id(), copy.id()));
    }
    return copy;
  }

  private void sendAfter(long nanos, Packet packet) {
    if (nanos == 0) {
      network.tell(packet);
    } else {
      scheduler.scheduleOnce(nanos, () -> network.tell(packet));
    }
  }
}
