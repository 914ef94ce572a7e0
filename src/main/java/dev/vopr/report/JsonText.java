package dev.vopr.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.run.RunResult;
import dev.vopr.run.SweepResult;
import dev.vopr.run.Timings;
import dev.vopr.run.attacks.AttackCell;
import dev.vopr.run.attacks.AttackExample;
import dev.vopr.run.attacks.AttackOutcome;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.TraceHash;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Results as JSON Lines, for programs. */
public final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** Returns one line for a run. */
  public static String ofRun(String scenario, RunResult run) {
    return object(
        json -> {
          json.writeStringField("type", "run");
          json.writeStringField("scenario", scenario);
          json.writeNumberField("seed", run.seed());
          json.writeStringField("verdict", run.verdict().name());
          json.writeStringField("hash", TraceHash.format(run.hash()));
          json.writeNumberField("events", run.events());
          json.writeNumberField("nanos", run.nanos());
          if (!run.reason().isEmpty()) {
            json.writeStringField("reason", run.reason());
          }
          numbers(json, "measures", run.measures());
        });
  }

  /** Returns one line for a scenario, after its last run. */
  public static String ofScenario(Outcome outcome) {
    SweepResult result = outcome.result();
    return object(
        json -> {
          json.writeStringField("type", "scenario");
          json.writeStringField("scenario", outcome.name());
          writeMode(json, outcome.job().scenario());
          json.writeStringField("verdict", result.verdict().name());
          json.writeBooleanField("asExpected", result.isPass());
          json.writeBooleanField("interrupted", result.isInterrupted());
          json.writeNumberField("runs", result.runs());
          json.writeNumberField("unexpected", result.unexpected());
          json.writeObjectFieldStart("verdicts");
          for (Map.Entry<Verdict, Long> entry : result.verdicts().entrySet()) {
            json.writeNumberField(entry.getKey().name(), entry.getValue());
          }
          json.writeEndObject();
          json.writeArrayFieldStart("missedGoals");
          for (Countable goal : result.missedGoals()) {
            json.writeString(goal.key());
          }
          json.writeEndArray();
          numbers(json, "reached", result.reached());
          numbers(json, "totals", result.totals());
          sometimes(json, new SometimesText(outcome.job(), result));
          json.writeObjectFieldStart("waitedNanos");
          times(json, result.timings().latency());
          times(json, result.timings().settling());
          json.writeObjectFieldStart("latencyWhereStruck");
          for (Timings.Row row : result.timings().latencyByFamily()) {
            times(json, row);
          }
          json.writeEndObject();
          json.writeEndObject();
          json.writeNumberField("events", result.events());
          json.writeNumberField("nanos", result.nanos());
          json.writeNumberField("wallNanos", outcome.wallNanos());
          json.writeStringField("hash", TraceHash.format(result.hash()));
        });
  }

  private static void writeMode(JsonGenerator json, Scenario scenario) throws IOException {
    json.writeStringField("mode", scenario.model().isPresent() ? "simplified" : "vsr");
    if (scenario.model().isPresent()) {
      json.writeArrayFieldStart("leftOut");
      for (String what : scenario.model().get().leftOut()) {
        json.writeString(what);
      }
      json.writeEndArray();
    }
  }

  /** Returns one line for a scenario that the model has nothing of, and that is not run. */
  public static String ofRefused(Scenario scenario, String why) {
    return object(
        json -> {
          json.writeStringField("type", "not-in-model");
          json.writeStringField("scenario", scenario.name());
          json.writeStringField("reason", why);
        });
  }

  /** Returns one line for an attack at one level. */
  public static String ofAttack(AttackCell cell) {
    return object(
        json -> {
          json.writeStringField("type", "attack");
          json.writeStringField("attack", cell.attack());
          json.writeStringField("level", cell.level().name());
          json.writeNumberField("replicas", cell.replicas());
          json.writeNumberField("runs", cell.runs());
          json.writeStringField("outcome", cell.outcome().name());
          json.writeObjectFieldStart("outcomes");
          for (Map.Entry<AttackOutcome, Long> entry : cell.outcomes().entrySet()) {
            json.writeNumberField(entry.getKey().name(), entry.getValue());
          }
          json.writeEndObject();
          json.writeNumberField("unexplained", cell.unexplained());
          if (cell.refusedBy().isPresent()) {
            json.writeStringField("refusedBy", cell.refusedBy().get().name());
          }
          if (cell.example().isPresent()) {
            AttackExample example = cell.example().get();
            json.writeObjectFieldStart("example");
            json.writeNumberField("seed", example.seed());
            json.writeStringField("verdict", example.verdict().name());
            json.writeStringField("reason", example.reason());
            json.writeNumberField("decisions", example.decisions());
            if (example.minimised().isPresent()) {
              json.writeNumberField("minimised", example.minimised().getAsInt());
            }
            json.writeEndObject();
          }
        });
  }

  private static void sometimes(JsonGenerator json, SometimesText sometimes) throws IOException {
    json.writeObjectFieldStart("sometimes");
    json.writeNumberField("reached", sometimes.reached());
    json.writeNumberField("possible", sometimes.runs().size());
    numbers(json, "runs", sometimes.runs());
    json.writeArrayFieldStart("impossible");
    for (Countable each : sometimes.impossible()) {
      json.writeString(each.key());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void times(JsonGenerator json, Timings.Row row) throws IOException {
    json.writeObjectFieldStart(row.what());
    json.writeNumberField("count", row.count());
    json.writeNumberField("p50", row.median());
    json.writeNumberField("p99", row.high());
    json.writeNumberField("max", row.longest());
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String name, Map<Countable, Long> numbers)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<Countable, Long> entry : numbers.entrySet()) {
      json.writeNumberField(entry.getKey().key(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static String object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
