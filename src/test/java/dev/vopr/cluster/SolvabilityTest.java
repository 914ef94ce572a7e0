package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Jobs;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which cores can go on by themselves; three replicas, of which two are the core. */
class SolvabilityTest {
  private static final ReplicaSettings SETTINGS =
      Jobs.scenario("cluster.replicas = 3").simulation().replica();

  /** A replica of which only this is known. */
  private static ReplicaView replica(Status status, long commit, long op, Long... missing) {
    return nacking(0, status, commit, op, missing);
  }

  /** One that certainly never had one of the entries that it misses. */
  private static ReplicaView nacking(
      long nack, Status status, long commit, long op, Long... missing) {
    return ofView(0, op + 1, nack, status, commit, op, missing);
  }

  /**
   * One whose log is that of a view, in which it has entries that others have not from an op on.
   */
  private static ReplicaView ofView(
      long lastNormalView,
      long firstOwn,
      long nack,
      Status status,
      long commit,
      long op,
      Long... missing) {
    return ofView(0, lastNormalView, firstOwn, nack, status, commit, op, missing);
  }

  /** One that holds no entries up to a base, but a checkpoint. */
  private static ReplicaView ofView(
      long base,
      long lastNormalView,
      long firstOwn,
      long nack,
      Status status,
      long commit,
      long op,
      Long... missing) {
    Set<Long> gaps = Set.of(missing);
    return (ReplicaView)
        Proxy.newProxyInstance(
            ReplicaView.class.getClassLoader(),
            new Class<?>[] {ReplicaView.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "status" -> status;
                  case "commit", "executed" -> commit;
                  case "op" -> op;
                  case "logBase" -> base;
                  case "lastNormalView" -> lastNormalView;
                  case "checksumAt" ->
                      checksum((long) arguments[0], base, firstOwn, lastNormalView);
                  case "isNack" -> arguments[0].equals(nack);
                  case "entryAt" -> gaps.contains((Long) arguments[0]) ? Optional.empty() : entry();
                  default -> throw new IllegalStateException(method.getName());
                });
  }

  private static long checksum(long op, long base, long firstOwn, long view) {
    assertThat(op).as("the log holds the op-number").isGreaterThanOrEqualTo(base);
    return op < firstOwn ? op : -(view + 1);
  }

  private static Optional<Entry> entry() {
    return Optional.of(Entry.sealed(0, 1, 0, 0, 0, 0, Bytes.EMPTY, 0));
  }

  private static Optional<String> whyNot(ReplicaView... core) {
    return Solvability.whyNot(List.of(core), SETTINGS);
  }

  @Test
  void coreThatHoldsAllCanGoOn() {
    assertThat(whyNot(replica(Status.NORMAL, 4, 6), replica(Status.VIEW_CHANGE, 3, 5))).isEmpty();
  }

  @Test
  void whatIsInACheckpointOfTheBestLogIsNotComparedEntryByEntry() {
    ReplicaView ahead = ofView(4, 0, 9, 0, Status.NORMAL, 6, 6);

    assertThat(whyNot(ahead, replica(Status.VIEW_CHANGE, 2, 5))).isEmpty();
  }

  @Test
  void coreWithoutAQuorumThatCanVoteCannot() {
    assertThat(whyNot(replica(Status.NORMAL, 4, 4), replica(Status.RECOVERING, 0, 0)))
        .hasValue("only 1 of the healed replicas can vote, and a quorum is 2");
  }

  @Test
  void committedEntryMustBeInTheCore() {
    assertThat(whyNot(replica(Status.NORMAL, 3, 6, 4L), replica(Status.NORMAL, 4, 6))).isEmpty();
    assertThat(whyNot(replica(Status.NORMAL, 3, 6, 4L), replica(Status.NORMAL, 4, 6, 4L)))
        .hasValue("no healed replica holds op 4");
  }

  @Test
  void entryThatMayBeCommittedMustBeThereOrDeniedByEnough() {
    assertThat(whyNot(replica(Status.NORMAL, 4, 6, 6L), replica(Status.NORMAL, 4, 6, 6L)))
        .hasValue("no healed replica holds op 6");
    // Of three replicas two never had it: it is on one at most, and was not committed.
    assertThat(whyNot(replica(Status.NORMAL, 4, 5), replica(Status.NORMAL, 4, 5))).isEmpty();
    assertThat(whyNot(replica(Status.NORMAL, 4, 5), nacking(6, Status.NORMAL, 4, 6, 6L))).isEmpty();
  }

  @Test
  void anotherEntryInItsPlaceIsNoCopy() {
    ReplicaView other = ofView(0, 6, 0, Status.VIEW_CHANGE, 4, 6);
    ReplicaView best = ofView(1, 6, 0, Status.VIEW_CHANGE, 4, 6, 6L);
    ReplicaView sure = ofView(1, 6, 6, Status.VIEW_CHANGE, 4, 6, 6L);

    assertThat(whyNot(other, best)).hasValue("no healed replica holds op 6");
    // But it is as good as a nack.
    assertThat(whyNot(other, sure)).isEmpty();
  }

  @Test
  void whatALogMissesThatIsNotChosenIsNotNeeded() {
    ReplicaView best = ofView(1, 7, 0, Status.NORMAL, 4, 5);
    ReplicaView older = ofView(0, 7, 0, Status.VIEW_CHANGE, 4, 6, 6L);

    assertThat(whyNot(best, older)).isEmpty();
  }
}
