package dev.vopr.byzantine;

/**
 * One of all numbers of the message changes: by one, or to one that another message had, which
 * finds more than values from far away.
 *
 * @param large share of the changes, 0 to 1, to 0, the largest number or any number instead
 */
public record AnyField(double large) implements MessageFieldMutation {
  /** Checks the range. */
  public AnyField {
    if (!(large >= 0 && large <= 1)) {
      throw new IllegalArgumentException(
          "the share of large changes is from 0 to 1, but it is " + large);
    }
  }

  @Override
  public String label() {
    return "any field";
  }

  @Override
  public boolean usesStore() {
    return true;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onAnyField(this);
  }
}
