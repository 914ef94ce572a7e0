package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.report.FailureText;
import dev.vopr.report.PlantedReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reports of runs in which a canary is planted name what it does. */
class CanaryReportsTest {
  private static final Sources SOURCES = Sources.at(Path.of("src/main/java"));
  private static final Path DIRECTORY = Path.of("src/canaries");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          N01 | r0 commits op 1 in view 0 with no PrepareOk of that view for it
          N02 | PrepareOks for it of r4 only (2 messages)
          N03 | those of r1 (view 0) count for another view
          N05 | into its log as op 1 on Prepare op 2 (view 0, commit-number 0) from r0, though no message has brought
          N06 | r2 acknowledges op 1 of view 0 to r0, though it is on its way to view 1
          N07 | gives up what its log has above op 1, of 2, on Entries with op 1 from r0
          N08 | none of its writes is done that began since it took it
          N09 | its own copy is not written yet
          N11 | r2 trusts its disk, which brings back the log of view 0 up to op 0
          N13 | r2 lets its commit-number fall from 1 to 0 on Prepare op 1
          N15 | starts view 1 for r0, though nothing is written yet since it took the log of that view over
          K01 | commits request 6 of session 6 of c1 as op 27, and had committed it as op 24
          K02 | their keys and values are the same, their client-tables are not
          K04 | restores it at 618.307 ms from its disk, with a checkpoint of op 8
          V09 | put into the log by r0, the primary of view 0, at 500.000 ms
          """)
  void reportNamesWhatTheCanaryDoes(String id, String sentence) {
    String file = DIRECTORY.resolve(id + ".conf").toString();

    List<String> lines = reportWith(CanaryFile.read(DIRECTORY.resolve(id + ".patch")), file);

    assertThat(lines).hasSizeLessThanOrEqualTo(FailureText.MAX_LINES);
    assertThat(String.join(" ", lines).replaceAll("\\s+", " ")).contains(sentence);
    assertThat(PlantedReport.breaches(file)).as("without the canary").isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static List<String> reportWith(Canary canary, String file) {
    ClassLoader loader =
        new PlantedLoader(
            CanaryReportsTest.class.getClassLoader(), Compiler.compile(canary, SOURCES));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return (List<String>)
          Class.forName(PlantedReport.class.getName(), true, loader)
              .getMethod("of", String.class)
              .invoke(null, file);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the report of " + canary.id() + " cannot be made", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
