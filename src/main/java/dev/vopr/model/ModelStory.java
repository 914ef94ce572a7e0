package dev.vopr.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last steps of a run of the model, in words. */
public final class ModelStory {
  private final int lines;
  private final Deque<String> last = new ArrayDeque<>();
  private long told;

  private ModelStory(int lines) {
    this.lines = lines;
  }

  /** Nothing is told. */
  public static ModelStory off() {
    return new ModelStory(0);
  }

  /** Keeps so many of the last steps, from 1. */
  public static ModelStory ofLast(int lines) {
    return new ModelStory(lines);
  }

  boolean isOn() {
    return lines > 0;
  }

  void tell(String line) {
    told++;
    last.addLast(line);
    if (last.size() > lines) {
      last.removeFirst();
    }
  }

  /** Returns the last steps, one a line, after a line that says how many came before. */
  public List<String> lines() {
    List<String> all = new ArrayList<>();
    if (told > last.size()) {
      all.add("… %d steps before".formatted(told - last.size()));
    }
    all.addAll(last);
    return all;
  }
}
