package dev.vopr.sim;

/**
 * Why a simulation cannot go on: an actor threw, or left the deterministic world.
 *
 * @param kind what went wrong
 * @param actor path of the actor in whose turn it happened, or that was reached from outside
 * @param step number of the step, counted from 1 since the last reset
 * @param nanos virtual time in nanoseconds since the last reset
 * @param cause the exception, with the place in the code
 */
public record SimFailure(Kind kind, String actor, long step, long nanos, Throwable cause) {

  /** The ways in which a simulation fails. */
  public enum Kind {
    /** The actor threw an exception. */
    EXCEPTION,
    /** The actor waited for something on the simulation's only thread. */
    BLOCKED,
    /** The actor created a thread. */
    THREAD_STARTED,
    /** A thread other than the simulation's sent a message or completed a future. */
    FOREIGN_THREAD,
    /** Messages at one instant never ended: virtual time could not advance. */
    LIVELOCK,
    /** The run took more wall-clock time than it was allowed. */
    OVERTIME
  }

  /** Returns one sentence: what happened, where, and how to mend it. */
  public String describe() {
    String what =
        switch (kind) {
          case EXCEPTION -> "threw " + cause;
          case BLOCKED -> "blocks (" + cause.getMessage() + "); use pipeToSelf or a timer instead";
          case THREAD_STARTED ->
              "created a thread (" + cause.getMessage() + "); spawn an actor instead";
          case FOREIGN_THREAD ->
              "was reached from outside the simulation ("
                  + cause.getMessage()
                  + "); complete futures on the simulation's own thread";
          case LIVELOCK -> "keeps the instant from ending (" + cause.getMessage() + ")";
          case OVERTIME -> "had the turn when the run ran out of time (" + cause.getMessage() + ")";
        };
    return actor + " " + what;
  }
}
