package dev.vopr.cli;

import dev.vopr.canary.Canary;
import dev.vopr.canary.CanaryException;
import dev.vopr.canary.CanaryFile;
import dev.vopr.canary.CanaryTable;
import dev.vopr.canary.Catch;
import dev.vopr.canary.CatchLog;
import dev.vopr.canary.CatchSummary;
import dev.vopr.canary.Hunt;
import dev.vopr.canary.Hunter;
import dev.vopr.canary.Planting;
import dev.vopr.canary.Proofs;
import dev.vopr.canary.Shrinker;
import dev.vopr.canary.Sources;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code vopr canaries}: plants known bugs, one at a time, and has them found. */
@Command(
    name = "canaries",
    mixinStandardHelpOptions = true,
    description =
        "Plants known bugs in a copy of the program, one at a time, and measures how many seeds it"
            + " takes to find each. What has been measured is kept, so that an interrupted hunt"
            + " goes on where it was.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were found, and nothing without one",
      "1:one was missed, or there was an alarm without one",
      "2:wrong options, or a patch that does not apply or compile",
    })
final class CanariesCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "<directory>",
      description = "Where the patches are; src/canaries if not given.")
  private Path directory = Path.of("src/canaries");

  @Option(
      names = "--sources",
      paramLabel = "<directory>",
      description = "The sources that they are applied to a copy of; src/main/java if not given.")
  private Path sources = Path.of("src/main/java");

  @Option(
      names = "--settings",
      paramLabel = "<directory>",
      description = "Where the settings files are that patches name; conf if not given.")
  private Path settings = Path.of("conf");

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "<id>",
      description = "Only these canaries, such as N01,V03.")
  private List<String> only = List.of();

  @Option(
      names = "--up-to",
      paramLabel = "<difficulty>",
      description = "Only canaries of a difficulty up to this, 1 to 5.")
  private int hardest = 5;

  @Option(
      names = "--seeds",
      paramLabel = "<n>",
      description = "Largest number of seeds for a try; 2000 if not given.")
  private long seeds = 2000;

  @Option(
      names = "--tries",
      paramLabel = "<n>",
      description = "Number of tries, each with other seeds; 20 if not given.")
  private int tries = 20;

  @Option(
      names = "--orders",
      split = ",",
      paramLabel = "<order>",
      description =
          "Orders of turns side by side: drawn (as the settings say), fifo, random, pct; drawn if"
              + " not given.")
  private List<Hunt.Order> orders = List.of(Hunt.Order.DRAWN);

  @Option(
      names = "--kept",
      description =
          "Hunt also without drawing settings for each seed: those of the first seed of a try are"
              + " kept.")
  private boolean isKeptToo;

  @Option(
      names = "--unaudited",
      description = "Hunt also without comparing each message with the disk of its sender.")
  private boolean isUnauditedToo;

  @Option(names = "--no-control", description = "Do not run the same seeds without a canary.")
  private boolean isUncontrolled;

  @Option(
      names = "--check",
      description = "Only see whether each patch applies and compiles; nothing is hunted.")
  private boolean isCheckOnly;

  @Option(
      names = "--replay",
      description =
          "Only replay the proof beside each patch: one small run, which ends badly with the canary"
              + " and well without.")
  private boolean isReplayOnly;

  @Option(
      names = "--prove",
      paramLabel = "<runs>",
      description =
          "Write the proof of each canary that was found and has none; making it small takes at"
              + " most so many runs.")
  private long proofRuns;

  @Option(
      names = "--minimize",
      paramLabel = "<runs>",
      description =
          "Make the run smaller in which each canary was found first, with at most so many runs; what"
              + " is left is written to minimised/<id>.conf beside the log.")
  private long minimiseRuns;

  @Option(
      names = "--log",
      paramLabel = "<file>",
      description = "What has been measured; target/vopr/canaries.jsonl if not given.")
  private Path log = Path.of("target/vopr/canaries.jsonl");

  @Option(names = "--fresh", description = "Measure anew what is in the log already.")
  private boolean isFresh;

  @Option(names = "--markdown", paramLabel = "<file>", description = "Write the table there.")
  private Path markdown;

  @Option(names = "--csv", paramLabel = "<file>", description = "Write the table there.")
  private Path csv;

  @Option(names = "--json", paramLabel = "<file>", description = "Write the table there.")
  private Path json;

  @Option(
      names = "--machine",
      paramLabel = "<words>",
      description = "What the table says of the machine; its processors if not given.")
  private String machine = "";

  private final PrintStream out;
  private final PrintStream err;

  CanariesCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      return hunt().code();
    } catch (CanaryException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE.code();
    }
  }

  private ExitCode hunt() {
    List<Canary> canaries = chosen();
    Sources found = Sources.at(sources);
    if (isCheckOnly) {
      return check(canaries, found);
    }
    if (isReplayOnly) {
      return proven(found).replay(canaries);
    }
    if (seeds < 1 || tries < 1) {
      throw new CanaryException("--seeds and --tries must be at least 1");
    }
    CatchLog known = CatchLog.open(log, isFresh);
    Hunter hunter = new Hunter(found, settings, known, seeds, tries, this::show);
    ShrunkCanaries shrunk =
        new ShrunkCanaries(
            new Shrinker(
                found, settings, log.resolveSibling("minimised"), Math.max(1, minimiseRuns)),
            known,
            out,
            err);
    List<Hunt> hunts = hunts();
    List<Canary> hunted = canaries.stream().filter(Canary::isHunted).toList();
    for (Hunt hunt : hunts) {
      for (Canary canary : hunted) {
        hunter.hunt(canary, hunt);
        if (proofRuns > 0) {
          proven(found).prove(canary, known, proofRuns);
        }
        if (minimiseRuns > 0) {
          shrunk.take(canary, hunt);
        }
      }
      if (!isUncontrolled) {
        hunter.control(hunted, hunt);
      }
    }
    shrunk.close();
    CanaryTable table = new CanaryTable(canaries, hunts, known);
    write(table);
    return verdict(hunted, hunts.get(0), table, known);
  }

  private ProvenCanaries proven(Sources found) {
    return new ProvenCanaries(new Proofs(found, settings), out, err);
  }

  private ExitCode check(List<Canary> canaries, Sources found) {
    int bad = 0;
    for (Canary canary : canaries) {
      try {
        if (!canary.diffs().isEmpty()) {
          Planting.of(canary, found);
        }
      } catch (CanaryException e) {
        bad++;
        err.println(e.getMessage());
      }
    }
    out.println("%d of %d patches do not apply or compile".formatted(bad, canaries.size()));
    return bad == 0 ? ExitCode.AS_EXPECTED : ExitCode.USAGE;
  }

  private List<Canary> chosen() {
    List<Canary> all = CanaryFile.readAll(directory);
    for (String id : only) {
      if (all.stream().noneMatch(each -> each.id().equals(id))) {
        throw new CanaryException("--only %s: %s has no such canary".formatted(id, directory));
      }
    }
    return all.stream()
        .filter(each -> only.isEmpty() || only.contains(each.id()))
        .filter(each -> each.difficulty() <= hardest)
        .toList();
  }

  private List<Hunt> hunts() {
    List<Hunt> hunts = new ArrayList<>();
    for (Hunt.Order order : orders) {
      for (boolean isSwarm : isKeptToo ? List.of(true, false) : List.of(true)) {
        hunts.add(new Hunt(order, isSwarm, true));
        if (isUnauditedToo) {
          hunts.add(new Hunt(order, isSwarm, false));
        }
      }
    }
    return hunts;
  }

  private void show(Catch one) {
    boolean isControl = one.canary().equals(Catch.CONTROL);
    String what =
        one.isFound()
            ? "%s by %s".formatted(isControl ? "ALARM" : "found", one.trip())
            : isControl ? "no alarm" : "MISSED";
    err.println(
        "%-12s %s, try %d: %s, %,d seeds, %.1f CPU s%s"
            .formatted(
                isControl ? "(none)" : one.canary(),
                one.hunt(),
                one.attempt() + 1,
                what,
                one.seeds(),
                one.cpuNanos() / 1e9,
                one.isFound() ? ", seed " + one.seed() : ""));
  }

  private void write(CanaryTable table) {
    String where =
        machine.isEmpty() ? Runtime.getRuntime().availableProcessors() + " processors" : machine;
    List<String> about =
        List.of(
            "measured on %s, on %s, Java %s"
                .formatted(LocalDate.now(ZoneOffset.UTC), where, Runtime.version().feature()),
            "each with %d tries of at most %,d seeds, and with every audit on"
                .formatted(tries, seeds));
    write(markdown, table.markdown(about, hardest(), notes()));
    write(csv, table.csv());
    write(json, List.of(table.json()));
  }

  /** Returns what stands beside the patches about the hardest of them. */
  private List<String> hardest() {
    Path file = directory.resolve("HARDEST.md");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new CanaryException(file + ": cannot be read; it must be text in UTF-8", e);
    }
  }

  /** Returns what somebody wrote at the end of the page, which is kept. */
  private List<String> notes() {
    if (markdown == null || !Files.exists(markdown)) {
      return List.of();
    }
    try {
      return Files.readAllLines(markdown).stream()
          .dropWhile(line -> !line.equals(CanaryTable.NOTES))
          .toList();
    } catch (IOException e) {
      throw new CanaryException(markdown + ": cannot be read; it must be text in UTF-8", e);
    }
  }

  private static void write(Path file, List<String> lines) {
    if (file == null) {
      return;
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new CanaryException(
          file + ": cannot be written; name a file in a directory that exists", e);
    }
  }

  private ExitCode verdict(List<Canary> hunted, Hunt hunt, CanaryTable table, CatchLog known) {
    int missed = 0;
    for (Canary canary : hunted) {
      CatchSummary summary = table.summary(canary, hunt);
      if (!summary.isAlwaysFound()) {
        missed++;
        out.println(
            "%s was missed in %d of %d tries: %s"
                .formatted(
                    canary.id(),
                    summary.tries() - summary.found(),
                    summary.tries(),
                    canary.wrong()));
      }
    }
    Optional<Catch> alarm =
        known.all().stream()
            .filter(one -> one.canary().equals(Catch.CONTROL) && one.isFound())
            .findFirst();
    alarm.ifPresent(
        one ->
            out.println(
                "without a canary, seed %d of %s (%s): %s"
                    .formatted(one.seed(), one.settings(), one.hunt(), one.reason())));
    out.println(
        "%d of %d canaries found in each try".formatted(hunted.size() - missed, hunted.size()));
    return missed == 0 && alarm.isEmpty() ? ExitCode.AS_EXPECTED : ExitCode.UNEXPECTED;
  }
}
