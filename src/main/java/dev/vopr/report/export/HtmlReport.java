package dev.vopr.report.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A run as a page: one file that opens from disk in any browser, without a network. Template, style
 * and scripts are resources next to this class; the scripts become one, so that none of their names
 * is global.
 */
public final class HtmlReport {
  /** So many events are shown; of a longer run, the last ones. */
  static final int MOST_EVENTS = 20_000;

  /** Before and after each place that is filled in. */
  private static final Pattern PLACES = Pattern.compile("(?=\\{\\{)|(?<=\\}\\})");

  private static final List<String> SCRIPTS =
      List.of(
          "model.js",
          "state.js",
          "filters.js",
          "draw.js",
          "strip.js",
          "lanes.js",
          "panels.js",
          "main.js");

  private HtmlReport() {}

  /**
   * Writes the page.
   *
   * @param minimised the run that is left after minimising, if there is one; the page lets one
   *     switch between the two
   */
  public static void write(Appendable out, Trace trace, Optional<Trace> minimised)
      throws IOException {
    String page = resource("report.html");
    for (String part : PLACES.split(page, -1)) {
      switch (part) {
        case "{{title}}" -> out.append(title(trace.header()));
        case "{{style}}" -> out.append(resource("report.css"));
        case "{{data}}" -> out.append(data(trace, minimised));
        case "{{script}}" -> out.append(script());
        default -> out.append(part);
      }
    }
  }

  private static String title(TraceHeader header) {
    return "%s · %s · seed %d"
        .formatted(header.verdict(), escaped(header.scenario()), header.seed());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String script() {
    StringBuilder script = new StringBuilder("(() => {\n'use strict';\n");
    for (String name : SCRIPTS) {
      script.append(resource(name));
    }
    return script.append("})();\n").toString();
  }

  private static String data(Trace trace, Optional<Trace> minimised) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setCharacterEscapes(new InScript());
      json.writeStartArray();
      RunJson.write(json, "original", trace, MOST_EVENTS);
      if (minimised.isPresent()) {
        RunJson.write(json, "minimised", minimised.get(), MOST_EVENTS);
      }
      json.writeEndArray();
    }
    return text.toString();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource is missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No text can end the script element that it stands in. */
  private static final class InScript extends CharacterEscapes {
    private static final SerializedString LESS_THAN = new SerializedString("\\u003c");

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['<'] = ESCAPE_CUSTOM;
      return codes;
    }

    /** Is asked about all characters beyond ASCII as well; null leaves one as it is. */
    @Override
    public SerializableString getEscapeSequence(int character) {
      return character == '<' ? LESS_THAN : null;
    }
  }
}
