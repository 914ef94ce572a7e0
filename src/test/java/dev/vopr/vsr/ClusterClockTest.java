package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of replica 0 of three: what it makes of answers, and for how long. */
class ClusterClockTest {
  private static final long MILLI = 1_000_000;
  private static final long WALL = 5_000_000 * MILLI;
  private static final long TOLERANCE = 100 * MILLI;
  private static final long WINDOW = 1_000 * MILLI;
  private static final long EXPIRY = 3_000 * MILLI;
  private static final long PATIENCE = 500 * MILLI;
  private static final long START = 10 * MILLI;

  private final ClusterClock clock = clock(3, 0);

  private static ClusterClock clock(int replicas, int driftPpm) {
    ClockSettings settings =
        new ClockSettings(true, TOLERANCE, WINDOW, EXPIRY, PATIENCE, driftPpm, 0);
    ReplicaSettings base = TestCluster.settings(replicas);
    ClusterClock clock = new ClusterClock(with(base, settings), 0);
    clock.read(new ClockReading(START, WALL + START));
    clock.start();
    return clock;
  }

  private static ReplicaSettings with(ReplicaSettings base, ClockSettings clock) {
    return new ReplicaSettings(
        base.replicas(),
        base.standbys(),
        base.hardening(),
        base.timing(),
        base.pipelineEntries(),
        base.queueRequests(),
        base.repairEntries(),
        base.logSlots(),
        base.checkpointEntries(),
        base.checkpointBytes(),
        base.sessions(),
        base.limits(),
        clock);
  }

  /** The clocks at {@code millis}, with the wall clock ahead of true time by {@code ahead}. */
  private static ClockReading at(long millis, long ahead) {
    return new ClockReading(millis * MILLI, WALL + (millis + ahead) * MILLI);
  }

  private static ClockReading at(long millis) {
    return at(millis, 0);
  }

  /** A peer whose clock is ahead by {@code ahead} answers in the middle of the round trip. */
  private boolean answer(int peer, long asked, long answered, long ahead) {
    return answer(clock, peer, asked, answered, ahead);
  }

  private static boolean answer(
      ClusterClock clock, int peer, long asked, long answered, long ahead) {
    long wall = WALL + ((asked + answered) / 2 + ahead) * MILLI;
    clock.read(at(answered));
    return clock.learn(peer, asked * MILLI, wall);
  }

  private static boolean isSynchronised(ClusterClock clock, long millis) {
    clock.read(at(millis));
    return clock.isSynchronised();
  }

  private static ClockView after(ClusterClock clock, long millis) {
    clock.read(at(millis));
    return clock;
  }

  private boolean mayStamp(long millis) {
    clock.read(at(millis));
    return clock.mayStamp();
  }

  private long time(ClockReading reading) {
    clock.read(reading);
    return clock.time();
  }

  private boolean pass(ClockReading reading) {
    clock.read(reading);
    return clock.pass();
  }

  private boolean isOverdue(long millis, long since) {
    clock.read(at(millis));
    return clock.isOverdue(since);
  }

  @Test
  void firstWindowEndsWithTheFirstQuorum() {
    assertThat(isSynchronised(clock, 10)).isFalse();
    assertThat(mayStamp(10)).isFalse();

    assertThat(answer(1, 10, 14, 0)).isTrue();

    assertThat(isSynchronised(clock, 14)).isTrue();
    assertThat(mayStamp(14)).isTrue();
  }

  @Test
  void inAClusterOfFiveTwoOthersHaveToAgree() {
    ClusterClock five = clock(5, 0);

    assertThat(answer(five, 1, 10, 14, 0)).isFalse();
    assertThat(answer(five, 2, 10, 14, 500)).as("another time").isFalse();
    assertThat(answer(five, 3, 10, 16, 0)).isTrue();
  }

  @Test
  void clocksAgreeUpToTheToleranceAndHalfTheRoundTrip() {
    // The middle of a round trip of 4 ms may be off by 2 ms.
    assertThat(answer(clock(3, 0), 1, 10, 14, 103)).isFalse();
    assertThat(answer(clock(3, 0), 1, 10, 14, 102)).isTrue();
    assertThat(answer(clock(3, 0), 1, 10, 14, -102)).isTrue();
    assertThat(answer(clock(3, 0), 1, 10, 14, -103)).isFalse();
  }

  @Test
  void ownWallClockThatIsOutvotedIsMovedIntoTheAgreedInterval() {
    assertThat(answer(1, 10, 14, 3_600_000)).isFalse();
    assertThat(answer(2, 10, 14, 3_600_010)).isTrue();

    // Between them ±50 ms and the round trip: from 3600010 − 50 − 2 to 3600000 + 50 + 2.
    assertThat(time(at(14))).isEqualTo(WALL + (14 + 3_599_958) * MILLI);
    assertThat(time(at(20, 7_200_000))).isEqualTo(WALL + (20 + 3_600_052) * MILLI);
    assertThat(time(at(20, 3_600_001))).isEqualTo(WALL + (20 + 3_600_001) * MILLI);
    assertThat(after(clock, 14).earliest()).isEqualTo(WALL + (14 + 3_599_958) * MILLI);
    assertThat(after(clock, 14).latest()).isEqualTo(WALL + (14 + 3_600_052) * MILLI);
  }

