package dev.vopr.vsr.scripted;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that keeps what it executed, in order. Every operation of a script is another
 * text, so executing one twice fails at once.
 */
final class TextMachine implements StateMachine {
  private static final String SEPARATOR = " ";

  private final List<String> executed = new ArrayList<>();
  private long lastTimestamp;

  @Override
  public Bytes execute(Bytes operation, long timestamp) {
    String text = operation.text();
    if (executed.contains(text)) {
      throw new AssertionError(text + " is executed twice, after " + executed);
    }
    if (timestamp <= lastTimestamp) {
      throw new AssertionError("timestamp " + timestamp + " of " + text + " does not rise");
    }
    lastTimestamp = timestamp;
    executed.add(text);
    return Bytes.of(executed.size() + ":" + text);
  }

  @Override
  public long digest() {
    return Hash64.finish(snapshot().hash(0));
  }

  @Override
  public Bytes snapshot() {
    return Bytes.of(String.join(SEPARATOR, executed));
  }

  @Override
  public boolean restore(Bytes snapshot) {
    executed.clear();
    if (snapshot.length() > 0) {
      executed.addAll(List.of(snapshot.text().split(SEPARATOR, -1)));
    }
    return true;
  }

  List<String> executed() {
    return List.copyOf(executed);
  }
}
