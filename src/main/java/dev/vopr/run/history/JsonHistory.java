package dev.vopr.run.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.vopr.check.history.Operation;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A history of the key-value service as JSON Lines: one operation a line, such as
 *
 * <pre>
 * {"client":0,"invoked":1,"returned":4,"command":"get","tenant":0,"key":"k1","result":"ok","found":"7"}
 * </pre>
 *
 * <p>{@code invoked} and {@code returned} number the events of the whole history. Without {@code
 * returned} and {@code result} the outcome is unknown. Bytes that are no text have names that end
 * with {@code -base64}.
 */
final class JsonHistory {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> RESULTS = List.of("ok", "not-found", "mismatch", "invalid");
  private static final List<String> NAMES =
      List.of(
          "client",
          "invoked",
          "returned",
          "command",
          "tenant",
          "key",
          "value",
          "expected",
          "result",
          "found");
  private static final String BASE64 = "-base64";
  private static final int MAX_TENANT = 0xFFFF;
  private static final int MAX_TEXT = 0xFFFF;

  private final Path file;
  private final List<Operation<KeyValueCommand, Bytes>> operations = new ArrayList<>();

  JsonHistory(Path file) {
    this.file = file;
  }

  List<Operation<KeyValueCommand, Bytes>> operations() {
    return operations;
  }

  // ---- reading ----------------------------------------------------------------------------------

  void take(long number, String line) {
    try {
      operations.add(operation(fields(line)));
    } catch (JsonProcessingException e) {
      String problem = "is no JSON object: " + e.getOriginalMessage();
      throw HistoryFileException.at(file, number, problem + "; write one operation a line");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw HistoryFileException.at(file, number, e.getMessage());
    }
  }