  @Test
  void stepOfTheOwnWallClockMovesClusterTimeNoFurtherThanTheAgreedInterval() {
    answer(1, 10, 14, 0);

    assertThat(time(at(100))).isEqualTo(at(100).wall());
    assertThat(time(at(100, 3_600_000))).isEqualTo(WALL + 150 * MILLI);
    assertThat(time(at(100, -3_600_000))).isEqualTo(WALL + 50 * MILLI);
  }

  @Test
  void agreementMovesOnWithTheMonotonicClockWhenTheWallClockStandsStill() {
    answer(1, 10, 14, 0);

    ClockReading later = new ClockReading(2_014 * MILLI, at(14).wall());

    assertThat(time(later)).isEqualTo(WALL + (2_014 - 50) * MILLI);
  }

  @Test
  void agreementExpires() {
    answer(1, 10, 14, 0);

    assertThat(isSynchronised(clock, 3_014)).isTrue();
    assertThat(isSynchronised(clock, 3_015)).isFalse();
    assertThat(mayStamp(3_015)).isFalse();
  }

  @Test
  void windowThatEndsWithAQuorumRenewsTheAgreement() {
    answer(1, 10, 14, 0);
    answer(1, 600, 604, 20);

    assertThat(pass(at(1_000))).as("not over yet").isFalse();
    assertThat(isSynchronised(clock, 3_100)).isFalse();
    assertThat(pass(at(1_014))).as("was synchronised before").isFalse();

    assertThat(isSynchronised(clock, 4_014)).isTrue();
    assertThat(after(clock, 1_014).earliest()).isEqualTo(WALL + (1_014 + 20 - 52) * MILLI);
  }

  @Test
  void windowWithoutAQuorumLeavesTheOldAgreementUntilItExpires() {
    answer(1, 10, 14, 0);
    answer(1, 600, 604, 5_000);

    pass(at(1_014));

    assertThat(isSynchronised(clock, 3_014)).isTrue();
    assertThat(time(at(1_100))).isEqualTo(at(1_100).wall());
    assertThat(isSynchronised(clock, 3_015)).isFalse();
  }

  @Test
  void afterALossTheNextAgreeingAnswerIsEnough() {
    answer(1, 10, 14, 0);

    assertThat(answer(1, 3_500, 3_504, 0)).as("the window has been open for too long").isFalse();
    assertThat(pass(at(3_600))).isFalse();
    assertThat(answer(1, 3_600, 3_604, 0)).isTrue();
  }

  @Test
  void shortestRoundTripOfAWindowCounts() {
    ClusterClock five = clock(5, 0);
    answer(five, 1, 10, 14, 0);
    answer(five, 1, 10, 410, 0);
    answer(five, 1, 400, 450, 30);

    answer(five, 2, 440, 450, 0);

    assertThat(after(five, 450).latest()).isEqualTo(WALL + (450 + 50) * MILLI);
    assertThat(after(five, 450).error()).isEqualTo((10 + 50) * MILLI);
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 500, Long.MIN_VALUE / MILLI, Long.MAX_VALUE / MILLI})
  void answersFromBeforeTheWindowOrFromTheFutureAreIgnored(long asked) {
    clock.read(at(30));
    assertThat(clock.learn(1, asked * MILLI, WALL)).isFalse();

    assertThat(isSynchronised(clock, 30)).isFalse();
    assertThat(clock.hasSamples(1)).isFalse();
  }

  @Test
  void driftWidensSamplesAndAgreements() {
    ClusterClock drifting = clock(5, 100_000);
    answer(drifting, 1, 10, 14, 0);
    answer(drifting, 2, 10, 14, 0);
    long atOnce = after(drifting, 14).latest() - after(drifting, 14).earliest();
    long later = after(drifting, 914).latest() - after(drifting, 914).earliest();

    // A tenth of time: 900 ms on a clock that runs slow by a tenth are 1 s in truth.
    assertThat(later - atOnce).isEqualTo(2 * 100 * MILLI);
    assertThat(after(drifting, 914).error() - after(drifting, 14).error())
        .isEqualTo(2 * 100 * MILLI);
  }

  @Test
  void primaryWithoutATimeIsOverdueAfterItsPatience() {
    assertThat(isOverdue(510, 0)).as("since the start").isFalse();
    assertThat(isOverdue(511, 0)).isTrue();
    assertThat(isOverdue(511, 300 * MILLI)).as("new in office").isFalse();

    answer(1, 600, 604, 0);

    assertThat(isOverdue(3_604, 0)).isFalse();
    assertThat(isOverdue(4_104, 0)).as("since the expiry").isFalse();
    assertThat(isOverdue(4_105, 0)).isTrue();
  }

  @Test
  void withoutSynchronisationTheOwnWallClockIsTheTime() {
    ClusterClock own = new ClusterClock(TestCluster.settings(3), 0);
    own.read(at(20, -77));
    own.start();

    assertThat(own.mayStamp()).isTrue();
    assertThat(own.isSynchronised()).isFalse();
    assertThat(own.isOverdue(0)).isFalse();
    assertThat(own.time()).isEqualTo(at(20, -77).wall());
    assertThat(own.learn(1, 20 * MILLI, WALL)).isFalse();
  }

  @Test
  void startForgetsWhatWasAgreedBefore() {
    answer(1, 10, 14, 0);

    clock.read(at(20));
    clock.start();

    assertThat(isSynchronised(clock, 20)).isFalse();
  }
}
