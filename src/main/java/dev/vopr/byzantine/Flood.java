package dev.vopr.byzantine;

/**
 * The message is sent, and after it variants of it, each changed in its own way.
 *
 * @param messages how many variants, 1 to 1,000
 * @param mutation what makes a variant; only what it does to the content counts
 */
public record Flood(int messages, MessageFieldMutation mutation) implements MessageFieldMutation {
  private static final int MOST = 1_000;

  /** Checks the range. */
  public Flood {
    if (messages < 1 || messages > MOST) {
      throw new IllegalArgumentException("a flood has 1 to 1,000 messages, but it is " + messages);
    }
  }

  @Override
  public String label() {
    return "flood of " + messages + ", " + mutation.label();
  }

  @Override
  public boolean usesStore() {
    return mutation.usesStore();
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onFlood(this);
  }
}
