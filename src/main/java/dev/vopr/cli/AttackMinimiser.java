package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.config.MinimizeReader;
import dev.vopr.config.RunSettings;
import dev.vopr.run.RunResult;
import dev.vopr.run.WallClockGuard;
import dev.vopr.run.attacks.AttackCell;
import dev.vopr.run.attacks.AttackExample;
import dev.vopr.run.minimise.Failure;
import dev.vopr.run.minimise.MinimiseListener;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.run.minimise.Minimiser;
import dev.vopr.run.minimise.Reproducer;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the example of a harmful attack smaller, and writes down what is left of it. */
final class AttackMinimiser {
  private final Path catalogue;
  private final Consumer<Runnable> onStop;
  private final PrintStream err;

  /**
   * Creates it.
   *
   * @param onStop is told what ends the minimising under way
   */
  AttackMinimiser(Path catalogue, Consumer<Runnable> onStop, PrintStream err) {
    this.catalogue = catalogue;
    this.onStop = onStop;
    this.err = err;
  }

  /**
   * Returns the cell with its example minimised, if it has one that can be.
   *
   * @param column settings that the cell was made with, its attack included
   */
  AttackCell minimised(AttackCell cell, Map<String, String> column) throws IOException {
    if (cell.example().isEmpty()) {
      return cell;
    }
    AttackExample example = cell.example().get();
    Map<String, String> overrides = new LinkedHashMap<>(column);
    overrides.put("vopr.seed", Long.toString(example.seed()));
    Optional<Path> file = Optional.of(catalogue);
    Job job = JobReader.read(file, overrides);
    MinimizeSettings limits = MinimizeReader.read(file, overrides);
    Optional<Minimised> found = Optional.empty();
    try (SimSystem sim = SimSystem.create("vopr-attack");
        WallClockGuard guard =
            WallClockGuard.start(Duration.ofMillis(job.sweep().wallLimitMillis()));
        AutoCloseable watch = guard.watch(sim)) {
      Reproducer reproducer = Reproducer.on(sim);
      RunResult run = reproducer.run(job.scenario(), example.seed(), TraceSink.OFF);
      long maxEvents = job.scenario().draw(run.seed()).settings().maxEvents();
      if (Failure.of(run, maxEvents).isPresent() && run.faults().isWhole()) {
        Minimiser minimiser = new Minimiser(reproducer, limits, MinimiseListener.OFF);
        onStop.accept(minimiser::stop);
        found = minimiser.minimise(RunSettings.of(file, overrides, run.faults().drawn()), run);
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "the example of " + cell.attack() + " cannot be made smaller", e);
    }
    if (found.isEmpty()) {
      err.println("  its example, seed %d, cannot be made smaller".formatted(example.seed()));
      return cell;
    }
    return shown(cell, example, found.get(), job);
  }

  private AttackCell shown(AttackCell cell, AttackExample example, Minimised found, Job job)
      throws IOException {
    int left = found.run().faults().plan().decisions().size();
    String name =
        "%s-%s-%d.conf"
            .formatted(
                cell.attack(), cell.level().name().toLowerCase(Locale.ROOT), cell.replicas());
    Path target = Path.of(job.report().directory(), "attacks", name);
    Files.createDirectories(target.getParent());
    Files.writeString(target, found.text());
    err.println(
        "  its example, seed %d: %d decisions, %d are enough; make that run with -c %s"
            .formatted(example.seed(), example.decisions(), left, target));
    return cell.withExample(example.withMinimised(left));
  }
}
