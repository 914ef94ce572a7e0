package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.scenario.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that list scenarios. */
class ScenarioFilesTest {
  @TempDir private Path directory;

  @BeforeEach
  void writeTwoScenarios() {
    write("one.conf", "vopr { name = one, description = first, iterations = 11, seed = 3 }");
    write("two.conf", "vopr { name = two, network.loss = 0.1, cluster.replicas = 5 }");
  }

  private Path write(String name, String... lines) {
    try {
      return Files.write(directory.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Job> read(Path file, Map<String, String> overrides) {
    return JobReader.readAll(Optional.of(file), overrides);
  }

  private static List<String> names(List<Job> jobs) {
    return jobs.stream().map(job -> job.scenario().name()).toList();
  }

  @Test
  void listedScenariosAreReadInTheirOrder() {
    Path list = write("list.conf", "vopr { name = list, scenarios = [two.conf, one.conf] }");

    List<Job> jobs = read(list, Map.of());

    assertThat(names(jobs)).containsExactly("two", "one");
    assertThat(jobs.get(0).scenario().simulation().network().loss()).isEqualTo(0.1);
    assertThat(jobs.get(1).sweep().iterations()).isEqualTo(11);
  }

  @Test
  void fileWithoutAListIsTheOnlyScenario() {
    assertThat(names(read(directory.resolve("one.conf"), Map.of()))).containsExactly("one");
  }

  @Test
  void whatStandsBesidesTheListWinsOverTheScenarios() {
    Path list =
        write(
            "list.conf",
            "vopr { scenarios = [one.conf, two.conf], cluster.replicas = 7, seed = 9 }");

    List<Job> jobs = read(list, Map.of("vopr.seed", "10"));

    assertThat(jobs).allMatch(job -> job.sweep().seed() == 10);
    assertThat(jobs).allMatch(job -> job.scenario().simulation().replica().replicas() == 7);
  }

  @Test
  void nameAndDescriptionOfTheListStayWithTheList() {
    Path list =
        write(
            "list.conf",
            "vopr { name = list, description = all, scenarios = [one.conf, two.conf] }");

    List<Job> jobs = read(list, Map.of());

    assertThat(jobs.get(0).scenario().description()).isEqualTo("first");
    assertThat(jobs.get(1).scenario().description()).isNotEqualTo("all");
  }

  @Test
  void scenarioIsChosenByName() {
    Path list = write("list.conf", "vopr.scenarios = [one.conf, two.conf]");

    assertThat(names(read(list, Map.of("vopr.scenario", "two")))).containsExactly("two");
  }

  @Test
  void chosenScenarioIsTheOnlyOneOfAPlanOrAStory() {
    Path list = write("list.conf", "vopr.scenarios = [one.conf, two.conf]");

    Job job = JobReader.read(Optional.of(list), Map.of("vopr.scenario", "one"));

    assertThat(job.scenario().name()).isEqualTo("one");
    assertThatThrownBy(() -> JobReader.read(Optional.of(list), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageEndingWith(
            "list.conf:1: vopr.scenarios: lists several scenarios, but this is about one;"
                + " choose one of them with --scenario, such as --scenario one");
  }

  @Test
  void unknownScenarioHasANearestOne() {
    Path list = write("list.conf", "vopr.scenarios = [one.conf, two.conf]");

    assertThatThrownBy(() -> read(list, Map.of("vopr.scenario", "tow")))
        .hasMessage(
            "command line: vopr.scenario: there is no scenario \"tow\" in this file;"
                + " did you mean two?");
    assertThatThrownBy(() -> read(list, Map.of("vopr.scenario", "nonsense")))
        .hasMessageEndingWith("in this file; there are one, two");
  }

  @Test
  void unknownScenarioOfTheLibraryHasANearestOne() {
    assertThatThrownBy(
            () -> JobReader.readAll(Optional.empty(), Map.of("vopr.scenario", "baselnie")))
        .hasMessage(
            "command line: vopr.scenario: there is no scenario \"baselnie\" in conf/scenarios;"
                + " did you mean baseline?");
  }

  @Test
  void scenarioOfTheLibraryIsFoundByNameAlone() {
    Path list = write("list.conf", "vopr.scenarios = [baseline]");

    assertThat(names(read(list, Map.of()))).containsExactly("baseline");
    assertThat(names(JobReader.readAll(Optional.empty(), Map.of("vopr.scenario", "baseline"))))
        .containsExactly("baseline");
  }

  @Test
  void missingFileIsNamedWithTheLineOfTheList() {
    Path list = write("list.conf", "vopr {\n  scenarios = [one.conf, three.conf]\n}");

    assertThatThrownBy(() -> read(list, Map.of()))
        .hasMessageContaining("list.conf:2: vopr.scenarios: there is no scenario \"three\"");
  }

  @Test
  void problemsOfAllScenariosAreToldTogetherAndOnce() {
    write("one.conf", "vopr { network.los = 1 }");
    write("two.conf", "vopr { network.loss = 2 }");
    Path list = write("list.conf", "vopr { scenarios = [one.conf, two.conf], sead = 1 }");

    assertThatThrownBy(() -> read(list, Map.of()))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .extracting(SettingsProblem::path)
                    .containsExactlyInAnyOrder(
                        "vopr.sead", "vopr.network.los", "vopr.network.loss"));
  }

  @Test
  void goalsMayWantLiesOfARule() {
    Path file =
        write(
            "lies.conf",
            "vopr { byzantine { compromised = [2], rules = [{ name = silence, mutation.kind = drop }] }",
            "  goals.lies { silence = 2, silense = 1 } }");

    assertThatThrownBy(() -> read(file, Map.of()))
        .hasMessageEndingWith(
            "lies.conf:2: vopr.goals.lies.silense: unknown setting;"
                + " did you mean vopr.goals.lies.silence?");
  }

  @Test
  void listWithinAListIsRefused() {
    write("two.conf", "vopr.scenarios = [one.conf]");
    Path list = write("list.conf", "vopr.scenarios = [one.conf, two.conf]");

    assertThatThrownBy(() -> read(list, Map.of()))
        .hasMessageContaining("two.conf:1: vopr.scenarios: is within a file that stands in a list");
  }

  @Test
  void listOfAnotherTypeIsReported() {
    Path list = write("list.conf", "vopr.scenarios = one.conf");

    assertThatThrownBy(() -> read(list, Map.of()))
        .hasMessageContaining("list.conf:1: vopr.scenarios: \"one.conf\" is not a list");
  }
}
