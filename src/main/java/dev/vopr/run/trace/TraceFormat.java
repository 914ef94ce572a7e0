package dev.vopr.run.trace;

import dev.vopr.trace.TraceEvent;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The names in a trace file: they follow from those of the records, of which it is a picture. */
public final class TraceFormat {
  /** What stands in the first line, so that a trace is known as one. */
  public static final String NAME = "vopr-trace";

  /** Goes up with each change after which older programs cannot read the file. */
  public static final int VERSION = 3;

  /** Numbers of 64 bits that mean nothing as such, and are written in hexadecimal digits. */
  private static final List<String> HEXADECIMAL = List.of("hash", "checksum", "detail");

  private static final Map<String, Class<?>> KINDS = new TreeMap<>();

  static {
    addKinds(TraceEvent.class);
  }

  private TraceFormat() {}

  private static void addKinds(Class<?> sealed) {
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        KINDS.put(kebab(permitted.getSimpleName()), permitted);
      } else {
        addKinds(permitted);
      }
    }
  }

  /** Returns all kinds of events, by their names in the file. */
  public static Map<String, Class<?>> kinds() {
    return new TreeMap<>(KINDS);
  }

  /** Returns the name of an event's kind, such as {@code disk-done}. */
  static String kind(TraceEvent event) {
    return kebab(event.getClass().getSimpleName());
  }

  /** Returns the names of the fields of a record, in their order. */
  public static List<String> fields(Class<?> record) {
    return List.of(record.getRecordComponents()).stream().map(RecordComponent::getName).toList();
  }

  static boolean isHexadecimal(String field) {
    return HEXADECIMAL.contains(field);
  }

  /** Returns {@code view-change} for VIEW_CHANGE. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String kebab(String camelCase) {
    return camelCase.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
