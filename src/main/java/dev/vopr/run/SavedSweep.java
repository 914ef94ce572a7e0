package dev.vopr.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.sim.TraceHash;
import dev.vopr.vsr.RejectionRule;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came out of the first runs of a sweep as one line of JSON, from which the sweep can go on.
 * Its length does not depend on the number of runs: of failing runs only seed, verdict and hash are
 * in it, and they are made again.
 */
public final class SavedSweep {
  private static final JsonFactory FACTORY = new JsonFactory();

  private SavedSweep() {}

  // ---- writing ----------------------------------------------------------------------------------

  /** Returns the line of a result. */
  public static String text(SweepResult result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      SweepResult.Sums sums = result.sums();
      json.writeStartObject();
      json.writeNumberField("runs", sums.runs());
      json.writeNumberField("events", sums.events());
      json.writeNumberField("nanos", sums.nanos());
      json.writeNumberField("checks", sums.checks());
      json.writeStringField("hash", TraceHash.format(sums.hash()));
      json.writeArrayFieldStart("verdicts");
      for (Map.Entry<Verdict, Long> entry : result.verdicts().entrySet()) {
        pair(json, entry.getKey().name(), entry.getValue());
      }
      json.writeEndArray();
      counts(json, "totals", result.totals());
      counts(json, "reached", result.reached());
      counts(json, "runs-with", result.counts().runsWith());
      json.writeArrayFieldStart("mutations");
      for (MutationTally tally : result.mutations()) {
        json.writeStartObject();
        json.writeStringField("rule", tally.rule());
        json.writeStringField("fate", tally.fate().name());
        json.writeStringField("rejection", tally.rejection().map(Enum::name).orElse(""));
        json.writeNumberField("count", tally.count());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("failures");
      for (RunResult run : result.failures()) {
        json.writeStartObject();
        json.writeNumberField("seed", run.seed());
        json.writeStringField("verdict", run.verdict().name());
        json.writeStringField("hash", TraceHash.format(run.hash()));
        json.writeStringField("reason", run.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("timings");
      for (Map.Entry<String, String> timing : result.timings().saved().entrySet()) {
        json.writeStartObject();
        json.writeStringField("key", timing.getKey());
        json.writeStringField("value", timing.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void counts(JsonGenerator json, String name, Map<Countable, Long> counts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Map.Entry<Countable, Long> entry : counts.entrySet()) {
      pair(json, entry.getKey().key(), entry.getValue());
    }
    json.writeEndArray();
  }

  private static void pair(JsonGenerator json, String key, long count) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    json.writeNumberField("count", count);
    json.writeEndObject();
  }

  // ---- reading ----------------------------------------------------------------------------------

  /**
   * Returns the result that a line was written of; makes the failing runs again.
   *
   * @throws IllegalArgumentException if the line is no such result, or if a failing run takes other
   *     steps than it did: the message says which
   */
  public static SweepResult read(String line, Scenario scenario) {
    try {
      return read(ConfigFactory.parseString(line), scenario);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("something in it is missing or no number", e);
    }
  }

  private static SweepResult read(Config json, Scenario scenario) {
    Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    for (Config pair : json.getConfigList("verdicts")) {
      verdicts.put(Verdict.valueOf(pair.getString("key")), pair.getLong("count"));
    }
    List<MutationTally> tallies = new ArrayList<>();
    for (Config tally : json.getConfigList("mutations")) {
      String rejection = tally.getString("rejection");
      tallies.add(
          new MutationTally(
              tally.getString("rule"),
              MutationFate.valueOf(tally.getString("fate")),
              rejection.isEmpty()
                  ? Optional.empty()
                  : Optional.of(RejectionRule.valueOf(rejection)),
              tally.getLong("count")));
    }
    SweepResult result = new SweepResult(scenario);
    result.restore(
        new SweepResult.Sums(
            json.getLong("runs"),
            json.getLong("events"),
            json.getLong("nanos"),
            json.getLong("checks"),
            hash(json)),
        verdicts,
        new SweepResult.Counts(
            counts(json, "totals"), counts(json, "reached"), counts(json, "runs-with")),
        tallies,
        failures(json.getConfigList("failures"), scenario));
    for (Config timing : json.getConfigList("timings")) {
      result.timings().restore(timing.getString("key"), timing.getString("value"));
    }
    return result;
  }

  private static long hash(Config json) {
    return Long.parseUnsignedLong(json.getString("hash"), 16);
  }

  private static Map<Countable, Long> counts(Config json, String name) {
    Map<Countable, Long> counts = new LinkedHashMap<>();
    for (Config pair : json.getConfigList(name)) {
      String key = pair.getString("key");
      Countable counted =
          Countable.of(key)
              .orElseThrow(() -> new IllegalArgumentException("nothing is counted as " + key));
      counts.put(counted, pair.getLong("count"));
    }
    return counts;
  }

  private static List<RunResult> failures(List<? extends Config> saved, Scenario scenario) {
    List<RunResult> failures = new ArrayList<>();
    if (saved.isEmpty()) {
      return failures;
    }
    try (SimSystem sim = SimSystem.create("vopr-resume")) {
      for (Config failure : saved) {
        failures.add(again(failure, sim, scenario));
      }
    }
    return failures;
  }

  private static RunResult again(Config failure, SimSystem sim, Scenario scenario) {
    long seed = failure.getLong("seed");
    Verdict verdict = Verdict.valueOf(failure.getString("verdict"));
    long hash = hash(failure);
    if (verdict == Verdict.CRASHED && hash == 0) {
      // A run that nothing could end is not made again.
      return RunResult.crashed(seed, 0, 0, Optional.empty(), failure.getString("reason"));
    }
    RunResult run = Sweep.runners(scenario).apply(sim).apply(seed);
    if (run.hash() != hash) {
      throw new IllegalArgumentException("seed %d takes other steps now".formatted(seed));
    }
    return verdict == Verdict.NONDETERMINISTIC
        ? run.asNondeterministic(failure.getString("reason"))
        : run;
  }
}
