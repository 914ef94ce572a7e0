package dev.vopr.run.history;

import dev.vopr.check.history.Operation;
import dev.vopr.check.model.RegisterModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import us.bpsm.edn.EdnException;
import us.bpsm.edn.Keyword;
import us.bpsm.edn.TaggedValue;
import us.bpsm.edn.parser.Parseable;
import us.bpsm.edn.parser.Parser;
import us.bpsm.edn.parser.Parsers;

/**
 * A history of registers as Jepsen writes it: one event a line, such as {@code {:process 0, :type
 * :invoke, :f :write, :value 3}}. Values that are pairs of a key and a value are about the register
 * of that key. What failed did not happen; what ended with {@code :info} may have.
 */
final class EdnHistory {
  private static final String ONLY_REGISTER = "register";

  private final Path file;
  private final Parser parser = Parsers.newParser(Parsers.defaultConfiguration());
  private final List<Operation<RegisterModel.Call, Optional<String>>> ended = new ArrayList<>();
  private final Map<Long, Begun> underWay = new TreeMap<>();

  /** An operation whose end was not read yet. */
  private record Begun(String function, RegisterModel.Call call, long line) {}

  EdnHistory(Path file) {
    this.file = file;
  }

  List<Operation<RegisterModel.Call, Optional<String>>> operations() {
    List<Operation<RegisterModel.Call, Optional<String>>> all = new ArrayList<>(ended);
    underWay.forEach(
        (process, begun) ->
            all.add(Operation.unknown(process.intValue(), begun.call(), begun.line())));
    return all;
  }

  void take(long number, String line) {
    try {
      take(number, event(line));
    } catch (EdnException e) {
      throw HistoryFileException.at(
          file, number, "is no EDN: " + e.getMessage() + "; write one event a line");
    } catch (IllegalArgumentException e) {
      throw HistoryFileException.at(file, number, e.getMessage());
    }
  }

  private Map<?, ?> event(String line) {
    Parseable text = Parsers.newParseable(line);
    Object value = parser.nextValue(text);
    Object content = value instanceof TaggedValue tagged ? tagged.getValue() : value;
    if (!(content instanceof Map<?, ?> event)
        || !Parser.END_OF_INPUT.equals(parser.nextValue(text))) {
      throw new IllegalArgumentException("is not one map; write one event a line");
    }
    return event;
  }

  private void take(long number, Map<?, ?> event) {
    Object process = event.get(Keyword.newKeyword("process"));
    if (process instanceof Keyword) {
      return; // The nemesis: what breaks the system asks for nothing.
    }
    if (!(process instanceof Long client) || client < 0 || client > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(":process " + process + " is no number; give one from 0");
    }
    String type = word(event, "type");
    String function = word(event, "f");
    Object value = plain(event.get(Keyword.newKeyword("value")));
    if (type.equals("invoke")) {
      Begun begun = new Begun(function, call(function, value), number);
      if (underWay.putIfAbsent(client, begun) != null) {
        throw new IllegalArgumentException(
            "process %d has not ended its last operation; add its :ok, :fail or :info"
                .formatted(client));
      }
      return;
    }
    if (!List.of("ok", "fail", "info").contains(type)) {
      throw new IllegalArgumentException(
          ":type :" + type + " is unknown; give :invoke, :ok, :fail or :info");
    }
    Begun begun = underWay.remove(client);
    if (begun == null || !begun.function().equals(function)) {
      throw new IllegalArgumentException(
          "process %d ends a :%s that it did not begin; add its :invoke"
              .formatted(client, function));
    }
    end(client.intValue(), begun, type, value, number);
  }

  private void end(int client, Begun begun, String type, Object value, long number) {
    if (type.equals("info")) {
      ended.add(Operation.unknown(client, begun.call(), begun.line()));
    } else if (type.equals("ok")) {
      boolean isRead = begun.call() instanceof RegisterModel.Read;
      Optional<String> output = isRead ? text(valueOf(value)) : Optional.empty();
      ended.add(Operation.known(client, begun.call(), output, begun.line(), number));
    }
  }

  private static String word(Map<?, ?> event, String name) {
    Object word = event.get(Keyword.newKeyword(name));
    if (!(word instanceof Keyword keyword)) {
      throw new IllegalArgumentException(
          ":%s %s is no keyword; give one such as :read".formatted(name, word));
    }
    return keyword.getName();
  }

  private static RegisterModel.Call call(String function, Object value) {
    return switch (function) {
      case "read" -> new RegisterModel.Read(registerOf(value));
      case "write" -> new RegisterModel.Write(registerOf(value), text(valueOf(value)));
      case "cas" -> compareAndSet(value);
      default ->
          throw new IllegalArgumentException(
              ":f :" + function + " is unknown; give :read, :write or :cas");
    };
  }

  /** The value is {@code [expected new]}, or {@code [key [expected new]]}. */
  private static RegisterModel.Call compareAndSet(Object value) {
    boolean isKeyed = pair(value).flatMap(both -> pair(both.get(1))).isPresent();
    Optional<List<?>> change = isKeyed ? pair(pair(value).get().get(1)) : pair(value);
    if (change.isEmpty()) {
      throw new IllegalArgumentException(":value of a :cas is no pair; give [expected new]");
    }
    String register = isKeyed ? registerOf(value) : ONLY_REGISTER;
    return new RegisterModel.CompareAndSet(
        register, text(change.get().get(0)), text(change.get().get(1)));
  }

  private static String registerOf(Object value) {
    return pair(value).flatMap(pair -> text(pair.get(0))).orElse(ONLY_REGISTER);
  }

  private static Object valueOf(Object value) {
    return pair(value).isPresent() ? plain(pair(value).get().get(1)) : value;
  }

  private static Optional<List<?>> pair(Object value) {
    return plain(value) instanceof List<?> list && list.size() == 2
        ? Optional.of(list)
        : Optional.empty();
  }

  /** Values may carry a tag, such as that of Jepsen's own pairs, which means nothing here. */
  private static Object plain(Object value) {
    return value instanceof TaggedValue tagged ? tagged.getValue() : value;
  }

  private static Optional<String> text(Object value) {
    return Optional.ofNullable(value).map(String::valueOf);
  }
}
