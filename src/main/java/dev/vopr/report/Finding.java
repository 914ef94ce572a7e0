package dev.vopr.report;

import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/**
 * One sentence about how a run came to fail, the same in all reports, and the events it is about.
 *
 * @param topic what the sentence answers
 * @param kind what is wrong, such as {@code commit}; empty for topics without kinds
 * @param node the replica or client that it is about, {@link #NOWHERE} if it is about several
 * @param sentence what is to be said
 * @param events ordinals of the events that show it; of a step that went wrong, the step comes
 *     first
 */
public record Finding(Topic topic, String kind, int node, String sentence, List<Long> events) {
  /** The node of a sentence about several nodes, or about none. */
  public static final int NOWHERE = -1;

  /** What a sentence answers. */
  public enum Topic {
    /** Which step was against the protocol. */
    WENT_WRONG(2),
    /** How replicas came to states that differ. */
    EXECUTED(2),
    /** Where entries came from that conflict. */
    ENTRIES(2),
    /** What went on for the last time. */
    LAST_PROGRESS(2),
    /** Which fault struck last. */
    LAST_FAULT(1),
    /** Which client waits for what. */
    WAITING(1),
    /** What does not come, and from whom. */
    MISSING(3),
    /** Since when a replica is where it is. */
    SINCE_WHEN(1),
    /** What has arrived since the last progress. */
    SINCE_THEN(2),
    /** What was refused since then, and why. */
    REFUSED(2);

    private final int mostLines;

    Topic(int mostLines) {
      this.mostLines = mostLines;
    }

    /** Returns {@code went wrong} for WENT_WRONG. */
    public String label() {
      return TextOf.word(this).replace('-', ' ');
    }
  }

  /** Copies the list. */
  public Finding {
    events = List.copyOf(events);
  }

  /** Returns a sentence about no node in particular. */
  static Finding of(Topic topic, String sentence, List<Long> events) {
    return new Finding(topic, "", NOWHERE, sentence, events);
  }

  /** Returns a sentence about a node. */
  static Finding of(Topic topic, int node, String sentence, List<Long> events) {
    return new Finding(topic, "", node, sentence, events);
  }

  /** Returns {@code r0}, or nothing if it is about no node in particular. */
  public String nodeName() {
    return node == NOWHERE ? "" : Nodes.name(node);
  }

  /**
   * Returns sentences as lines of a report, each topic after its label.
   *
   * @param width characters of the widest label
   */
  static List<String> lines(List<Finding> findings, int width) {
    List<String> lines = new ArrayList<>();
    String last = "";
    for (Finding finding : findings) {
      String label = finding.topic().label();
      String start = "  %s  ".formatted(pad(label.equals(last) ? "" : label, width));
      lines.addAll(Paragraph.of(start, finding.sentence(), finding.topic().mostLines));
      last = label;
    }
    return lines;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
