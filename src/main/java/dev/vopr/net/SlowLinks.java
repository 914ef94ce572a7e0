package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.TraceEvent;

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
    tell(link, "turns slow");
  }

  @Override
  public void end(Link link) {
    link.slowness = 1;
    tell(link, "has its speed again");
  }

  private void tell(Link link, String what) {
    if (world.trace().isOn()) {
      world
          .trace()
          .add(
              new TraceEvent.WorldChanged(
                  world.sim().nowNanos(), "the link " + link.way + " " + what));
    }
  }
}
