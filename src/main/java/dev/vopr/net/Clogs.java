package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.trace.TraceEvent;

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
    tell(link, "clogs");
  }

  @Override
  public void end(Link link) {
    link.isClogged = false;
    tell(link, "is free again");
    traffic.release(link);
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
