package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.Violation;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueStore;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whole runs with a bug planted into the service of all replicas, so that they agree on it. */
class ClientChecksTest {
  private static final Scenario ALL_SEARCHED =
      Jobs.scenario("run.fault-time = 2 s", "check.linearizability-search = 1.0");

  private static final Scenario UNAUDITED =
      Jobs.scenario("run.fault-time = 2 s", "check.audit = false");

  /** What a planted service does each tenth time. */
  private enum Bug {
    NONE,
    WRONG_ANSWER,
    SECOND_EXECUTION
  }

  /** A store that does something else each tenth time; it forgets the count with each restart. */
  private static final class BuggyStore implements StateMachine {
    private final KeyValueStore store = new KeyValueStore();
    private final Bug bug;
    private long executed;
    private final Deque<Bytes> last = new ArrayDeque<>();

    BuggyStore(Bug bug) {
      this.bug = bug;
    }

    @Override
    public Bytes execute(Bytes operation, long timestamp) {
      boolean strikes = ++executed % 10 == 0;
      last.addLast(operation);
      Bytes before = last.size() > 8 ? last.removeFirst() : Bytes.EMPTY;
      Bytes result = store.execute(operation, timestamp);
      return switch (bug) {
        case NONE -> result;
        case WRONG_ANSWER -> strikes ? KeyValueStore.Status.OK.with(Bytes.of("wrong")) : result;
        case SECOND_EXECUTION -> {
          if (strikes) {
            store.execute(before, timestamp);
          }
          yield result;
        }
      };
    }

    @Override
    public long digest() {
      return store.digest();
    }

    @Override
    public Bytes snapshot() {
      return store.snapshot();
    }

    @Override
    public boolean restore(Bytes snapshot) {
      return store.restore(snapshot);
    }
  }

  private static RunResult run(Scenario scenario, long seed, Bug bug) {
    Supplier<StateMachine> service = () -> new BuggyStore(bug);
    try (SimSystem sim = SimSystem.create("vopr-test")) {
      return new SeedRunner(sim, scenario, service).run(seed);
    }
  }

  @Test
  void aRunWithoutABugPassesAndItsHistoryIsSearched() {
    RunResult run = run(ALL_SEARCHED, 3, Bug.NONE);

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.measures()).containsEntry(Measure.HISTORIES_SEARCHED, 1L);
    assertThat(run.measures()).containsEntry(Measure.HISTORIES_UNDECIDED, 0L);
  }

  @Test
  void replicasThatAgreeOnAWrongAnswerBreakReply() {
    RunResult audited = run(ALL_SEARCHED, 3, Bug.WRONG_ANSWER);
    RunResult run = run(UNAUDITED, 3, Bug.WRONG_ANSWER);

    assertThat(audited.violation()).map(Violation::invariant).contains("sent-reply");
    assertThat(run.verdict()).isEqualTo(Verdict.VIOLATION);
    assertThat(run.violation()).map(Violation::invariant).contains("reply");
    assertThat(run.reason()).contains("got the answer").contains("wrong");
  }

  @Test
  void replicasThatExecuteARequestTwiceBreakModelState() {
    RunResult run = run(ALL_SEARCHED, 3, Bug.SECOND_EXECUTION);

    assertThat(run.verdict()).isEqualTo(Verdict.VIOLATION);
    assertThat(run.violation()).map(Violation::invariant).contains("model-state");
  }

  @Test
  void onlyTheShareOfTheRunsThatIsAskedForIsSearched() {
    Scenario half = Jobs.scenario("run.fault-time = 50 ms", "check.linearizability-search = 0.5");
    Scenario none = Jobs.scenario("run.fault-time = 50 ms", "check.linearizability-search = 0.0");
    long searched = 0;
    for (long seed = 0; seed < 20; seed++) {
      RunResult run = run(half, seed, Bug.NONE);
      searched += run.measures().get(Measure.HISTORIES_SEARCHED);
      assertThat(run(none, seed, Bug.NONE).hash())
          .as("seed %d: looking changes nothing", seed)
          .isEqualTo(run.hash());
    }

    assertThat(searched).isBetween(4L, 16L);
  }

  @Test
  void aSearchWithoutEnoughStepsIsUndecidedAndThatIsNoFailure() {
    Scenario few =
        Jobs.scenario(
            "run.fault-time = 1 s", "check.linearizability-search = 1.0", "check.search-steps = 1");

    RunResult run = run(few, 3, Bug.NONE);

    assertThat(run.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(run.measures()).containsEntry(Measure.HISTORIES_UNDECIDED, 1L);
  }
}
