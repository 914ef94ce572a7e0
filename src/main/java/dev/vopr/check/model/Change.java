package dev.vopr.check.model;

import java.util.Optional;

/**
 * What an operation with a known result says about the state, and does to it: where it is possible,
 * and the state after it, which does not depend on the one before. For an operation of which nobody
 * knows the result it is what it may have done, where that changes anything.
 *
 * @param need in which states it is possible
 * @param state the state that {@code need} speaks of, if it speaks of one
 * @param after the state after it; empty if that is the one before
 */
public record Change<S>(Need need, Optional<S> state, Optional<S> after) {

  /** In which states an operation is possible. */
  public enum Need {
    /** In each. */
    NOTHING,
    /** In one. */
    ONLY,
    /** In all but one. */
    ALL_BUT,
    /** In none: nothing can ever return that. */
    IMPOSSIBLE
  }

  /** Checks that a state is named if one is needed. */
  public Change {
    boolean isNamed = need == Need.ONLY || need == Need.ALL_BUT;
    if (isNamed != state.isPresent()) {
      throw new IllegalArgumentException("%s speaks of %s".formatted(need, state));
    }
  }

  /** Returns what needs nothing and changes nothing. */
  public static <S> Change<S> none() {
    return new Change<>(Need.NOTHING, Optional.empty(), Optional.empty());
  }

  /** Returns what can never be. */
  public static <S> Change<S> impossible() {
    return new Change<>(Need.IMPOSSIBLE, Optional.empty(), Optional.empty());
  }

  /** Returns what is possible in one state and leaves it. */
  public static <S> Change<S> seen(S state) {
    return new Change<>(Need.ONLY, Optional.of(state), Optional.empty());
  }

  /** Returns what is possible everywhere, and leads to one state. */
  public static <S> Change<S> to(S after) {
    return new Change<>(Need.NOTHING, Optional.empty(), Optional.of(after));
  }

  /** Returns what leads from one state to another. */
  public static <S> Change<S> from(S state, S after) {
    return new Change<>(Need.ONLY, Optional.of(state), Optional.of(after));
  }

  /** Returns what leads to one state from all others. */
  public static <S> Change<S> fromOthers(S after) {
    return new Change<>(Need.ALL_BUT, Optional.of(after), Optional.of(after));
  }
}
