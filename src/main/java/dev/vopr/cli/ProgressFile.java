package dev.vopr.cli;

import dev.vopr.run.SavedSweep;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.ResumeSettings;
import dev.vopr.scenario.SweepSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * How far a sweep is, in a file of its own, which is named after all that its result depends on. It
 * is written now and then while the sweep runs, and removed when the sweep is done. What is wrong
 * with the file is told, and does not keep anyone from running.
 */
final class ProgressFile {
  /** Results of other versions do not add up. */
  private static final String VERSION = "vopr 0.1.0, progress 1";

  private static final long EVERY_NANOS = 1_000_000_000L;
  private static final int KEY_DIGITS = 16;

  private final Job job;
  private final PrintStream err;
  private final Optional<Path> file;
  private long lastWritten = System.nanoTime();

  private ProgressFile(Job job, PrintStream err, Optional<Path> file) {
    this.job = job;
    this.err = err;
    this.file = file;
  }

  /** Returns the file of a job's sweep; nothing is read or written yet. */
  static ProgressFile of(Job job, PrintStream err) {
    ResumeSettings resume = job.report().resume();
    boolean isKept =
        !resume.directory().isEmpty()
            && job.sweep().iterations() > 1
            && job.scenario().simulation().plan().isEmpty();
    return new ProgressFile(
        job, err, isKept ? Optional.of(Path.of(resume.directory(), key(job))) : Optional.empty());
  }

  private static String key(Job job) {
    SweepSettings sweep = job.sweep();
    String all =
        String.join(
            "\n",
            VERSION,
            job.scenario().name(),
            Long.toString(sweep.seed()),
            Long.toString(sweep.iterations()),
            job.report().resume().settings());
    return digest(all).substring(0, KEY_DIGITS);
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** Returns what is done of the sweep, if it shall go on and there is something to go on with. */
  Optional<SweepResult> resumed() {
    if (!job.report().resume().isResumed()) {
      return Optional.empty();
    }
    if (file.isEmpty() || !Files.exists(file.get())) {
      err.println(
          "%s: nothing is kept of a sweep with these settings; it begins anew"
              .formatted(job.scenario().name()));
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file.get(), StandardCharsets.UTF_8);
      if (lines.size() != 2 || !lines.get(0).equals(digest(lines.get(1)))) {
        throw new IllegalArgumentException("it is damaged");
      }
      SweepResult result = SavedSweep.read(lines.get(1), job.scenario());
      err.println(
          "%s: goes on after %d of %d runs"
              .formatted(job.scenario().name(), result.runs(), job.sweep().iterations()));
      return Optional.of(result);
    } catch (IOException e) {
      err.println(file.get() + ": cannot be read, and the sweep begins anew; remove the file");
    } catch (IllegalArgumentException e) {
      err.println(
          "%s: is left aside, because %s; the sweep begins anew"
              .formatted(file.get(), e.getMessage()));
    }
    return Optional.empty();
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** Called after each run. */
  void onRun(SweepResult soFar) {
    long now = System.nanoTime();
    if (file.isPresent() && now - lastWritten >= EVERY_NANOS) {
      lastWritten = now;
      write(soFar);
    }
  }

  /** Called when the sweep has ended: keeps what is done if there is more to do. */
  void onEnd(SweepResult result) {
    if (file.isEmpty()) {
      return;
    }
    boolean isEndedByFailure = job.sweep().failFast() && !result.failures().isEmpty();
    if (result.runs() < job.sweep().iterations() && !isEndedByFailure) {
      write(result);
      return;
    }
    try {
      Files.deleteIfExists(file.get());
    } catch (IOException e) {
      err.println(file.get() + ": cannot be removed, although the sweep is done");
    }
  }

  private void write(SweepResult soFar) {
    Path target = file.orElseThrow();
    try {
      String line = SavedSweep.text(soFar);
      Files.createDirectories(target.getParent());
      Path half = target.resolveSibling(target.getFileName() + ".new");
      Files.write(half, List.of(digest(line), line));
      Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UncheckedIOException e) {
      err.println(target + ": cannot be written, and the sweep could not go on later");
    }
  }
}
