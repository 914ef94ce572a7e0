package dev.vopr.run.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.PlanWriter;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces as files. */
class TraceFilesTest {
  private static final Path DOCUMENT = Path.of("docs", "TRACE.md");

  @TempDir private Path directory;

  private static Trace trace(String file, long maxEvents) {
    try (SimSystem sim = SimSystem.create("traced")) {
      return TracedRun.make(
              sim,
              Jobs.ofFile(file, "run.fault-time = 1 s").scenario(),
              PlanWriter.NONE,
              3,
              maxEvents)
          .trace();
    }
  }

  private Path written(Trace trace) throws IOException {
    Path file = directory.resolve("trace.jsonl");
    TraceFiles.write(file, trace, record -> "in words");
    return file;
  }

  private void isReadAsWritten(Trace trace) throws IOException {
    Path file = written(trace);
    List<String> lines = Files.readAllLines(file);

    Trace read = TraceFiles.read(file);

    assertThat(read.header()).isEqualTo(trace.header());
    assertThat(read.records()).hasSameSizeAs(trace.records());
    assertThat(Files.readAllLines(written(read))).isEqualTo(lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chaos.conf", "lies.conf", "signed.conf", "clocks.conf"})
  void traceIsReadAsItWasWritten(String file) throws IOException {
    isReadAsWritten(trace(file, 1_000_000));
  }

  @Test
  void traceOfWhichOnlyTheEndIsKeptIsReadAsItWasWritten() throws IOException {
    Trace trace = trace("demo.conf", 20);

    assertThat(trace.first()).isGreaterThan(1);
    assertThat(trace.earlier()).isNotEmpty();
    assertThat(TraceFiles.read(written(trace)).earlier()).hasSameSizeAs(trace.earlier());
    isReadAsWritten(trace);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | vopr-trace | other | :1: is no trace: its first line has no \"format\"",
        "1 | version\":3 | version\":9 | :1: has version 9 of the format, but this program reads"
            + " version 3; make the trace again",
        "1 | \"seed\":3, |  | :1: seed: is missing",
        "1 | \"seed\":3 | \"seed\":\"x\" | :1: seed: is not a whole number",
        "2 | node-changed | node-chagned | :2: kind: \"node-chagned\" is unknown to this program;"
            + " there are accused, delivered,",
        "2 | \"change\":\"started\" | \"change\":\"begun\" | :2: change: \"begun\" is unknown; there"
            + " are started,",
        "2 | } |  | :2: the line is damaged: it is no JSON object: ",
        "2 | \"node\":0 | \"nodes\":0 | :2: node: is missing",
        "2 | {\" | {\"more\":1,\" | :2: more: is unknown here",
        "3 | \"ordinal\":2 | \"ordinal\":5 | :3: ordinal: is 5, but follows 1",
        "3 | \"hash\":\" | \"hash\":\"x | :3: hash: is not 16 hexadecimal digits",
        "3 | \"node\":1 | \"node\":99999999999 | :3: node: 99999999999 is out of range",
      })
  void damagedLineIsRefusedWithItsPlaceAndARemedy(int line, String from, String to, String message)
      throws IOException {
    Path file = written(trace("demo.conf", 1_000_000));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String damaged = lines.get(line - 1).replaceFirst(Pattern.quote(from), to == null ? "" : to);
    assertThat(damaged).isNotEqualTo(lines.get(line - 1));
    lines.set(line - 1, damaged);
    Files.write(file, lines);

    assertThatThrownBy(() -> TraceFiles.read(file))
        .isInstanceOf(TraceFileException.class)
        .hasMessageStartingWith(file + message)
        .hasMessageMatching("(?s).*(`vopr replay`|name a trace.jsonl).*");
  }

  @Test
  void fileThatWasCutOffIsRefused() throws IOException {
    Path file = written(trace("demo.conf", 1_000_000));
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 10));

    assertThatThrownBy(() -> TraceFiles.read(file))
        .hasMessageStartingWith(file + ":10: the file ends after 9 events, but has ");
  }

  @Test
  void whatIsNoFileOfTextIsRefused() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.jsonl"));
    Path binary = directory.resolve("binary.jsonl");
    Files.write(binary, new byte[] {'{', (byte) 0xC3, (byte) 0x28});

    assertThatThrownBy(() -> TraceFiles.read(empty)).hasMessageContaining("is empty; make");
    assertThatThrownBy(() -> TraceFiles.read(binary)).hasMessageContaining("is not text in UTF-8");
    assertThatThrownBy(() -> TraceFiles.read(directory)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> TraceFiles.read(directory.resolve("none")))
        .hasMessageContaining("there is no such file; check the path");
  }

  @Test
  void documentExplainsEachKindAndEachField() throws IOException {
    List<String> rows = Files.readAllLines(DOCUMENT);
    String document = String.join("\n", rows);

    for (Map.Entry<String, Class<?>> kind : TraceFormat.kinds().entrySet()) {
      String fields =
          TraceFormat.fields(kind.getValue()).stream()
              .map(field -> "`" + field + "`")
              .collect(Collectors.joining(", "));
      assertThat(rows)
          .as("row of %s", kind.getKey())
          .anyMatch(row -> row.startsWith("| `%s` | %s | ".formatted(kind.getKey(), fields)));
    }
    assertThat(TraceFormat.fields(TraceHeader.class))
        .allMatch(it -> document.contains("`" + it + "`"));
    assertThat(rows.stream().filter(row -> row.startsWith("| `") && row.contains("`nanos`")))
        .as("no kind that does not exist")
        .hasSize(TraceFormat.kinds().size());
  }
}
