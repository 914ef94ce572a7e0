package dev.vopr.report;

import dev.vopr.vsr.message.Nodes;
import java.util.List;

/** Draws what happens between nodes: a column for each, and arrows for messages. */
final class Lanes {
  private static final int WIDE = 6;
  private static final int NARROW = 4;
  private static final int FEW = 5;

  private final List<Integer> nodes;
  private final int width;

  Lanes(List<Integer> nodes) {
    this.nodes = List.copyOf(nodes);
    this.width = nodes.size() <= FEW ? WIDE : NARROW;
  }

  /** Returns the names of the nodes above their columns. */
  String names() {
    StringBuilder line = new StringBuilder();
    for (int node : nodes) {
      line.append(("%-" + width + "s").formatted(Nodes.name(node)));
    }
    return line.toString();
  }

  /** Returns a line on which something happens at one node. */
  String at(int node, char sign) {
    StringBuilder line = empty();
    line.setCharAt(column(node), sign);
    return line.toString();
  }

  /** Returns a line on which nothing happens. */
  String nothing() {
    return empty().toString();
  }

  /**
   * Returns a line with an arrow.
   *
   * @param tail what stands at the sender
   * @param isLost whether the arrow does not arrive
   */
  String arrow(int from, int to, char tail, boolean isLost) {
    StringBuilder line = empty();
    int begin = column(from);
    int end = column(to);
    int step = begin < end ? 1 : -1;
    for (int at = begin; at != end; at += step) {
      line.setCharAt(at, '─');
    }
    line.setCharAt(begin, tail);
    char head = begin < end ? '▶' : '◀';
    line.setCharAt(end, isLost ? '✗' : head);
    return line.toString();
  }

  private StringBuilder empty() {
    StringBuilder line = new StringBuilder(" ".repeat(width * nodes.size()));
    for (int node : nodes) {
      line.setCharAt(column(node), '│');
    }
    return line;
  }

  private int column(int node) {
    return nodes.indexOf(node) * width;
  }
}
