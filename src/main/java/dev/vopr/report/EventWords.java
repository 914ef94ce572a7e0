package dev.vopr.report;

import dev.vopr.trace.DiskAction;
import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/** Every event in words; those that the story leaves out too. Asked about in their order. */
public final class EventWords {
  private final TextOf story;

  /** Creates the words for a trace with such a header. */
  public EventWords(TraceHeader header) {
    story = new TextOf(header);
  }

  /** Returns the words of the story; nothing if it leaves the event out. */
  public String told(TraceRecord record) {
    return story.apply(record);
  }

  /** Returns words for any event. */
  public String of(TraceRecord record) {
    String told = told(record);
    return told.isEmpty() ? plain(record.event()) : told;
  }

  /** Returns words for an event that the story leaves out. */
  static String plain(TraceEvent event) {
    if (event instanceof TraceEvent.Stepped step) {
      return Nodes.name(step.replica()) + ": " + changes(step.before(), step.after());
    }
    if (event instanceof TraceEvent.DiskBegun begun) {
      return "the disk of %s begins to %s"
          .formatted(Nodes.name(begun.replica()), action(begun.action(), begun.blocks()));
    }
    return shortly(event);
  }

  private static String shortly(TraceEvent event) {
    if (event instanceof TraceEvent.Fired fired) {
      return "the alarm of %s rings".formatted(Nodes.name(fired.node()));
    }
    if (event instanceof TraceEvent.DiskDone done) {
      return "the disk of %s is done".formatted(Nodes.name(done.replica()));
    }
    if (event instanceof TraceEvent.Struck struck) {
      return struck.decision().kind().key() + " strikes";
    }
    return event instanceof TraceEvent.Change change ? change.what() : "";
  }

  private static String action(DiskAction action, int blocks) {
    return switch (action) {
      case WRITE -> blocks == 1 ? "write 1 block" : "write " + blocks + " blocks";
      case READ_ALL -> "read all";
      case READ_SLOT -> "read a slot";
    };
  }

  private static String changes(Standing before, Standing after) {
    List<String> changes = new ArrayList<>();
    if (before.status() != after.status()) {
      changes.add("status " + TextOf.word(after.status()));
    }
    if (before.isPrimary() != after.isPrimary()) {
      changes.add(after.isPrimary() ? "is the primary" : "is the primary no more");
    }
    add(changes, "last normal view", before.lastNormalView(), after.lastNormalView());
    add(changes, "checkpoint", before.base(), after.base());
    add(changes, "executed", before.executed(), after.executed());
    return changes.isEmpty() ? "its log changes" : String.join(", ", changes);
  }

  private static void add(List<String> changes, String what, long before, long after) {
    if (before != after) {
      changes.add("%s %d → %d".formatted(what, before, after));
    }
  }
}
