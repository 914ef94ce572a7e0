package dev.vopr.check.model;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.Optional;

/** One key of the key-value service; its state is the value, if there is one. */
public final class KeyValueModel
    implements SequentialModel<Optional<Bytes>, KeyValueCommand, Bytes> {
  static final byte OK = 0;
  static final byte NOT_FOUND = 1;
  static final byte MISMATCH = 2;
  static final byte INVALID = 3;

  /**
   * What an operation comes to.
   *
   * @param value the value after it, if there is one
   * @param result what it returns
   */
  record Effect(Optional<Bytes> value, Bytes result) {}

  @Override
  public Optional<Bytes> initial() {
    return Optional.empty();
  }

  @Override
  public Optional<Optional<Bytes>> next(
      Optional<Bytes> value, KeyValueCommand command, Optional<Bytes> output) {
    Effect effect = effect(value, command);
    boolean isPossible = output.isEmpty() || output.get().equals(effect.result());
    return isPossible ? Optional.of(effect.value()) : Optional.empty();
  }

  @Override
  public Change<Optional<Bytes>> change(KeyValueCommand command, Optional<Bytes> output) {
    return command.accept(new Changes(output));
  }

  @Override
  public String part(KeyValueCommand command) {
    return command.tenant() + "/" + TextBytes.of(command.key());
  }

  /** Returns what {@code command} does to a key that has this value, or none. */
  static Effect effect(Optional<Bytes> value, KeyValueCommand command) {
    return command.accept(new Step(value));
  }

  private record Step(Optional<Bytes> value) implements KeyValueCommand.Visitor<Effect> {
    @Override
    public Effect onGet(KeyValueCommand.Get get) {
      return new Effect(value, value.isEmpty() ? status(NOT_FOUND) : with(OK, value.get()));
    }

    @Override
    public Effect onPut(KeyValueCommand.Put put) {
      return new Effect(Optional.of(put.value()), status(OK));
    }

    @Override
    public Effect onCompareAndSet(KeyValueCommand.CompareAndSet compareAndSet) {
      if (value.isEmpty()) {
        return new Effect(value, status(NOT_FOUND));
      }
      return value.get().equals(compareAndSet.expected())
          ? new Effect(Optional.of(compareAndSet.value()), status(OK))
          : new Effect(value, with(MISMATCH, value.get()));
    }

    @Override
    public Effect onDelete(KeyValueCommand.Delete delete) {
      return new Effect(Optional.empty(), status(value.isEmpty() ? NOT_FOUND : OK));
    }
  }

  private record Changes(Optional<Bytes> output)
      implements KeyValueCommand.Visitor<Change<Optional<Bytes>>> {
    private static final Optional<Bytes> NONE = Optional.empty();

    private boolean isStatus(byte status) {
      return output.isPresent() && output.get().equals(status(status));
    }

    /** Returns the value that came back with a status. */
    private Optional<Bytes> valueWith(byte status) {
      Bytes result = output.orElse(Bytes.EMPTY);
      return result.length() > 0 && result.asBuffer().get(0) == status
          ? Optional.of(result.slice(1, result.length() - 1))
          : Optional.empty();
    }

    @Override
    public Change<Optional<Bytes>> onGet(KeyValueCommand.Get get) {
      if (output.isEmpty()) {
        return Change.none();
      }
      Optional<Bytes> found = valueWith(OK);
      boolean isPossible = found.isPresent() || isStatus(NOT_FOUND);
      return isPossible ? Change.seen(found) : Change.impossible();
    }

    @Override
    public Change<Optional<Bytes>> onPut(KeyValueCommand.Put put) {
      boolean isPossible = output.isEmpty() || isStatus(OK);
      return isPossible ? Change.to(Optional.of(put.value())) : Change.impossible();
    }

    @Override
    public Change<Optional<Bytes>> onCompareAndSet(KeyValueCommand.CompareAndSet command) {
      if (output.isEmpty() || isStatus(OK)) {
        return Change.from(Optional.of(command.expected()), Optional.of(command.value()));
      }
      if (isStatus(NOT_FOUND)) {
        return Change.seen(NONE);
      }
      Optional<Bytes> found = valueWith(MISMATCH);
      boolean isPossible = found.isPresent() && !found.get().equals(command.expected());
      return isPossible ? Change.seen(found) : Change.impossible();
    }

    @Override
    public Change<Optional<Bytes>> onDelete(KeyValueCommand.Delete delete) {
      if (output.isEmpty()) {
        return Change.to(NONE);
      }
      if (isStatus(OK)) {
        return Change.fromOthers(NONE);
      }
      return isStatus(NOT_FOUND) ? Change.seen(NONE) : Change.impossible();
    }
  }

  static Bytes status(byte status) {
    return Bytes.wrap(new byte[] {status});
  }

  private static Bytes with(byte status, Bytes value) {
    byte[] result = new byte[1 + value.length()];
    result[0] = status;
    value.asBuffer().get(result, 1, value.length());
    return Bytes.wrap(result);
  }
}
