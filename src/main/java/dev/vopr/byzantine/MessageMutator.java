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
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
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
  private boolean isHealed;

  private MessageMutator(
      ActorContext<SimNetwork.Command> context,
      World world,
      ByzantineSettings settings,
      MessageCodec codec,
      MutationLedger ledger,
      ActorRef<SimNetwork.Command> network,
      Map<Integer, Notary> notaries) {
    super(context);
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
   */
  public static Behavior<SimNetwork.Command> create(
      World world,
      ByzantineSettings settings,
      MessageCodec codec,
      MutationLedger ledger,
      ActorRef<SimNetwork.Command> network,
      Map<Integer, Notary> notaries) {
    return Behaviors.setup(
        context -> new MessageMutator(context, world, settings, codec, ledger, network, notaries));
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
    return this;
  }

  /** Lets the rules have the packet, and returns whether one of them took care of it. */
  private boolean tryRules(Packet packet) {
    int kindCode = packet.frame().kindCode();
    boolean isDone = false;
    for (ArmedRule rule : rules) {
      if (rule.isAbout(packet, kindCode)) {
        rule.count(packet);
        if (!isDone) {
          Optional<Decision> decision = rule.decide(packet, faults);
          isDone = decision.isPresent() && tryRule(packet, rule, decision.get());
        }
      }
    }
    return isDone;
  }

  private boolean tryRule(Packet packet, ArmedRule rule, Decision decision) {
    // A replica that is compromised still runs our code: what it sends decodes.
    if (!(codec.decode(packet.frame()) instanceof Decoded.Accepted accepted)) {
      return false;
    }
    Message message = accepted.message();
    long bits = decision.detail();
    Forgery forgery = new Forgery(message, packet.to(), bits, trace.isOn());
    Proof proof = accepted.proof();
    rule.rule().mutation().accept(forgery);
    boolean isWithheld = forgery.isWithheld() || (!rule.rule().deliver() && !forgery.isSpared());
    if (!isWithheld && !forgery.isEffective()) {
      if (forgery.isSpared()) {
        network.tell(packet);
      }
      return forgery.isSpared();
    }
    rule.carryOut(packet, decision, faults);
    hash.add(SimRng.mix(bits ^ packet.to()));
    int line = ledger.open(rule.index(), message.kind(), packet.from(), packet.to());
    send(packet, line, forgery, proof, isWithheld);
    return true;
  }

  private void send(Packet packet, int line, Forgery forgery, Proof proof, boolean isWithheld) {
    if (isWithheld) {
      withhold(packet, line);
      return;
    }
    Notary notary = notaries.getOrDefault(packet.from(), Notary.NONE);
    Frame frame = forgery.frame(codec, packet.frame(), proof, notary);
    Packet mutated = new Packet(packet.id(), packet.from(), packet.to(), frame, line);
    if (trace.isOn()) {
      trace.add(
          new TraceEvent.Mutated(
              scheduler.nowNanos(),
              packet.id(),
              packet.from(),
              packet.to(),
              forgery.what(),
              frame));
    }
    sendAfter(forgery.delayNanos(), mutated);
    for (int i = 0; i < forgery.copies(); i++) {
      sendAfter(forgery.delayNanos(), copyOf(mutated));
    }
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
