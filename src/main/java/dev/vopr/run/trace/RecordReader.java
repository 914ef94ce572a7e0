package dev.vopr.run.trace;

import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Makes records of what {@link JsonLine} has read; throws if something is missing or wrong. */
final class RecordReader {
  private RecordReader() {}

  /**
   * Returns a record; what it takes is removed from {@code fields}.
   *
   * @throws IllegalArgumentException with the field and what to put there
   */
  static <T> T record(Class<T> type, Map<String, Object> fields) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      if (!fields.containsKey(name)) {
        throw new IllegalArgumentException(name + ": is missing");
      }
      values[i] = value(name, components[i].getGenericType(), fields.remove(name));
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of a trace cannot be made: " + type, e);
    }
  }

  private static Object value(String name, Type type, Object read) {
    if (type instanceof ParameterizedType list) {
      List<Object> elements = new ArrayList<>();
      for (Object element : as(List.class, name, read, "a list")) {
        elements.add(value(name, list.getActualTypeArguments()[0], element));
      }
      return elements;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return nested(plain, name, read);
    }
    return plain.isEnum() ? constant(plain, name, read) : single(plain, name, read);
  }

  private static Object nested(Class<?> type, String name, Object read) {
    @SuppressWarnings("unchecked")
    Map<String, Object> fields = as(Map.class, name, read, "an object");
    Object record = record(type, fields);
    refuseMore(fields);
    return record;
  }

  /** Refuses fields that nobody has taken. */
  static void refuseMore(Map<String, Object> fields) {
    if (!fields.isEmpty()) {
      throw new IllegalArgumentException(fields.keySet().iterator().next() + ": is unknown here");
    }
  }

  private static Object constant(Class<?> type, String name, Object read) {
    String word = as(String.class, name, read, "a word");
    List<String> words = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String own = TraceFormat.word((Enum<?>) constant);
      if (own.equals(word)) {
        return constant;
      }
      words.add(own);
    }
    throw new IllegalArgumentException(
        "%s: \"%s\" is unknown; there are %s".formatted(name, word, String.join(", ", words)));
  }

  private static Object single(Class<?> type, String name, Object read) {
    if (type == boolean.class) {
      return as(Boolean.class, name, read, "true or false");
    }
    if (type == String.class) {
      return as(String.class, name, read, "a text");
    }
    if (type == Frame.class || type == Bytes.class) {
      byte[] bytes = base64(name, as(String.class, name, read, "a text in base64"));
      return type == Frame.class ? Frame.copyOf(bytes) : Bytes.wrap(bytes);
    }
    return number(type, name, read);
  }

  private static Object number(Class<?> type, String name, Object read) {
    if (TraceFormat.isHexadecimal(name)) {
      String digits = as(String.class, name, read, "16 hexadecimal digits");
      if (!digits.matches("[0-9a-f]{16}")) {
        throw new IllegalArgumentException(name + ": is not 16 hexadecimal digits");
      }
      return Long.parseUnsignedLong(digits, 16);
    }
    long number = as(Long.class, name, read, "a whole number");
    if (type == long.class) {
      return number;
    }
    if (number != (int) number) {
      throw new IllegalArgumentException(name + ": " + number + " is out of range");
    }
    return (int) number;
  }

  private static byte[] base64(String name, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": is no base64: " + e.getMessage(), e);
    }
  }

  /** Returns what was read if it is of a type. */
  static <T> T as(Class<T> type, String name, Object read, String wanted) {
    if (!type.isInstance(read)) {
      throw new IllegalArgumentException(name + ": is not " + wanted);
    }
    return type.cast(read);
  }
}
