package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script by which shells complete commands and options. */
class CompletionTest {
  @TempDir private Path directory;

  @Test
  void commandsAndOptionsAreInTheScript() {
    Cli cli = Cli.run("completion");

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .contains("--iterations", "--mode", "minimize", "scenarios", "complete -F");
  }

  @Test
  void bashUnderstandsTheScript() throws IOException, InterruptedException {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "there is no bash");
    Path script = Files.writeString(directory.resolve("vopr.bash"), Cli.run("completion").out());

    Process process =
        new ProcessBuilder(bash.toString(), "-n", script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
