package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.trace.LinkChange;
import dev.vopr.trace.TraceEvent;
import java.util.List;

/** Links that hold their packets for a while. */
final class Clogs implements LinkEpisodes.Effect {
  private final World world;
  private final Traffic traffic;

  Clogs(World world, Traffic traffic) {
    this.world = world;
    this.traffic = traffic;
  }

  @Override
  public void begin(Link link, Decision decision) {
    link.isClogged = true;
    tell(link, LinkChange.CLOGGED);
  }

  @Override
  public void end(Link link) {
    link.isClogged = false;
    tell(link, LinkChange.FREED);
    traffic.release(link);
  }

  private void tell(Link link, LinkChange change) {
    if (world.trace().isOn()) {
      world
          .trace()
          .add(
              new TraceEvent.LinksChanged(
                  world.sim().nowNanos(), "", change, List.of(link.way.way())));
    }
  }
}
