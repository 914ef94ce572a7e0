package dev.vopr.report;

import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.trace.Way;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the events up to some point say about each replica. */
public final class ClusterState {
  /** Places of the log that are shown on each side of the one that matters. */
  private static final int NEIGHBOURS = 2;

  private final TraceHeader header;
  private boolean isCut;
  private final Map<Integer, Standing> standings = new TreeMap<>();
  private final Map<Integer, TreeMap<Long, Long>> logs = new TreeMap<>();
  private final Map<Integer, NodeChange> lives = new TreeMap<>();
  private final Map<Integer, List<NodeChange>> impairments = new TreeMap<>();
  private final Map<String, List<Way>> cuts = new LinkedHashMap<>();

  /** Creates the state before the first event. */
  public ClusterState(TraceHeader header) {
    this.header = header;
  }

  /** Returns the state after the event with an ordinal. */
  public static ClusterState at(Trace trace, long ordinal) {
    ClusterState state = new ClusterState(trace.header());
    state.isCut = trace.first() > 1;
    for (TraceRecord record : trace.known()) {
      if (record.ordinal() > ordinal) {
        break;
      }
      state.apply(record.event());
    }
    return state;
  }

  /** Takes the next event. */
  public void apply(TraceEvent event) {
    if (event instanceof TraceEvent.Stepped step) {
      standings.put(step.replica(), step.after());
      TreeMap<Long, Long> log = logs.computeIfAbsent(step.replica(), it -> new TreeMap<>());
      step.log().forEach(cell -> log.put(cell.op(), cell.checksum()));
      log.headMap(step.after().base(), true).clear();
      log.tailMap(step.after().op(), false).clear();
    } else if (event instanceof TraceEvent.Change change) {
      change(change);
    }
  }

  private void change(TraceEvent.Change event) {
    if (event instanceof TraceEvent.NodeChanged changed) {
      changeNode(changed.node(), changed.change());
    } else if (event instanceof TraceEvent.LinksChanged changed) {
      switch (changed.change()) {
        case CUT, CUT_AGAIN -> cuts.put(changed.name(), changed.links());
        case MENDED -> cuts.remove(changed.name());
        case CLOGGED, FREED, SLOWED, SPED_UP -> {}
      }
    }
  }

  private void changeNode(int node, NodeChange change) {
    List<NodeChange> impaired = impairments.computeIfAbsent(node, it -> new ArrayList<>());
    switch (change) {
      case STARTED, CRASHED, STOPPED, PAUSED, RESUMED -> lives.put(node, change);
      case RESTARTED -> {
        lives.put(node, change);
        standings.remove(node);
        logs.remove(node);
      }
      case REFORMATTED -> {}
      case READ_ONLY, SLOW, DEAF, MUTE, INTERMITTENT -> impaired.add(change);
      case WRITABLE -> impaired.remove(NodeChange.READ_ONLY);
      case FAST -> impaired.remove(NodeChange.SLOW);
      case HEARING -> impaired.remove(NodeChange.DEAF);
      case HEARD -> impaired.remove(NodeChange.MUTE);
      case STEADY -> impaired.remove(NodeChange.INTERMITTENT);
    }
  }

  /** Returns where a replica stands; nothing if that was not told yet in this life. */
  public Optional<Standing> standing(int replica) {
    return Optional.ofNullable(standings.get(replica));
  }

  /** Returns whether a replica is there, if perhaps paused. */
  boolean isRunning(int replica) {
    return isUp(replica) || lives.get(replica) == NodeChange.PAUSED;
  }

  /** Returns whether a replica is there and is not paused. */
  boolean isUp(int replica) {
    return switch (lives.getOrDefault(replica, NodeChange.STARTED)) {
      case CRASHED, STOPPED, PAUSED -> false;
      default -> true;
    };
  }

  /** Returns the checksums of a replica's log by op-number. */
  public SortedMap<Long, Long> log(int replica) {
    return new TreeMap<>(logs.getOrDefault(replica, new TreeMap<>()));
  }

  /** Returns what is not as it should be about a replica, each in a word or two. */
  public List<String> marks(int replica) {
    List<String> marks = new ArrayList<>();
    if (header.compromised().contains(replica)) {
      marks.add("compromised");
    }
    switch (lives.getOrDefault(replica, NodeChange.STARTED)) {
      case CRASHED -> marks.add("crashed");
      case STOPPED -> marks.add("stopped");
      case PAUSED -> marks.add("paused");
      default -> {}
    }
    for (NodeChange impaired : impairments.getOrDefault(replica, List.of())) {
      marks.add(TextOf.word(impaired));
    }
    List<String> cutOff = cutOffFrom(replica);
    if (!cutOff.isEmpty()) {
      marks.add("cut off from " + Figures.list(cutOff));
    }
    return marks;
  }

  private List<String> cutOffFrom(int replica) {
    List<Integer> others = new ArrayList<>();
    for (List<Way> links : cuts.values()) {
      for (Way way : links) {
        int other = way.from() == replica ? way.to() : way.from();
        boolean isMine = way.from() == replica || way.to() == replica;
        if (isMine && !others.contains(other)) {
          others.add(other);
        }
      }
    }
    return others.stream().sorted().map(Nodes::name).toList();
  }

  /**
   * Returns one line for each replica.
   *
   * @param op the op-number around which the log is shown; 0 for the end of each log
   */
  public List<String> rows(long op) {
    List<String> rows = new ArrayList<>();
    for (int replica = 0; replica < header.replicas(); replica++) {
      String marks = String.join(", ", marks(replica));
      rows.add(
          Paragraph.cut(
              "  %-3s %s%s"
                  .formatted(Nodes.name(replica), row(replica, op), marks)
                  .stripTrailing()));
    }
    return rows;
  }

  private String row(int replica, long op) {
    Standing standing = standings.get(replica);
    if (standing == null) {
      return isCut ? "as before the events that were kept   " : "reads its disk       ";
    }
    boolean isPrimary = standing.isPrimary() && standing.status() == Status.NORMAL;
    String status = TextOf.word(standing.status()) + (isPrimary ? ", primary" : "");
    return "%-16s view %d, log of view %d, op %d, commit %d   %s   "
        .formatted(
            status,
            standing.view(),
            standing.lastNormalView(),
            standing.op(),
            standing.commit(),
            cells(replica, standing.base() + 1, op == 0 ? standing.op() : op));
  }

  private String cells(int replica, long first, long op) {
    List<String> cells = new ArrayList<>();
    TreeMap<Long, Long> log = logs.getOrDefault(replica, new TreeMap<>());
    // An entry that went to the wrong place belongs to the place beside it.
    long end = log.containsKey(op + 1) ? op + 1 : op;
    for (long at = Math.max(first, op - NEIGHBOURS); at <= end; at++) {
      Long checksum = log.get(at);
      cells.add(checksum == null ? at + ":----" : "%d:%04x".formatted(at, checksum >>> 48));
    }
    return String.join(" ", cells);
  }
}
