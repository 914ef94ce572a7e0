package dev.vopr.fault;

/**
 * The setting that lets faults strike.
 *
 * @param kind of the faults
 * @param part the index of the rule, or the point, if the place of the kind has such a part; else 0
 * @param setting its path
 * @param value what it was; empty if it does not let such faults strike by itself, as in a plan
 * @param place where the value was written, such as {@code conf/chaos.conf:14}; empty if that is
 *     not known
 */
public record FaultOrigin(FaultKind kind, int part, String setting, String value, String place) {

  /** Returns the part of the place of a decision that has a setting of its own; else 0. */
  public static int part(Decision decision) {
    return switch (decision.kind().site()) {
      case RULE -> decision.first();
      case POINT -> decision.second();
      case CLUSTER, REPLICA, CLIENT, LINK -> 0;
    };
  }

  /** Returns whether this setting lets a fault strike. */
  public boolean isOf(Decision decision) {
    return kind == decision.kind() && part == part(decision);
  }
}
