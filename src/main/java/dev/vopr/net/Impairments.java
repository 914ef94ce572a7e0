package dev.vopr.net;

import dev.vopr.sim.SimRng;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import java.util.Arrays;
import java.util.Optional;

/** Nodes whose links work by halves: slow, deaf, mute, or losing packets at times. */
final class Impairments {
  private final World world;
  private final LinkTable table;
  private final SimRng losses;
  private final double[] slowness;
  private final double[] loss;
  private final boolean[] isDeaf;
  private final boolean[] isMute;
  private boolean isAny;

  Impairments(World world, LinkTable table, SimRng rng) {
    this.world = world;
    this.table = table;
    this.losses = rng.fork("intermittent");
    this.slowness = new double[table.nodes()];
    this.loss = new double[table.nodes()];
    this.isDeaf = new boolean[table.nodes()];
    this.isMute = new boolean[table.nodes()];
    Arrays.fill(slowness, 1);
  }

  /** Returns whether a node is impaired; if not, nobody need ask further. */
  boolean isAny() {
    return isAny;
  }

  void onSlow(SimNetwork.Slow slow) {
    if (isStruckBy(slow.node())) {
      slowness[table.indexOf(slow.node())] = slow.factor();
      tell(slow.node(), slow.factor() == 1 ? NodeChange.FAST : NodeChange.SLOW);
    }
  }

  void onDeaf(SimNetwork.Deaf deaf) {
    if (isStruckBy(deaf.node())) {
      isDeaf[table.indexOf(deaf.node())] = deaf.isDeaf();
      tell(deaf.node(), deaf.isDeaf() ? NodeChange.DEAF : NodeChange.HEARING);
    }
  }

  void onMute(SimNetwork.Mute mute) {
    if (isStruckBy(mute.node())) {
      isMute[table.indexOf(mute.node())] = mute.isMute();
      tell(mute.node(), mute.isMute() ? NodeChange.MUTE : NodeChange.HEARD);
    }
  }

  void onIntermittent(SimNetwork.Intermittent intermittent) {
    if (isStruckBy(intermittent.node())) {
      loss[table.indexOf(intermittent.node())] = intermittent.loss();
      tell(
          intermittent.node(),
          intermittent.loss() == 0 ? NodeChange.STEADY : NodeChange.INTERMITTENT);
    }
  }

  private boolean isStruckBy(int node) {
    return !table.isHealed(table.indexOf(node));
  }

  private void tell(int node, NodeChange change) {
    refresh();
    if (world.trace().isOn()) {
      world.trace().add(new TraceEvent.NodeChanged(world.sim().nowNanos(), node, change));
    }
  }

  private void refresh() {
    isAny = false;
    for (int i = 0; i < slowness.length; i++) {
      isAny |= slowness[i] != 1 || loss[i] > 0 || isDeaf[i] || isMute[i];
    }
  }

  /** Ends what impairs the nodes that are healed. */
  void heal() {
    for (int i = 0; i < slowness.length; i++) {
      if (table.isHealed(i)) {
        slowness[i] = 1;
        loss[i] = 0;
        isDeaf[i] = false;
        isMute[i] = false;
      }
    }
    refresh();
  }

  /** Returns why the n-th packet of the link does not get away from its sender. */
  Optional<LossReason> whyNotSent(Link link, long n) {
    if (isMute[link.sender]) {
      return Optional.of(LossReason.MUTE);
    }
    double passes = (1 - loss[link.sender]) * (1 - loss[link.receiver]);
    return passes < 1 && SimRng.toUnit(losses.keyed(link.key, n)) >= passes
        ? Optional.of(LossReason.INTERMITTENT)
        : Optional.empty();
  }

  /** Returns whether the receiver does not hear what arrives. */
  boolean isDeaf(Link link) {
    return isDeaf[link.receiver];
  }

  /** Returns by how much both ends slow the link down; 1 for not. */
  double slowness(Link link) {
    return slowness[link.sender] * slowness[link.receiver];
  }
}
