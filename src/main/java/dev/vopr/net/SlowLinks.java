package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.LinkChange;
import dev.vopr.trace.TraceEvent;
import java.util.List;

/** Links whose packets take longer for a while. */
final class SlowLinks implements LinkEpisodes.Effect {
  private final World world;
  private final LinkSettings settings;

  SlowLinks(World world, LinkSettings settings) {
    this.world = world;
    this.settings = settings;
  }

  @Override
  public void begin(Link link, Decision decision) {
    double spread = settings.maxSlowFactor() - settings.minSlowFactor();
    link.slowness = settings.minSlowFactor() + spread * SimRng.toUnit(decision.detail());
    tell(link, LinkChange.SLOWED);
  }

  @Override
  public void end(Link link) {
    link.slowness = 1;
    tell(link, LinkChange.SPED_UP);
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
