package dev.vopr.vsr.state;

import dev.vopr.vsr.message.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An operation of the {@link KeyValueStore}. Each tenant has a key space of its own, numbered from
 * 0 to 65,535.
 *
 * <p>On the wire: kind (1 byte), tenant (2), then key, value and expected value as the kind has
 * them, each with a length of 2 bytes in front.
 */
public sealed interface KeyValueCommand {

  /** Returns the tenant whose key space is meant. */
  int tenant();

  /** Returns the key. */
  Bytes key();

  /** Calls the method of {@code visitor} that belongs to this kind. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of command. */
  interface Visitor<R> {
    R onGet(Get get);

    R onPut(Put put);

    R onCompareAndSet(CompareAndSet compareAndSet);

    R onDelete(Delete delete);
  }

  /** Reads the value of a key. */
  record Get(int tenant, Bytes key) implements KeyValueCommand {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onGet(this);
    }
  }

  /** Sets the value of a key. */
  record Put(int tenant, Bytes key, Bytes value) implements KeyValueCommand {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onPut(this);
    }
  }

  /** Sets the value of a key if it is {@code expected}; an absent key never is. */
  record CompareAndSet(int tenant, Bytes key, Bytes value, Bytes expected)
      implements KeyValueCommand {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onCompareAndSet(this);
    }
  }

  /** Removes a key. */
  record Delete(int tenant, Bytes key) implements KeyValueCommand {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDelete(this);
    }
  }

  /** Returns the command as an operation. */
  default Bytes encode() {
    return accept(new KeyValueEncoder());
  }

  /** Returns the command that {@code operation} holds, if it holds exactly one. */
  static Optional<KeyValueCommand> decode(Bytes operation) {
    ByteBuffer in = operation.asBuffer();
    try {
      byte kind = in.get();
      int tenant = in.getShort() & 0xFFFF;
      Optional<KeyValueCommand> command =
          switch (kind) {
            case KeyValueEncoder.GET -> Optional.of(new Get(tenant, text(in)));
            case KeyValueEncoder.PUT -> Optional.of(new Put(tenant, text(in), text(in)));
            case KeyValueEncoder.COMPARE_AND_SET ->
                Optional.of(new CompareAndSet(tenant, text(in), text(in), text(in)));
            case KeyValueEncoder.DELETE -> Optional.of(new Delete(tenant, text(in)));
            default -> Optional.empty();
          };
      return in.hasRemaining() ? Optional.empty() : command;
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Bytes text(ByteBuffer in) {
    return Bytes.read(in, in.getShort() & 0xFFFF);
  }
}
