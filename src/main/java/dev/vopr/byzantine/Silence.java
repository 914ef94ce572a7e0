package dev.vopr.byzantine;

/**
 * From this message on, nothing that the rule is about is sent for a while; the messages that are
 * kept back do not count as strikes of their own.
 *
 * @param minNanos the shortest silence, from 1
 * @param maxNanos the longest, from {@code minNanos} to one hour; drawn uniformly
 * @param towards whom nothing is sent to
 */
public record Silence(long minNanos, long maxNanos, Towards towards)
    implements MessageFieldMutation {
  private static final long ONE_HOUR = 3_600_000_000_000L;

  /** Who hears nothing. */
  public enum Towards {
    /** The receiver of the message. */
    RECEIVER,
    /** All receivers that the rule is about. */
    ALL
  }

  /** Checks the ranges. */
  public Silence {
    if (minNanos < 1 || minNanos > maxNanos || maxNanos > ONE_HOUR) {
      throw new IllegalArgumentException(
          "a silence is from 1 ns to an hour, but it is " + minNanos + " to " + maxNanos + " ns");
    }
  }

  @Override
  public String label() {
    return "silence of " + minNanos + " to " + maxNanos + " ns";
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onSilence(this);
  }
}
