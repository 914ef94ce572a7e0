package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.CODEC;
import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.fault.Faults;
import dev.vopr.net.LatencyLaw;
import dev.vopr.net.NetworkCounters;
import dev.vopr.net.NetworkSettings;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.Packet;
import dev.vopr.net.PacketIds;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The mutator in front of the real network: what the ledger learns from it. */
class MutatorWithNetworkTest {
  private static final long SEED = 3;
  private static final NetworkSettings CALM =
      NetworkSettings.faultless(new LatencyLaw.Constant(1_000));
  private static final ByzantineSettings LIES =
      new ByzantineSettings(
          List.of(LIAR),
          1,
          List.of(
              MutatorTestbed.always(
                  new MessageFieldMutation.InflateCommitNumber(new Inflation.ByAmount(500)))));

  @Test
  void mutatedMessagesReachTheReceiverAndCarryTheirLine() {
    MutationLedger ledger = MutationLedger.of(LIES);

    List<Packet> received = receivedBy1(CALM, ledger);

    assertThat(received).hasSize(1);
    assertThat(received.get(0).mutation()).isEqualTo(1);
    assertThat(MutatorTestbed.decode(received.get(0).frame()))
        .isEqualTo(new Message.Commit(LIAR, 5, 507, 70));
    assertThat(ledger.count(MutationFate.IN_FLIGHT)).isEqualTo(1);
  }

  @Test
  void theLedgerLearnsOfLosses() {
    MutationLedger ledger = MutationLedger.of(LIES);

    List<Packet> received = receivedBy1(CALM.withLoss(1), ledger);

    assertThat(received).isEmpty();
    assertThat(ledger.count(MutationFate.LOST)).isEqualTo(1);
  }

  @Test
  void copiesOfTheNetworkShareTheLine() {
    MutationLedger ledger = MutationLedger.of(LIES);

    List<Packet> received = receivedBy1(CALM.withDuplication(1), ledger);

    assertThat(received).hasSize(2).extracting(Packet::mutation).containsOnly(1);
    assertThat(ledger.mutated()).isEqualTo(1);
  }

  /** Lets the liar send one Commit to replica 1, and returns what arrives there. */
  private static List<Packet> receivedBy1(NetworkSettings settings, MutationLedger ledger) {
    List<Packet> received = new ArrayList<>();
    try (SimSystem sim = SimSystem.create("mutator-with-network")) {
      sim.reset(SimOptions.of(SEED, Interleaving.FIFO));
      PacketIds ids = new PacketIds();
      World world =
          new World(
              sim,
              SimRng.of(SEED),
              Faults.byChance(sim.hash(), SimRng.of(SEED)),
              ids,
              TraceSink.OFF);
      ActorRef<SimNetwork.Command> network =
          sim.spawn(
              SimNetwork.create(world, settings, 3, 0, new NetworkCounters(), ledger), "network");
      ActorRef<SimNetwork.Command> mutator =
          sim.spawn(
              MessageMutator.create(
                  world, LIES, CODEC, ledger, network, Map.of(), new MutatorTestbed.Watched()),
              "mutator");
      network.tell(new SimNetwork.Attach(1, sim.spawn(inbox(received), "r1")));
      Message commit = new Message.Commit(LIAR, 5, 7, 70);
      mutator.tell(new Packet(ids.next(), LIAR, 1, CODEC.encode(commit), Packet.UNTOUCHED));
      sim.advance(2_000);
    }
    return received;
  }

  private static Behavior<NodeMessage> inbox(List<Packet> received) {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof Packet packet) {
            received.add(packet);
          }
          return Behaviors.same();
        });
  }
}
