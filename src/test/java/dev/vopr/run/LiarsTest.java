package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.Moment;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.byzantine.RoundBudget;
import dev.vopr.config.JobReader;
import dev.vopr.config.PlanFile;
import dev.vopr.config.SettingsException;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.report.Header;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who lies, when, and how often, from the settings file to the run. */
class LiarsTest {
  private static final String RULE =
      "{ name = lie, probability = 0.2, mutation = { kind = drop } }";
  private static SimSystem sim;

  @TempDir private Path directory;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("liars-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  private static Scenario scenario(String compromised, String rules, String... more) {
    String[] settings = new String[more.length + 3];
    settings[0] = "run.fault-time = 1 s";
    settings[1] = "byzantine.compromised = " + compromised;
    settings[2] = "byzantine.rules = [" + rules + "]";
    System.arraycopy(more, 0, settings, 3, more.length);
    return Jobs.scenario(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-seed", "{ count = 1 }"})
  void theSeedChoosesTheLiarAndOnlyThatOneLies(String compromised) {
    Scenario scenario = scenario(compromised, RULE);
    Set<Integer> liars = new TreeSet<>();

    for (long seed = 1; seed <= 12; seed++) {
      List<Integer> chosen = scenario.draw(seed).settings().byzantine().compromised();
      RunResult run = new SeedRunner(sim, scenario).run(seed);

      assertThat(chosen)
          .hasSize(1)
          .isEqualTo(scenario.draw(seed).settings().byzantine().compromised());
      assertThat(run.faults().drawn())
          .containsEntry("vopr.byzantine.compromised", chosen.toString());
      assertThat(run.faults().plan().decisions())
          .filteredOn(decision -> decision.kind() == FaultKind.MUTATION)
          .isNotEmpty()
          .extracting(Decision::liar)
          .containsOnly(chosen.get(0));
      liars.addAll(chosen);
    }

    assertThat(liars).containsExactly(0, 1, 2);
  }

  @Test
  void theHeaderSaysThatTheSeedChooses() {
    List<String> lines = Header.lines(Jobs.of("byzantine.compromised = by-seed"));

    assertThat(String.join(" ", lines).replaceAll(" +", " "))
        .contains("1 replica compromised, which the seed chooses (0 rules)");
  }

  @Test
  void twoOfFiveAreChosen() {
    Scenario scenario = scenario("{ count = 2 }", RULE, "cluster.replicas = 5");

    for (long seed = 1; seed <= 20; seed++) {
      assertThat(scenario.draw(seed).settings().byzantine().compromised())
          .hasSize(2)
          .doesNotHaveDuplicates()
          .isSorted();
    }
  }

  @Test
  void thePlanNamesTheLiarThatTheSeedChose() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("chosen.conf"),
            """
            vopr { run.fault-time = 1 s
                   byzantine { compromised { count = 1 }, rules = [%s] } }
            """
                .formatted(RULE));
    Scenario scenario = JobReader.read(Optional.of(file), Map.of()).scenario();

    for (long seed = 1; seed <= 6; seed++) {
      RunResult byChance = new SeedRunner(sim, scenario).run(seed);
      FaultRecord faults = byChance.faults();
      String text =
          PlanFile.text(Optional.of(file), Map.of(), seed, faults.drawn(), faults.plan(), "a run");
      Path plan = Files.writeString(directory.resolve("plan.conf"), text);
      Scenario planned = JobReader.read(Optional.of(plan), Map.of()).scenario();
      RunResult byPlan = new SeedRunner(sim, planned).run(seed);

      assertThat(planned.swarm()).isEmpty();
      assertThat(planned.simulation().byzantine().compromised())
          .isEqualTo(scenario.draw(seed).settings().byzantine().compromised());
      assertThat(byPlan.hash()).as("seed %d", seed).isEqualTo(byChance.hash());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          by-seed       | { name = x, from = [0], mutation = { kind = drop } } | leave this out
          by-sed        | { name = x, mutation = { kind = drop } } | "by-sed" is not one of
          { count = 2 } | { name = x, mutation = { kind = drop } } | 2 is above 1
          [2] | { name = x, when { view-from = 3, view-to = 2 }, mutation = { kind = drop } } | is above view-to
          [2] | { name = x, when { status = asleep }, mutation = { kind = drop } } | "asleep" is not a choice
          [2] | { name = x, budget { rounds = -1 }, mutation = { kind = drop } } | is below 0
          [2] | { name = x, mutation = { kind = set-field, field = colour, to = zero } } | "colour" is not a choice
          [2] | { name = x, mutation = { kind = silence, min = 2 s, max = 1 s } } | is above max
          [2] | { name = x, mutation = { kind = flood, messages = 1001 } } | 1001 is above 1000
          """)
  void whatCannotBeIsReported(String compromised, String rule, String complaint) {
    SettingsException problem =
        catchThrowableOfType(SettingsException.class, () -> scenario(compromised, rule));

    assertThat(problem).isNotNull().hasMessageContaining(complaint);
  }

  @Test
  void momentsAndBudgetsAreRead() {
    String rule =
        """
        { name = x, mutation = { kind = any-field }
          when { after-commits = 50, replica = 1, status = view-change, view-from = 2 }
          budget { process-rounds = 2, rounds = 40 } }\
        """;
    ByzantineSettings settings =
        scenario("[2]", rule, "byzantine.budget = { network-rounds = 3 }").simulation().byzantine();
    MessageMutationRule read = settings.rules().get(0);

    assertThat(read.moment())
        .isEqualTo(new Moment(50, 1, EnumSet.of(Status.VIEW_CHANGE), 2, Long.MAX_VALUE));
    assertThat(read.budget()).isEqualTo(new RoundBudget(2, 0, 40));
    assertThat(settings.budget()).isEqualTo(new RoundBudget(0, 3, 0));
  }

  @Test
  void aRuleWaitsForTheCommitsOfARealCluster() {
    String always = "{ name = lie, mutation = { kind = drop }, when { after-commits = %s } }";

    RunResult late = new SeedRunner(sim, scenario("[2]", always.formatted("20"))).run(3);
    RunResult never = new SeedRunner(sim, scenario("[2]", always.formatted("1000000"))).run(3);

    Countable lies = new Countable.Struck(FaultKind.MUTATION);
    assertThat(late.count(lies)).isPositive();
    assertThat(late.faults().plan().decisions().get(0).number()).isGreaterThan(5);
    assertThat(never.count(lies)).isZero();
  }

  @Test
  void aSignedLieInAFieldReachesTheHandlerUnlessItIsTheSender() {
    String lie =
        "{ name = lie, message = [prepare-ok], mutation = { kind = set-field, to = plus-one,"
            + " field = %s } }";

    for (String field : List.of("op-number", "sender")) {
      Scenario signed = scenario("[1]", lie.formatted(field), "vsr.hardening = signed");
      RunResult run = new SeedRunner(sim, signed).run(5);

      // It has its own key only: in another's name it cannot sign.
      Countable unsigned = new Countable.Refused(RejectionRule.FRAME_SIGNATURE);
      assertThat(run.count(new Countable.Lie("lie"))).as(field).isPositive();
      assertThat(run.count(unsigned) > 0).as(field).isEqualTo(field.equals("sender"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "entries, 16000000, BATCH_TOO_LARGE",
    "frame, 16000000, FRAME_LENGTH",
    "bytes, 16000000, FRAME_LENGTH"
  })
  void aSignedLieAboutALengthDiesAtTheLengthAndNotAtTheSignature(
      String field, int length, RejectionRule rule) {
    String lie =
        "{ name = lie, message = [prepare], max-strikes = 3, mutation = { kind = declared-length,"
            + " field = %s, length = %d } }".formatted(field, length);

    RunResult run = new SeedRunner(sim, scenario("[0]", lie, "vsr.hardening = signed")).run(5);

    assertThat(run.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(run.mutations())
        .extracting(MutationTally::rejection)
        .containsExactly(Optional.of(rule));
  }
}
