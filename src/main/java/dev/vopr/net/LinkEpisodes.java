package dev.vopr.net;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.sim.SimScheduler;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets one kind of fault befall the links for a while: asks about each of them once an interval,
 * one after another, so that they are not struck all at once.
 */
final class LinkEpisodes {
  /** What an episode does to a link. */
  interface Effect {
    void begin(Link link, Decision decision);

    void end(Link link);
  }

  private final SimScheduler scheduler;
  private final Faults faults;
  private final FaultKind kind;
  private final Episodes settings;
  private final Effect effect;
  private final long startNanos;
  private List<Link> links = List.of();
  private boolean[] isStruck = {};
  private long[] quietUntilNanos = {};
  private long asked;
  private boolean isStopped;

  LinkEpisodes(World world, FaultKind kind, Episodes settings, Effect effect) {
    this.scheduler = world.sim().scheduler();
    this.faults = world.faults();
    this.kind = kind;
    this.settings = settings;
    this.effect = effect;
    this.startNanos = scheduler.nowNanos();
  }

  /** Begins, if the fault can strike: otherwise no timer is set, and no link is made. */
  void start(Supplier<List<Link>> inUse) {
    // A plan may be without this kind because it never struck: its run had these timers as well.
    if (settings.probability() > 0 || faults.isPossible(kind, settings.probability())) {
      links = inUse.get();
      isStruck = new boolean[links.size()];
      quietUntilNanos = new long[links.size()];
      awaitNext();
    }
  }

  private void awaitNext() {
    if (links.isEmpty()) {
      return;
    }
    long rounds = asked / links.size();
    long share = (asked % links.size() + 1) * settings.intervalNanos() / links.size();
    long dueNanos = startNanos + rounds * settings.intervalNanos() + share;
    scheduler.scheduleOnce(dueNanos - scheduler.nowNanos(), this::ask);
  }

  private void ask() {
    if (isStopped) {
      return;
    }
    int index = (int) (asked % links.size());
    long interval = asked / links.size() + 1;
    asked++;
    if (!isStruck[index] && scheduler.nowNanos() >= quietUntilNanos[index]) {
      faults
          .strike(
              kind,
              links.get(index).key,
              interval,
              settings.probability(),
              settings.duration()::drawNanos)
          .ifPresent(decision -> begin(index, decision));
    }
    awaitNext();
  }

  private void begin(int index, Decision decision) {
    isStruck[index] = true;
    effect.begin(links.get(index), decision);
    scheduler.scheduleOnce(decision.amount(), () -> onTimeOver(index));
  }

  private void onTimeOver(int index) {
    if (!isStopped) {
      end(index);
    }
  }

  private void end(int index) {
    isStruck[index] = false;
    quietUntilNanos[index] = scheduler.nowNanos() + settings.stabilityNanos();
    effect.end(links.get(index));
  }

  /** Nothing begins any more; what lasts ends on links that are healed, and stays on others. */
  void heal() {
    isStopped = true;
    for (int index = 0; index < links.size(); index++) {
      if (isStruck[index] && links.get(index).isHealed) {
        end(index);
      }
    }
  }
}
