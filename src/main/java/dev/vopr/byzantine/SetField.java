package dev.vopr.byzantine;

/**
 * One number of the message becomes another; of the numbers in entries or headers one of them.
 *
 * @param field which number
 * @param to what it becomes
 */
public record SetField(NumberField field, NumberValue to) implements MessageFieldMutation {
  @Override
  public String label() {
    return "set " + field.key() + ", " + to;
  }

  @Override
  public boolean usesStore() {
    return to == NumberValue.IN_FLIGHT;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onSetField(this);
  }
}
