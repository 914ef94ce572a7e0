package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
  @TempDir private Path directory;

  private Job read(String text) {
    return JobReader.read(Optional.of(write("plan.conf", text)), Map.of());
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long placeOf(FaultKind kind) {
    return switch (kind.site()) {
      case CLUSTER -> 0;
      case REPLICA -> 2;
      case CLIENT -> 1_001;
      case RULE -> Decision.lie(3, 2, 1_001);
      case POINT -> Decision.point(1, 4);
      case LINK -> Decision.link(1_001, 2);
    };
  }

  @Test
  void aPlanWithEveryKindOfFaultIsReadAsItWasWritten() {
    List<Decision> decisions = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      long amount = kind.amount() == FaultKind.Amount.NONE ? 0 : 3_200_001;
      long detail = kind.hasDetail() ? 0xfedc_ba98_7654_3210L : 0;
      decisions.add(new Decision(kind, placeOf(kind), 17, amount, detail));
    }
    Plan plan = new Plan(decisions);

    String text = PlanFile.text(Optional.empty(), Map.of(), 7, Map.of(), plan, "a run");
    Job job = read(text);

    assertThat(job.scenario().simulation().plan()).contains(plan);
    assertThat(job.sweep().seed()).isEqualTo(7);
    assertThat(job.sweep().iterations()).isEqualTo(1);
  }

  @Test
  void theFileHoldsWhatDiffersFromTheDefaultsAndWhatTheSeedDrew() {
    Path base =
        write(
            "base.conf",
            """
            vopr { network.loss = { min = 0.1, max = 0.3 }, cluster.replicas = 5, iterations = 900
                   goals.committed = 10, network.latency.max = { one-of = [20 ms, 30 ms] } }
            """);
    Job swarm = JobReader.read(Optional.of(base), Map.of("vopr.workload.clients", "7"));
    Map<String, String> drawn = swarm.scenario().draw(99).values();

    String text =
        PlanFile.text(
            Optional.of(base),
            Map.of("vopr.workload.clients", "7"),
            99,
            drawn,
            new Plan(List.of()),
            "a run");
    Job job = read(text);

    assertThat(drawn).containsOnlyKeys("vopr.network.loss", "vopr.network.latency.max");
    assertThat(job.scenario().swarm()).isEmpty();
    assertThat(job.scenario().simulation().network())
        .isEqualTo(swarm.scenario().draw(99).settings().network());
    assertThat(job.scenario().simulation().replica().replicas()).isEqualTo(5);
    assertThat(job.scenario().simulation().workload().clients()).isEqualTo(7);
    assertThat(job.scenario().goals()).isEmpty();
  }

  @Test
  void whatTheSeedDrewInAListIsWrittenInItsElement() {
    Path base =
        write(
            "lies.conf",
            """
            vopr.byzantine.compromised = [1]
            vopr.byzantine.rules = [
              { name = early, message = [commit], probability = 0.5
                mutation = { kind = inflate-commit-number, amount = 1 } }
              { name = late, probability = { one-of = [0.25, 0.125] }
                mutation = { kind = delay, min = 10 ms, max = { one-of = [200 ms, 300 ms] } } }
            ]
            """);
    Job swarm = JobReader.read(Optional.of(base), Map.of());
    Map<String, String> drawn = swarm.scenario().draw(99).values();

    String text =
        PlanFile.text(Optional.of(base), Map.of(), 99, drawn, new Plan(List.of()), "a run");

    assertThat(drawn)
        .containsOnlyKeys(
            "vopr.byzantine.rules[1].probability", "vopr.byzantine.rules[1].mutation.max");
    assertThat(text).doesNotContain("one-of");
    assertThat(read(text).scenario().simulation().byzantine())
        .isEqualTo(swarm.scenario().draw(99).settings().byzantine());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{ fault = los, link = r0-r1, packet = 1 }  | \"los\" is not one of",
        "{ fault = loss, link = r0, packet = 1 }    | is no link; write sender and receiver",
        "{ fault = loss, link = r0-r9, packet = 1 } | \"r9\" is nobody here; give r0 to r2",
        "{ fault = loss, link = r0-r1, packet = 0 } | 0 is below 1",
        "{ fault = loss, link = r0-r1 }             | vopr.plan.decisions[0].packet: is missing",
        "{ fault = crash, replica = r1, interval = 1 } | vopr.plan.decisions[0].for: is missing",
        "{ fault = crash, replica = c0, interval = 1, for = 1 ms, x = 1 } | unknown setting",
      })
  void aDecisionThatCannotBeIsReportedWithItsPlace(String decision, String complaint) {
    Path file = write("bad.conf", "vopr.plan.decisions = [\n" + decision + "\n]\n");

    SettingsException problem =
        catchThrowableOfType(
            SettingsException.class, () -> JobReader.read(Optional.of(file), Map.of()));

    assertThat(problem.getMessage()).contains(complaint).contains("bad.conf:2");
  }

  @Test
  void twoDecisionsAboutTheSameOccasionAreAProblem() {
    String line = "{ fault = loss, link = r0-r1, packet = 4 }";
    Path file = write("bad.conf", "vopr.plan.decisions = [\n" + line + "\n" + line + "\n]\n");

    SettingsException problem =
        catchThrowableOfType(
            SettingsException.class, () -> JobReader.read(Optional.of(file), Map.of()));

    assertThat(problem.getMessage()).contains("strikes twice at the same place");
  }
}
