package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineAndExportTest {
  private static final String DEMO = Path.of("conf", "demo.conf").toString();

  @TempDir private Path directory;

  private String target() {
    return directory.resolve("written").toString();
  }

  @Test
  void timelineOfASeedIsDrawn() {
    Cli run = Cli.run("timeline", "5", "-c", DEMO, "--lines", "4", "--width", "90");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(6).allMatch(it -> it.length() <= 90);
    assertThat(run.out()).contains("event", "c0    r0    r1    r2").contains("lines before");
  }

  @Test
  void timelineAroundAnEventShowsIt() {
    Cli run = Cli.run("timeline", "5", "-c", DEMO, "--around", "60", "--lines", "5");

    assertThat(run.out()).contains("\n     60 ");
  }

  @ParameterizedTest
  @CsvSource({
    "html, <!doctype html>",
    "perfetto, {\"displayTimeUnit\"",
    "shiviz, (?<host>",
  })
  void exportWritesTheFormat(String format, String beginning) throws IOException {
    Cli run = Cli.run("export", "5", "-c", DEMO, "--format", format, "-o", target());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).matches("[\\d,]+ events written to .*written\\R");
    assertThat(Files.readString(Path.of(target()))).startsWith(beginning);
  }

  @Test
  void exportTakesASecondRun() throws IOException {
    Cli run = Cli.run("export", "5", "-c", DEMO, "--with", "6", "-o", target());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(Path.of(target())))
        .contains("\"label\":\"original\"", "\"label\":\"minimised\"", "\"seed\":\"6\"");
  }

  @Test
  void pageOfADirectoryShowsTheOriginalThatIsInIt() throws IOException {
    String runs = directory.resolve("runs").toString();
    Map<String, String> properties =
        Map.of("vopr.report.directory", runs, "vopr.report.trace", "all");
    Cli.runWith(properties, "-c", DEMO, "--seed", "5");
    Path run = directory.resolve("runs").resolve("demo").resolve("5");
    Path original = run.resolve("original").resolve("trace.jsonl");
    Cli.runWith(properties, "-c", DEMO, "--seed", "6");
    Files.createDirectories(original.getParent());
    Files.copy(run.resolveSibling("6").resolve("trace.jsonl"), original);

    Cli export = Cli.run("export", run.toString(), "-o", target());

    assertThat(export.code()).as(export.err()).isZero();
    assertThat(Files.readString(Path.of(target())))
        .containsSubsequence("\"label\":\"original\"", "\"label\":\"minimised\"")
        .contains("\"seed\":\"5\"", "\"seed\":\"6\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeline none.jsonl | none.jsonl: there is no such file; check the path",
        "timeline nothing | nothing: is none of these: directory of a run, plan, trace, seed",
        "timeline 5 --lines 0 | --lines: 0 is not from 1 to",
        "timeline 5 --width 79 | --width: 79 is not from 80 to 1000",
        "timeline 5 --from 0 | --from: 0 is not from 1 to",
        "export 5 --format pdf | Invalid value for option '--format'",
        "export 5 -c conf/demo.conf -o none/at/all | cannot be written; name a file in a directory",
      })
  void whatCannotBeDoneIsSaid(String arguments, String message) {
    Cli run = Cli.run(arguments.strip().split(" ", -1));

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains(message);
  }
}
