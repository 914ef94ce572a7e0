package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.report.AttackText;
import dev.vopr.report.JsonText;
import dev.vopr.run.attacks.AttackCell;
import dev.vopr.run.attacks.AttackOutcome;
import dev.vopr.run.attacks.AttackSweep;
import dev.vopr.scenario.Job;
import dev.vopr.vsr.Hardening;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code vopr attacks}: every lie against every hardening level. */
@Command(
    name = "attacks",
    mixinStandardHelpOptions = true,
    description =
        "Runs every lie of a catalogue against every hardening level, and tells which of them are"
            + " blocked, detected, harmless or harmful.",
    footer = {
      "",
      "Below level signed, whatever comes out is shown and is no failure. At signed, what",
      "docs/HARDENING.md does not explain ends with exit code 1, and a lie that never reached",
      "anybody with exit code 3.",
    })
final class AttacksCommand implements Callable<Integer> {
  private static final int MAX_SEEDS = 1_000_000;

  /** In which form the table is written. */
  private enum Format {
    TEXT,
    MARKDOWN,
    JSON,
    CSV
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "<file>",
      defaultValue = "conf/attacks.conf",
      description = "The catalogue (default ${DEFAULT-VALUE}).")
  private Path catalogue;

  @Option(
      names = "--seeds",
      paramLabel = "<n>",
      defaultValue = "50",
      description = "Runs of each attack at each level (default ${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private SeedOptions options;

  @Option(
      names = "--attack",
      paramLabel = "<name>",
      description = "Only this one; may be given several times.")
  private List<String> attacks = List.of();

  @Option(
      names = "--level",
      paramLabel = "<level>",
      description = "Only at this level: plain, validated, chained or signed; several times.")
  private List<Hardening> levels = List.of(Hardening.values());

  @Option(
      names = "--replicas",
      paramLabel = "<n>",
      split = ",",
      defaultValue = "3,5",
      description = "Sizes of the cluster (default ${DEFAULT-VALUE}).")
  private List<Integer> replicas;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      defaultValue = "text",
      description = "text, markdown, json or csv (default ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "<file>",
      description = "Where to write the table; if not given, it is printed.")
  private Path target;

  @Option(
      names = "--minimize",
      description =
          "Make the example of each harmful attack smaller, within vopr.minimize, and write what is"
              + " left into <vopr.report.directory>/attacks.")
  private boolean isMinimized;

  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final AtomicReference<Runnable> current = new AtomicReference<>(() -> {});
  private final PrintStream out;
  private final PrintStream err;

  AttacksCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (seeds < 1 || seeds > MAX_SEEDS) {
      throw usage("--seeds: " + seeds + " is not from 1 to " + MAX_SEEDS);
    }
    List<AttackCell> cells;
    try (Interruption interruption = Interruption.calling(this::stop)) {
      cells = cells();
      write(text(cells));
    }
    return code(cells).code();
  }

  private ParameterException usage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  /** What is under way ends as soon as it is told to, if it was told before. */
  private void began(Runnable stop) {
    current.set(stop);
    if (isStopped.get()) {
      stop.run();
    }
  }

  private void stop() {
    isStopped.set(true);
    current.get().run();
  }

  /** Every attack, against each size of cluster, at each level. */
  private List<AttackCell> cells() throws IOException {
    List<Map<String, String>> columns = new ArrayList<>();
    for (int size : replicas) {
      for (Hardening level : levels.stream().distinct().sorted().toList()) {
        columns.add(overrides(size, level));
      }
    }
    List<AttackCell> cells = new ArrayList<>();
    for (String attack : chosen(columns.get(0))) {
      for (Map<String, String> overrides : columns) {
        if (!isStopped.get()) {
          cells.add(cell(attack, overrides));
        }
      }
    }
    return cells;
  }

  private Map<String, String> overrides(int size, Hardening level) {
    Map<String, String> overrides = options.overrides();
    overrides.put("vopr.cluster.replicas", Integer.toString(size));
    overrides.put("vopr.vsr.hardening", level.name().toLowerCase(Locale.ROOT));
    overrides.put("vopr.iterations", Integer.toString(seeds));
    return overrides;
  }

  private List<String> chosen(Map<String, String> overrides) {
    List<String> all =
        JobReader.readAll(Optional.of(catalogue), overrides).stream()
            .map(job -> job.scenario().name())
            .toList();
    for (String attack : attacks) {
      if (!all.contains(attack)) {
        throw usage(
            "--attack: there is no "
                + attack
                + "; "
                + catalogue
                + " has "
                + String.join(", ", all));
      }
    }
    return attacks.isEmpty() ? all : all.stream().filter(attacks::contains).toList();
  }

  private AttackCell cell(String attack, Map<String, String> column) throws IOException {
    Map<String, String> overrides = new LinkedHashMap<>(column);
    overrides.put("vopr.scenario", attack);
    Job job = Modes.ofCluster(JobReader.readAll(Optional.of(catalogue), overrides).get(0));
    AttackSweep sweep = new AttackSweep(job.scenario(), job.sweep(), (run, soFar) -> {});
    began(sweep::stop);
    AttackCell cell = sweep.run();
    err.printf(
        Locale.ROOT,
        "%s, %d replicas, %s: %s%n",
        attack,
        cell.replicas(),
        cell.level().name().toLowerCase(Locale.ROOT),
        cell.outcome().words());
    return isMinimized && !isStopped.get()
        ? new AttackMinimiser(catalogue, this::began, err).minimised(cell, overrides)
        : cell;
  }

  private List<String> text(List<AttackCell> cells) {
    return switch (format) {
      case TEXT -> AttackText.human(cells);
      case MARKDOWN -> AttackText.markdown(cells, about());
      case JSON -> cells.stream().map(JsonText::ofAttack).toList();
      case CSV -> AttackText.csv(cells);
    };
  }

  private String about() {
    return "Made by `vopr attacks --seeds %d --format markdown` on %s, from `%s`."
        .formatted(seeds, LocalDate.now(ZoneOffset.UTC), catalogue);
  }

  private void write(List<String> lines) throws IOException {
    if (target == null) {
      lines.forEach(out::println);
      return;
    }
    Files.write(target, lines, StandardCharsets.UTF_8);
  }

  private ExitCode code(List<AttackCell> cells) {
    if (cells.stream().anyMatch(cell -> cell.unexplained() > 0)) {
      return ExitCode.UNEXPECTED;
    }
    if (isStopped.get()) {
      return ExitCode.INTERRUPTED;
    }
    boolean isVacuous =
        cells.stream().anyMatch(cell -> cell.outcome() == AttackOutcome.NEVER_REACHED);
    return isVacuous ? ExitCode.VACUOUS : ExitCode.AS_EXPECTED;
  }
}
