package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.scenario.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scenarios that come with the program, and the page that tells of them. */
class ScenarioPageTest {
  private static final Path PAGE = Path.of("docs", "SCENARIOS.md");
  private static final Path LIBRARY = Path.of("conf", "scenarios");

  private static List<Job> jobs(String file) {
    return JobReader.readAll(Optional.of(Path.of(file)), Map.of());
  }

  private static List<String> names(String file) {
    return jobs(file).stream().map(job -> job.scenario().name()).toList();
  }

  @Test
  void pageIsCurrent() throws IOException {
    Map<String, List<Job>> groups = new LinkedHashMap<>();
    List<Job> core =
        jobs("conf/all.conf").stream()
            .filter(
                job ->
                    !job.scenario()
                        .name()
                        .matches("(byzantine|corruption|recovery|crash|gray|race)-.*"))
            .toList();
    groups.put("conf/all.conf", core);
    for (String name : List.of("byzantine", "corruption", "crash", "gray", "race")) {
      groups.put("conf/" + name + ".conf", jobs("conf/" + name + ".conf"));
    }

    List<String> page = ScenarioText.page(groups);

    if (Boolean.getBoolean("golden.write")) {
      Files.write(PAGE, page);
    }
    assertThat(String.join("\n", page))
        .as("after a wanted change, run the test with -Dgolden.write=true")
        .isEqualTo(String.join("\n", Files.readAllLines(PAGE)));
  }

  @Test
  void everyScenarioIsInTheListOfAllAndHasTheNameOfItsFile() throws IOException {
    List<String> files;
    try (Stream<Path> library = Files.list(LIBRARY)) {
      files =
          library.map(file -> file.getFileName().toString().replace(".conf", "")).sorted().toList();
    }

    assertThat(names("conf/all.conf")).containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void everyScenarioCanBeRunWithFiveReplicas() {
    List<Job> jobs =
        JobReader.readAll(
            Optional.of(Path.of("conf/all.conf")), Map.of("vopr.cluster.replicas", "5"));

    assertThat(jobs)
        .allMatch(job -> job.scenario().simulation().replica().replicas() == 5)
        .allMatch(job -> !job.scenario().goals().isEmpty());
  }
}
