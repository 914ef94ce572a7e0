package dev.vopr.canary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all tries came to, as JSON Lines in a file, which is added to after each try: so a hunt that
 * was interrupted goes on where it was.
 */
public final class CatchLog {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Path file;
  private final List<Catch> catches;

  private CatchLog(Path file, List<Catch> catches) {
    this.file = file;
    this.catches = catches;
  }

  /**
   * Opens a log, which need not exist.
   *
   * @param isFresh whether what is in it is dropped
   * @throws CanaryException if the file cannot be read or written, or is no such log
   */
  public static CatchLog open(Path file, boolean isFresh) {
    List<Catch> catches = new ArrayList<>();
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      if (isFresh) {
        Files.deleteIfExists(file);
      }
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      for (String line : lines) {
        catches.add(read(line));
      }
    } catch (IOException | NumberFormatException e) {
      throw new CanaryException(
          file + ": is not a log of canaries; name another by --log, or begin anew by --fresh", e);
    }
    return new CatchLog(file, catches);
  }

  /** Returns all that is known. */
  public List<Catch> all() {
    return List.copyOf(catches);
  }

  /** Takes down what a try came to. */
  public void add(Catch one) {
    catches.add(one);
    try {
      Files.writeString(
          file, write(one) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new CanaryException(file + ": cannot be written; name another by --log", e);
    }
  }

  static String write(Catch one) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("canary", one.canary());
      json.writeStringField("version", one.version());
      json.writeStringField("settings", one.settings());
      json.writeStringField("hunt", one.hunt());
      json.writeNumberField("attempt", one.attempt());
      json.writeNumberField("seeds", one.seeds());
      json.writeBooleanField("found", one.isFound());
      json.writeNumberField("seed", one.seed());
      json.writeStringField("trip", one.trip());
      json.writeStringField("reason", one.reason());
      json.writeNumberField("strangers", one.strangers());
      json.writeStringField("stranger", one.stranger());
      json.writeNumberField("cpuNanos", one.cpuNanos());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a string can always be written to", e);
    }
    return text.toString();
  }

  private static Catch read(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(line)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          fields.put(json.currentName(), json.getText());
        }
      }
    }
    return new Catch(
        fields.getOrDefault("canary", ""),
        fields.getOrDefault("version", ""),
        fields.getOrDefault("settings", ""),
        fields.getOrDefault("hunt", ""),
        Integer.parseInt(fields.getOrDefault("attempt", "")),
        Long.parseLong(fields.getOrDefault("seeds", "")),
        fields.getOrDefault("found", "").equals("true"),
        Long.parseLong(fields.getOrDefault("seed", "")),
        fields.getOrDefault("trip", ""),
        fields.getOrDefault("reason", ""),
        Long.parseLong(fields.getOrDefault("strangers", "")),
        fields.getOrDefault("stranger", ""),
        Long.parseLong(fields.getOrDefault("cpuNanos", "")));
  }
}
