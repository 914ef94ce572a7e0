package dev.vopr.net;

import dev.vopr.trace.LinkChange;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.Way;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The partitions that last now; a link is cut as long as any of them cuts it. */
final class Partitions {
  private static final int CUT = 16;

  private final World world;
  private final LinkTable table;
  private final NetworkCounters counters;
  private final Map<String, List<DirectedLink>> active = new LinkedHashMap<>();

  Partitions(World world, LinkTable table, NetworkCounters counters) {
    this.world = world;
    this.table = table;
    this.counters = counters;
  }

  /** Cuts {@code links}; a partition of the same name ends first. */
  void start(String name, List<DirectedLink> links) {
    end(name);
    counters.countPartition();
    cut(name, links);
    if (world.trace().isOn()) {
      tell(name, LinkChange.CUT, links);
    }
  }

  /** Cuts the links of a flapping partition again; it has not ended in between. */
  void startAgain(String name, List<DirectedLink> links) {
    cut(name, links);
    if (world.trace().isOn()) {
      tell(name, LinkChange.CUT_AGAIN, links);
    }
  }

  private void cut(String name, List<DirectedLink> links) {
    for (DirectedLink directed : links) {
      Link link = table.link(directed.from(), directed.to());
      link.cuts++;
      world.sim().hash().add(link.faultWord(CUT, link.sent));
    }
    active.put(name, links);
  }

  /** Ends the partition, if it lasts. */
  void end(String name) {
    List<DirectedLink> links = active.remove(name);
    if (links != null) {
      mend(name, links);
    }
  }

  void endAll() {
    active.forEach(this::mend);
    active.clear();
  }

  private void mend(String name, List<DirectedLink> links) {
    for (DirectedLink link : links) {
      table.link(link.from(), link.to()).cuts--;
    }
    if (world.trace().isOn()) {
      tell(name, LinkChange.MENDED, links);
    }
  }

  private void tell(String name, LinkChange change, List<DirectedLink> links) {
    List<Way> ways = links.stream().map(DirectedLink::way).toList();
    world.trace().add(new TraceEvent.LinksChanged(world.sim().nowNanos(), name, change, ways));
  }
}
