package dev.vopr.run.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads and writes traces as JSON Lines: a header, then one event a line; docs/TRACE.md explains
 * each field.
 */
public final class TraceFiles {
  private static final String FORMAT = "format";
  private static final String VERSION = "version";
  private static final String KEPT = "kept";
  private static final String EARLIER = "earlier";
  private static final String KIND = "kind";
  private static final String TEXT = "text";
  private static final String REMEDY = "make the trace again with `vopr replay`";

  private TraceFiles() {}

  // ---- writing ----------------------------------------------------------------------------------

  /**
   * Writes a trace.
   *
   * @param text says an event in words, for people who look into the file; may be empty
   */
  public static void write(Path file, Trace trace, Function<TraceRecord, String> text)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write(header(trace));
      out.write('\n');
      for (TraceRecord record : trace.known()) {
        out.write(line(record, text.apply(record)));
        out.write('\n');
      }
    }
  }

  private static String header(Trace trace) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonLine.JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField(FORMAT, TraceFormat.NAME);
      json.writeNumberField(VERSION, TraceFormat.VERSION);
      json.writeNumberField(KEPT, trace.records().size());
      json.writeNumberField(EARLIER, trace.earlier().size());
      new RecordWriter(json).fields(trace.header());
      json.writeEndObject();
    }
    return text.toString();
  }

  /**
   * Returns the line of one event: two events are the same if their lines are.
   *
   * @param words the event in words, or nothing
   */
  public static String line(TraceRecord record, String words) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonLine.JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("ordinal", record.ordinal());
      json.writeNumberField("cause", record.cause());
      json.writeStringField("hash", "%016x".formatted(record.hash()));
      json.writeStringField(KIND, TraceFormat.kind(record.event()));
      new RecordWriter(json).fields((Record) record.event());
      if (!words.isEmpty()) {
        json.writeStringField(TEXT, words);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** The three fields that each event has besides its own. */
  record Place(long ordinal, long cause, long hash) {}

  /**
   * Reads a trace.
   *
   * @throws TraceFileException if that is not possible
   */
  public static Trace read(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return read(file, lines);
    } catch (NoSuchFileException e) {
      throw new TraceFileException(file + ": there is no such file; check the path");
    } catch (CharacterCodingException e) {
      throw new TraceFileException(file + ": is not text in UTF-8; " + REMEDY);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
      throw new TraceFileException(file + ": cannot be read: " + why + "; give a readable file");
    }
  }

  private static Trace read(Path file, BufferedReader lines) throws IOException {
    String first = lines.readLine();
    if (first == null) {
      throw new TraceFileException(file + ": is empty; " + REMEDY);
    }
    Map<String, Object> fields = fields(file, 1, first);
    checkFormat(file, fields);
    long kept;
    long earlier;
    TraceHeader header;
    try {
      kept = RecordReader.as(Long.class, KEPT, fields.remove(KEPT), "a whole number");
      earlier = RecordReader.as(Long.class, EARLIER, fields.remove(EARLIER), "a whole number");
      header = RecordReader.record(TraceHeader.class, fields);
      RecordReader.refuseMore(fields);
    } catch (IllegalArgumentException e) {
      throw TraceFileException.at(file, 1, e.getMessage() + "; " + REMEDY);
    }
    List<TraceRecord> records = new ArrayList<>();
    long number = 1;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      records.add(record(file, number, line, records, earlier));
    }
    if (earlier < 0 || kept < 0 || records.size() != earlier + kept) {
      throw TraceFileException.at(
          file,
          number,
          "the file ends after %,d events, but has %,d by its first line; it was cut off or put together: %s"
              .formatted(records.size(), earlier + kept, REMEDY));
    }
    int gaps = (int) earlier;
    return new Trace(header, records.subList(gaps, records.size()), records.subList(0, gaps));
  }

  private static void checkFormat(Path file, Map<String, Object> fields) {
    if (!TraceFormat.NAME.equals(fields.remove(FORMAT))) {
      throw TraceFileException.at(
          file,
          1,
          "is no trace: its first line has no \"%s\":\"%s\"; name a trace.jsonl"
              .formatted(FORMAT, TraceFormat.NAME));
    }
    Object version = fields.remove(VERSION);
    if (!Long.valueOf(TraceFormat.VERSION).equals(version)) {
      throw TraceFileException.at(
          file,
          1,
          "has version %s of the format, but this program reads version %d; %s"
              .formatted(version, TraceFormat.VERSION, REMEDY));
    }
  }

  private static Map<String, Object> fields(Path file, long number, String line) {
    try {
      return JsonLine.read(line);
    } catch (IllegalArgumentException e) {
      throw TraceFileException.at(
          file, number, "the line is damaged: it " + e.getMessage() + "; " + REMEDY);
    }
  }

  private static TraceRecord record(
      Path file, long number, String line, List<TraceRecord> before, long earlier) {
    Map<String, Object> fields = fields(file, number, line);
    try {
      Place place = RecordReader.record(Place.class, fields);
      TraceEvent event = event(fields);
      checkOrder(place.ordinal(), before, earlier);
      return new TraceRecord(place.ordinal(), place.cause(), place.hash(), event);
    } catch (IllegalArgumentException e) {
      throw TraceFileException.at(file, number, e.getMessage() + "; " + REMEDY);
    }
  }

  /** The first events have gaps between them. */
  private static void checkOrder(long ordinal, List<TraceRecord> before, long earlier) {
    if (before.isEmpty()) {
      return;
    }
    long last = before.get(before.size() - 1).ordinal();
    boolean isInOrder = before.size() > earlier ? ordinal == last + 1 : ordinal > last;
    if (!isInOrder) {
      throw new IllegalArgumentException("ordinal: is %d, but follows %d".formatted(ordinal, last));
    }
  }

  private static TraceEvent event(Map<String, Object> fields) {
    String kind = RecordReader.as(String.class, KIND, fields.remove(KIND), "a word");
    Class<?> type = TraceFormat.kinds().get(kind);
    if (type == null) {
      throw new IllegalArgumentException(
          "kind: \"%s\" is unknown to this program; there are %s"
              .formatted(kind, String.join(", ", TraceFormat.kinds().keySet())));
    }
    fields.remove(TEXT);
    TraceEvent event = (TraceEvent) RecordReader.record(type, fields);
    RecordReader.refuseMore(fields);
    return event;
  }
}
