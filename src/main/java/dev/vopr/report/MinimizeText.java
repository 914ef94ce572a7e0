package dev.vopr.report;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.config.PlanFile;
import dev.vopr.fault.Decision;
import dev.vopr.run.RunResult;
import dev.vopr.run.minimise.Bisection;
import dev.vopr.run.minimise.Counts;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code vopr minimize} says. */
public final class MinimizeText {
  private static final String ROW = "  %-18s %14s → %s";
  private static final long MOST_FAULTS = 30;

  private MinimizeText() {}

  /** Says that a run does not fail, and what to do about it. */
  public static String nothingToDo(String scenario, RunResult run) {
    String why = run.verdict() == Verdict.VACUOUS ? " (" + run.reason() + ")" : "";
    return ("seed %d of %s is %s%s: there is nothing to minimise; give a seed that fails, as the"
            + " summary of a sweep names them")
        .formatted(run.seed(), scenario, run.verdict(), why);
  }

  /** Says what is going to be minimised. */
  public static String opening(String scenario, RunResult run) {
    return "seed %d of %s · %s · %s"
        .formatted(
            run.seed(),
            scenario,
            run.verdict(),
            run.violation()
                .map(violation -> violation.invariant() + ": " + violation.sentence())
                .orElse(run.reason()));
  }

  /**
   * Says what came out.
   *
   * @param file where the smallest run was written
   */
  public static List<String> lines(Minimised minimised, String file) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(counts(minimised.before(), minimised.after()));
    lines.add(
        "  %s in %s; %s"
            .formatted(
                Figures.counted(minimised.runs(), "run"),
                Figures.duration(minimised.wallNanos()),
                minimised.isComplete()
                    ? "nothing more can be left out"
                    : "a limit was reached, so it may become smaller still"));
    lines.add("");
    lines.addAll(faults(minimised));
    minimised
        .bisection()
        .ifPresent(
            bisection ->
                lines.addAll(bisection(bisection, minimised.settings().scenario().simulation())));
    lines.add("");
    lines.add("written to " + file + "; again, with trace hash " + hash(minimised) + ":");
    lines.add("  mvn compile exec:java -Dconfig.file=" + file);
    lines.add("to keep it as a regression test, copy it to conf/regressions/<name>.conf");
    return lines;
  }

  private static String hash(Minimised minimised) {
    return TraceHash.format(minimised.run().hash());
  }

  private static List<String> counts(Counts before, Counts after) {
    return List.of(
        row("decisions", before.decisions(), after.decisions()),
        row("client operations", before.operations(), after.operations()),
        row("clients", before.clients(), after.clients()),
        row("replicas", before.replicas(), after.replicas()),
        row("settings", before.settings(), after.settings()),
        row("events", before.events(), after.events()),
        ROW.formatted(
            "virtual time", Figures.duration(before.nanos()), Figures.duration(after.nanos())));
  }

  private static String row(String what, long before, long after) {
    return ROW.formatted(what, Figures.count(before), Figures.count(after));
  }

  private static List<String> faults(Minimised minimised) {
    List<Decision> decisions = minimised.run().faults().plan().decisions();
    if (decisions.isEmpty()) {
      return List.of("No fault is necessary.");
    }
    List<String> lines = new ArrayList<>();
    String which = minimised.isComplete() ? "necessary faults" : "faults that are left";
    lines.add("The " + which + ", in the order in which they strike:");
    decisions.stream().limit(MOST_FAULTS).forEach(one -> lines.add("  " + PlanFile.line(one)));
    if (decisions.size() > MOST_FAULTS) {
      lines.add("  … and " + Figures.count(decisions.size() - MOST_FAULTS) + " more");
    }
    return lines;
  }

  private static List<String> bisection(Bisection bisection, SimulationSettings settings) {
    Narrator narrator = Narrator.of(settings, 0, line -> {});
    List<String> told = new ArrayList<>();
    int most = Math.max(bisection.inevitable(), bisection.parting());
    List<TraceEvent> events = bisection.events();
    for (int i = 0; i <= most && i < events.size(); i++) {
      told.add(words(events.get(i), narrator));
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(
        Paragraph.of(
            "",
            "The point of no return is at %s, event %s of %s; healing the cluster and silencing the clients after it averts nothing:"
                .formatted(
                    Figures.instant(bisection.inevitableNanos()),
                    Figures.count(bisection.inevitable() + 1L),
                    Figures.count(events.size()))));
    lines.addAll(told(told, bisection.inevitable(), "  "));
    if (bisection.last().isPresent()) {
      lines.add("");
      lines.add(
          "Without the last of the faults, the run parts from this one at event %s:"
              .formatted(Figures.count(bisection.parting() + 1L)));
      lines.addAll(told(told, bisection.parting(), "  with it     "));
      Optional<String> instead = bisection.instead().map(event -> words(event, narrator));
      lines.addAll(Paragraph.of("  without it  ", instead.orElse("nothing happens any more")));
    }
    return lines;
  }

  private static String words(TraceEvent event, Narrator narrator) {
    String told = event.accept(narrator).strip();
    return told.isEmpty() ? EventWords.plain(event) : told;
  }

  private static List<String> told(List<String> told, int index, String label) {
    return Paragraph.of(label, index < told.size() ? told.get(index) : "the end of the run");
  }
}
