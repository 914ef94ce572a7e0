package dev.vopr.cli;

import dev.vopr.canary.Canary;
import dev.vopr.canary.CanaryException;
import dev.vopr.canary.Catch;
import dev.vopr.canary.CatchLog;
import dev.vopr.canary.Hunt;
import dev.vopr.canary.Shrinker;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows how small the runs become in which canaries were found. */
final class ShrunkCanaries {
  private static final double NANOS = 1e9;

  private final Shrinker shrinker;
  private final CatchLog log;
  private final PrintStream out;
  private final PrintStream err;
  private final List<Shrinker.Shrunk> all = new ArrayList<>();

  ShrunkCanaries(Shrinker shrinker, CatchLog log, PrintStream out, PrintStream err) {
    this.shrinker = shrinker;
    this.log = log;
    this.out = out;
    this.err = err;
  }

  /** Makes the first run smaller in which a canary was found, if it was found. */
  void take(Canary canary, Hunt hunt) {
    Optional<Catch> caught =
        log.all().stream()
            .filter(one -> one.canary().equals(canary.id()) && one.isFound())
            .filter(one -> one.hunt().equals(hunt.name()))
            .findFirst();
    if (caught.isEmpty()) {
      return;
    }
    if (canary.isRunTwice()) {
      // Two runs that differ have no common plan.
      out.println("%-6s no plan makes it again".formatted(canary.id()));
      return;
    }
    try {
      Shrinker.Shrunk shrunk = shrinker.shrink(canary, hunt, caught.get().seed());
      all.add(shrunk);
      out.println(line(shrunk, caught.get().trip()));
    } catch (CanaryException e) {
      err.println("%-6s cannot be minimised: %s".formatted(canary.id(), e.getMessage()));
    }
  }

  private static String line(Shrinker.Shrunk shrunk, String trip) {
    return "%-6s %-14s %,6d → %,4d faults   %,7d → %,6d events   %6.1f s%s"
        .formatted(
            shrunk.id(),
            trip,
            shrunk.faultsBefore(),
            shrunk.faults(),
            shrunk.eventsBefore(),
            shrunk.events(),
            shrunk.wallNanos() / NANOS,
            shrunk.isComplete() ? "" : "   (a limit was reached)");
  }

  /** Shows the middle of all. */
  void close() {
    if (all.isEmpty()) {
      return;
    }
    List<Long> faults = all.stream().map(Shrinker.Shrunk::faults).sorted().toList();
    List<Long> events = all.stream().map(Shrinker.Shrunk::events).sorted().toList();
    List<Long> nanos = all.stream().map(Shrinker.Shrunk::wallNanos).sorted().toList();
    int middle = (all.size() - 1) / 2;
    out.println(
        "%d minimised: %d faults and %,d events are left of the middle one, in %.1f s"
            .formatted(
                all.size(), faults.get(middle), events.get(middle), nanos.get(middle) / NANOS));
  }
}