  private static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("is no JSON object; write one operation a line");
      }
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        String plain = name.endsWith(BASE64) ? name.substring(0, name.length() - 7) : name;
        if (!NAMES.contains(plain)) {
          throw new IllegalArgumentException(
              "%s: unknown field; give some of %s".formatted(name, String.join(", ", NAMES)));
        }
        JsonToken value = in.nextToken();
        if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NUMBER_INT) {
          throw new IllegalArgumentException(name + ": give a text or a whole number");
        }
        fields.put(name, in.getText());
      }
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("holds more than one object; write one a line");
      }
    }
    return fields;
  }

  private static Operation<KeyValueCommand, Bytes> operation(Map<String, String> fields) {
    int client = (int) number(fields, "client", Integer.MAX_VALUE);
    long invoked = number(fields, "invoked", Operation.NEVER - 2);
    KeyValueCommand command = command(fields);
    if (fields.containsKey("returned") != fields.containsKey("result")) {
      throw new IllegalArgumentException(
          "returned and result belong together; give both, or none if the outcome is unknown");
    }
    if (!fields.containsKey("returned")) {
      return Operation.unknown(client, command, invoked);
    }
    long returned = number(fields, "returned", Operation.NEVER - 1);
    if (returned <= invoked) {
      throw new IllegalArgumentException(
          "returned: %d is not after invoked, %d; number the events in their order"
              .formatted(returned, invoked));
    }
    return Operation.known(client, command, result(fields), invoked, returned);
  }

  private static KeyValueCommand command(Map<String, String> fields) {
    int tenant = (int) number(fields, "tenant", MAX_TENANT);
    String command = text(fields, "command");
    return switch (command) {
      case "get" -> new KeyValueCommand.Get(tenant, bytes(fields, "key"));
      case "put" -> new KeyValueCommand.Put(tenant, bytes(fields, "key"), bytes(fields, "value"));
      case "cas" ->
          new KeyValueCommand.CompareAndSet(
              tenant, bytes(fields, "key"), bytes(fields, "value"), bytes(fields, "expected"));
      case "delete" -> new KeyValueCommand.Delete(tenant, bytes(fields, "key"));
      default ->
          throw new IllegalArgumentException(
              "command: \"%s\" is unknown; give get, put, cas or delete".formatted(command));
    };
  }

  private static Bytes result(Map<String, String> fields) {
    int status = RESULTS.indexOf(text(fields, "result"));
    if (status < 0) {
      throw new IllegalArgumentException(
          "result: \"%s\" is unknown; give one of %s"
              .formatted(text(fields, "result"), String.join(", ", RESULTS)));
    }
    boolean hasFound = fields.containsKey("found") || fields.containsKey("found" + BASE64);
    byte[] found = hasFound ? bytes(fields, "found").toArray() : new byte[0];
    byte[] result = new byte[1 + found.length];
    result[0] = (byte) status;
    System.arraycopy(found, 0, result, 1, found.length);
    return Bytes.copyOf(result);
  }

  private static String text(Map<String, String> fields, String name) {
    String text = fields.get(name);
    if (text == null) {
      throw new IllegalArgumentException(name + ": is missing; give it in each line");
    }
    return text;
  }

  private static long number(Map<String, String> fields, String name, long max) {
    String text = text(fields, name);
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through: it is out of range, or no number at all.
    }
    throw new IllegalArgumentException(
        "%s: \"%s\" is no whole number from 0 to %d; give one".formatted(name, text, max));
  }

  private static Bytes bytes(Map<String, String> fields, String name) {
    String coded = fields.get(name + BASE64);
    Bytes bytes = coded == null ? Bytes.of(text(fields, name)) : decoded(name, coded);
    if (bytes.length() > MAX_TEXT) {
      throw new IllegalArgumentException(name + ": is longer than 65,535 bytes; shorten it");
    }
    return bytes;
  }

  private static Bytes decoded(String name, String coded) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(coded));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s%s: is no base64: %s; encode it anew".formatted(name, BASE64, e.getMessage()), e);
    }
  }

  // ---- writing ----------------------------------------------------------------------------------

  static String line(Operation<KeyValueCommand, Bytes> operation) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("client", operation.client());
      out.writeNumberField("invoked", operation.invoked());
      if (operation.isKnown()) {
        out.writeNumberField("returned", operation.returned());
      }
      write(out, operation.input());
      if (operation.output().isPresent()) {
        write(out, operation.output().get());
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, KeyValueCommand command) throws IOException {
    Map<String, Bytes> texts = new LinkedHashMap<>();
    texts.put("key", command.key());
    out.writeStringField("command", command.accept(new Name(texts)));
    out.writeNumberField("tenant", command.tenant());
    for (Map.Entry<String, Bytes> text : texts.entrySet()) {
      write(out, text.getKey(), text.getValue());
    }
  }

  /** Names a command, and takes down what it has besides its key. */
  private record Name(Map<String, Bytes> texts) implements KeyValueCommand.Visitor<String> {
    @Override
    public String onGet(KeyValueCommand.Get get) {
      return "get";
    }

    @Override
    public String onPut(KeyValueCommand.Put put) {
      texts.put("value", put.value());
      return "put";
    }

    @Override
    public String onCompareAndSet(KeyValueCommand.CompareAndSet command) {
      texts.put("value", command.value());
      texts.put("expected", command.expected());
      return "cas";
    }

    @Override
    public String onDelete(KeyValueCommand.Delete delete) {
      return "delete";
    }
  }

  private static void write(JsonGenerator out, Bytes result) throws IOException {
    byte status = result.length() == 0 ? -1 : result.asBuffer().get(0);
    if (status < 0 || status >= RESULTS.size()) {
      throw new IOException("a result has no status of the key-value service");
    }
    out.writeStringField("result", RESULTS.get(status));
    if (result.length() > 1) {
      write(out, "found", result.slice(1, result.length() - 1));
    }
  }

  private static void write(JsonGenerator out, String name, Bytes bytes) throws IOException {
    if (Bytes.of(bytes.text()).equals(bytes)) {
      out.writeStringField(name, bytes.text());
    } else {
      out.writeStringField(name + BASE64, Base64.getEncoder().encodeToString(bytes.toArray()));
    }
  }
}
