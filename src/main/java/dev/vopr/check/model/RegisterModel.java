package dev.vopr.check.model;

import java.util.Optional;

/**
 * Registers with names, each of which holds a value or none. Values are texts; what they mean is of
 * no interest here.
 */
public final class RegisterModel
    implements SequentialModel<Optional<String>, RegisterModel.Call, Optional<String>> {

  /** What is asked of a register. */
  public sealed interface Call {
    /** Returns the name of the register. */
    String register();

    /** Calls the method of {@code visitor} that belongs to this kind. */
    <R> R accept(Visitor<R> visitor);
  }

  /** One method for each kind of call. */
  public interface Visitor<R> {
    R onRead(Read read);

    R onWrite(Write write);

    R onCompareAndSet(CompareAndSet compareAndSet);
  }

  /** Reads the value; what comes back is the value, or nothing where there is none. */
  public record Read(String register) implements Call {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onRead(this);
    }
  }

  /** Sets the value; what comes back does not matter. */
  public record Write(String register, Optional<String> value) implements Call {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onWrite(this);
    }
  }

  /**
   * Sets the value where it is the expected one, and only then comes back: one that found another
   * value is left out of a history, as one that did not happen.
   */
  public record CompareAndSet(String register, Optional<String> expected, Optional<String> value)
      implements Call {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onCompareAndSet(this);
    }
  }

  @Override
  public Optional<String> initial() {
    return Optional.empty();
  }

  @Override
  public Optional<Optional<String>> next(
      Optional<String> value, Call call, Optional<Optional<String>> output) {
    return call.accept(new Step(value, output));
  }

  private record Step(Optional<String> value, Optional<Optional<String>> output)
      implements Visitor<Optional<Optional<String>>> {
    @Override
    public Optional<Optional<String>> onRead(Read read) {
      boolean isPossible = output.isEmpty() || output.get().equals(value);
      return isPossible ? Optional.of(value) : Optional.empty();
    }

    @Override
    public Optional<Optional<String>> onWrite(Write write) {
      return Optional.of(write.value());
    }

    @Override
    public Optional<Optional<String>> onCompareAndSet(CompareAndSet call) {
      if (value.equals(call.expected())) {
        return Optional.of(call.value());
      }
      return output.isEmpty() ? Optional.of(value) : Optional.empty();
    }
  }

  @Override
  public Change<Optional<String>> change(Call call, Optional<Optional<String>> output) {
    return call.accept(new Changes(output));
  }

  private record Changes(Optional<Optional<String>> output)
      implements Visitor<Change<Optional<String>>> {
    @Override
    public Change<Optional<String>> onRead(Read read) {
      return output.map(Change::seen).orElseGet(Change::none);
    }

    @Override
    public Change<Optional<String>> onWrite(Write write) {
      return Change.to(write.value());
    }

    @Override
    public Change<Optional<String>> onCompareAndSet(CompareAndSet call) {
      return Change.from(call.expected(), call.value());
    }
  }

  @Override
  public String part(Call call) {
    return call.register();
  }
}
