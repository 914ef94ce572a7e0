package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vopr.run.FailingSeed;
import dev.vopr.run.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Minimising in a process of its own, which is interrupted from the keyboard. */
class MinimizeInterruptedTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long SIGINT_BIT = 1L << (2 - 1);
  private static final long LIMIT_SECONDS = 120;

  @TempDir private Path directory;

  /** Who is started in the background ignores it, and so do its children. */
  private static boolean canBeInterrupted() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return false;
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
        return (ignored & SIGINT_BIT) == 0;
      }
    }
    return false;
  }

  private Process minimising(Path small) throws IOException {
    return new ProcessBuilder(
            OtherJvm.thisHome().resolve("bin").resolve("java").toString(),
            "-cp",
            OtherJvm.classPath(),
            "-Dvopr.vsr.hardening=chained",
            "-Dvopr.run.fault-time=3 s",
            Main.class.getName(),
            "minimize",
            Long.toString(FailingSeed.SEED),
            "-c",
            "conf/signed.conf",
            "-o",
            small.toString())
        .redirectOutput(directory.resolve("out.txt").toFile())
        .start();
  }

  @Test
  void interruptedMinimisingWritesTheSmallestRunSoFarAndThatFailsInTheSameWay() throws Exception {
    assumeThat(canBeInterrupted()).isTrue();
    Path small = directory.resolve("small.conf");
    Process process = minimising(small);
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      String progress = err.readLine();
      assertThat(progress).contains(" decisions, now: ");

      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();

      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED.code());
    } finally {
      process.destroyForcibly();
    }

    Cli again = Cli.run("-c", small.toString(), "--output", "json");

    List<String> about = Files.readAllLines(small);
    String hash = about.get(0).replaceAll(".*trace hash ", "");
    assertThat(about.get(0)).contains("fails with VIOLATION ");
    assertThat(about).contains("# A limit was reached; it may become smaller still.");
    assertThat(again.code()).isEqualTo(ExitCode.UNEXPECTED.code());
    assertThat(again.out()).contains("\"verdict\":\"VIOLATION\"", "\"hash\":\"" + hash);
    assertThat(Files.readString(directory.resolve("out.txt")))
        .contains("a limit was reached", "written to " + small);
  }
}
