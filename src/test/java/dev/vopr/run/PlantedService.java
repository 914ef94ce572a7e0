package dev.vopr.run;

import dev.vopr.run.minimise.Reproducer;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueStore;
import dev.vopr.vsr.state.StateMachine;

/** A service with a bug that strikes once something has happened, for minimising the runs. */
public final class PlantedService implements StateMachine {

  /** What must have happened to a replica, or to the cluster, for the bug to strike. */
  public enum Trigger {
    STARTED_AGAIN,
    THREE_STARTS_AGAIN,
    FIVE_STARTS_AGAIN,
    STATE_TAKEN_OVER,
    TWO_STATES_TAKEN_OVER,
    LONG_SILENCE,
    SILENCE_AFTER_A_START
  }

  /** What it does. */
  public enum Effect {
    WRONG_ANSWER,
    SKIPPED_WRITE,
    LOST_STATE,
    THROWN
  }

  private static final long SILENCE_NANOS = 350_000_000L;

  /** After so many operations of one life, so that the bug does not strike at once. */
  private static final int PATIENCE = 5;

  /** What all replicas of one run have been through. */
  private static final class Past {
    private int lives;
    private int restored;
  }

  private final KeyValueStore store = new KeyValueStore();
  private final Past past;
  private final int replicas;
  private final Trigger trigger;
  private final Effect effect;
  private final int life;
  private boolean isRestored;
  private boolean wasSilent;
  private long lastTimestamp;
  private int executed;

  private PlantedService(Past past, int replicas, Trigger trigger, Effect effect) {
    this.past = past;
    this.replicas = replicas;
    this.trigger = trigger;
    this.effect = effect;
    life = ++past.lives;
  }

  /** Returns what makes runs with the bug, whatever was run before. */
  public static Reproducer reproducer(SimSystem sim, Trigger trigger, Effect effect) {
    return (scenario, seed, trace) -> {
      Past past = new Past();
      int replicas = scenario.draw(seed).settings().replica().nodes();
      return new SeedRunner(
              sim, scenario, () -> new PlantedService(past, replicas, trigger, effect))
          .run(seed, trace);
    };
  }

  private boolean strikes() {
    boolean isTriggered =
        switch (trigger) {
          case STARTED_AGAIN -> life > replicas;
          case THREE_STARTS_AGAIN -> life > replicas + 2;
          case FIVE_STARTS_AGAIN -> life > replicas + 4;
          case STATE_TAKEN_OVER -> isRestored;
          case TWO_STATES_TAKEN_OVER -> isRestored && past.restored > 1;
          case LONG_SILENCE -> wasSilent;
          case SILENCE_AFTER_A_START -> wasSilent && life > replicas;
        };
    return isTriggered && executed >= PATIENCE;
  }

  @Override
  public Bytes execute(Bytes operation, long timestamp) {
    wasSilent |= lastTimestamp > 0 && timestamp - lastTimestamp > SILENCE_NANOS;
    lastTimestamp = timestamp;
    executed++;
    if (!strikes()) {
      return store.execute(operation, timestamp);
    }
    return switch (effect) {
      case WRONG_ANSWER -> {
        store.execute(operation, timestamp);
        yield KeyValueStore.Status.OK.with(Bytes.of("wrong"));
      }
      case SKIPPED_WRITE -> KeyValueStore.Status.OK.with(Bytes.EMPTY);
      case LOST_STATE -> {
        store.restore(new KeyValueStore().snapshot());
        yield store.execute(operation, timestamp);
      }
      case THROWN -> throw new IllegalStateException("planted");
    };
  }

  @Override
  public long digest() {
    return store.digest();
  }

  @Override
  public Bytes snapshot() {
    return store.snapshot();
  }

  @Override
  public boolean restore(Bytes snapshot) {
    if (!snapshot.equals(new KeyValueStore().snapshot())) {
      isRestored = true;
      past.restored++;
    }
    return store.restore(snapshot);
  }
}
