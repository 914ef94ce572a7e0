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

  /** A read, or a change that found nothing to change. */
  @Override
  public boolean isReading(KeyValueCommand command, Bytes output) {
    return command instanceof KeyValueCommand.Get
        || (output.length() > 0 && output.asBuffer().get(0) != OK);
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
