package dev.vopr.run.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Bytes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Base64;
import java.util.List;

/** Writes records as JSON objects, field by field. */
final class RecordWriter {
  private final JsonGenerator out;

  RecordWriter(JsonGenerator out) {
    this.out = out;
  }

  /** Writes all fields of a record into the object that is open. */
  void fields(Record value) throws IOException {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      out.writeFieldName(component.getName());
      value(component.getName(), get(component, value));
    }
  }

  private static Object get(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a field of a trace cannot be read: " + component, e);
    }
  }

  private void value(String field, Object value) throws IOException {
    if (value instanceof Record record) {
      out.writeStartObject();
      fields(record);
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        value(field, element);
      }
      out.writeEndArray();
    } else {
      single(field, value);
    }
  }

  private void single(String field, Object value) throws IOException {
    if (value instanceof Number number) {
      number(field, number.longValue());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else {
      out.writeString(text(value));
    }
  }

  private void number(String field, long value) throws IOException {
    if (TraceFormat.isHexadecimal(field)) {
      out.writeString("%016x".formatted(value));
    } else {
      out.writeNumber(value);
    }
  }

  private static String text(Object value) {
    if (value instanceof Enum<?> constant) {
      return TraceFormat.word(constant);
    }
    return value instanceof Frame || value instanceof Bytes ? base64(value) : value.toString();
  }

  private static String base64(Object bytes) {
    byte[] array = bytes instanceof Frame frame ? frame.toArray() : ((Bytes) bytes).toArray();
    return Base64.getEncoder().encodeToString(array);
  }
}
