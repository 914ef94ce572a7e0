package dev.vopr.canary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** Hunts canaries, each alone, and runs the same seeds without any. */
public final class Hunter {
  private final Sources sources;
  private final Path settings;
  private final CatchLog log;
  private final Listener listener;
  private final long limit;
  private final int tries;

  /** Is told what is done. */
  @FunctionalInterface
  public interface Listener {
    /** A try has ended, or was in the log already. */
    void onTry(Catch one);
  }

  /**
   * Creates a hunter.
   *
   * @param settings directory of the settings files that canaries name
   * @param limit largest number of seeds of a try
   * @param tries number of tries, each with other seeds
   */
  public Hunter(
      Sources sources, Path settings, CatchLog log, long limit, int tries, Listener listener) {
    this.sources = sources;
    this.settings = settings;
    this.log = log;
    this.limit = limit;
    this.tries = tries;
    this.listener = listener;
  }

  /** Hunts one canary. */
  public void hunt(Canary canary, Hunt hunt) {
    String version = version(canary.file());
    Optional<Planting> planting = Optional.empty();
    for (int attempt = 0; attempt < tries; attempt++) {
      Optional<Catch> known = known(canary, version, hunt, attempt);
      if (known.isPresent()) {
        listener.onTry(known.get());
        continue;
      }
      // Planted only when needed: a hunt that goes on has most of its answers in the log.
      planting = planting.or(() -> Optional.of(Planting.of(canary, sources)));
      Tally tally = new Tally(canary);
      planting
          .orElseThrow()
          .run(
              Hunt.file(settings, canary.settings()),
              hunt.overrides(),
              Catch.firstSeed(attempt),
              limit,
              new Planting.Manner(hunt.isSwarm(), canary.isRunTwice()),
              tally::take);
      note(tally.result(canary.id(), version, canary.settings(), hunt, attempt));
    }
  }

  private void note(Catch one) {
    log.add(one);
    listener.onTry(one);
  }

  private Optional<Catch> known(Canary canary, String version, Hunt hunt, int attempt) {
    return log.all().stream()
        .filter(each -> each.isAnswer(canary, version, hunt, attempt, limit))
        .findFirst();
  }

  /**
   * Runs the seeds that these hunts took without a canary; whatever ends badly there is a false
   * alarm, or a bug that nobody planted.
   */
  public void control(List<Canary> canaries, Hunt hunt) {
    Map<String, long[]> longest = new LinkedHashMap<>();
    for (Canary canary : canaries) {
      String version = version(canary.file());
      long[] seeds = longest.computeIfAbsent(canary.settings(), name -> new long[tries]);
      for (int attempt = 0; attempt < tries; attempt++) {
        long taken = known(canary, version, hunt, attempt).map(Catch::seeds).orElse(0L);
        seeds[attempt] = Math.max(seeds[attempt], taken);
      }
    }
    longest.forEach((name, seeds) -> control(name, hunt, seeds));
  }

  private void control(String name, Hunt hunt, long[] seeds) {
    for (int attempt = 0; attempt < tries; attempt++) {
      int number = attempt;
      Optional<Catch> known =
          log.all().stream()
              .filter(each -> each.isControl(name, hunt, number, seeds[number]))
              .findFirst();
      if (known.isPresent()) {
        listener.onTry(known.get());
      } else if (seeds[attempt] > 0) {
        Tally tally = new Tally();
        Planting.none()
            .run(
                Hunt.file(settings, name),
                hunt.overrides(),
                Catch.firstSeed(attempt),
                seeds[attempt],
                new Planting.Manner(hunt.isSwarm(), false),
                tally::take);
        note(tally.result(Catch.CONTROL, "", name, hunt, attempt));
      }
    }
  }

  /** Returns a hash of a file. */
  static String version(Path file) {
    try {
      CRC32 hash = new CRC32();
      hash.update(Files.readString(file).getBytes(StandardCharsets.UTF_8));
      return "%08x".formatted(hash.getValue());
    } catch (IOException e) {
      throw new CanaryException(file + ": cannot be read", e);
    }
  }

  /** Adds up the runs of one try. */
  private static final class Tally {
    private final Optional<Canary> canary;
    private long seeds;
    private long cpuNanos;
    private long strangers;
    private String stranger = "";
    private Optional<Planting.Run> found = Optional.empty();

    private Tally() {
      this.canary = Optional.empty();
    }

    private Tally(Canary canary) {
      this.canary = Optional.of(canary);
    }

    /** Returns whether to go on. */
    private boolean take(Planting.Run run) {
      seeds++;
      cpuNanos += run.cpuNanos();
      if (run.trip().isEmpty()) {
        return true;
      }
      String trip = run.trip().get();
      if (canary.map(hunted -> hunted.isNamedBy(trip)).orElse(true)) {
        found = Optional.of(run);
      } else {
        strangers++;
        stranger = stranger.isEmpty() ? trip : stranger;
      }
      return found.isEmpty();
    }

    private Catch result(String id, String version, String settings, Hunt hunt, int attempt) {
      return new Catch(
          id,
          version,
          settings,
          hunt.name(),
          attempt,
          seeds,
          found.isPresent(),
          found.map(Planting.Run::seed).orElse(0L),
          found.flatMap(Planting.Run::trip).orElse(""),
          found.map(Planting.Run::reason).orElse(""),
          strangers,
          stranger,
          cpuNanos);
    }
  }
}
