package dev.vopr.vsr.state;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A map from (tenant, key) to value. Every operation, decodable or not, has a result: a byte that
 * is one of {@link Status}, then the value if there is one.
 */
public final class KeyValueStore implements StateMachine, KeyValueCommand.Visitor<Bytes> {

  /** The first byte of a result. */
  public enum Status {
    /** Done; a value follows after a read. */
    OK,
    /** There is no such key. */
    NOT_FOUND,
    /** The value is not the expected one, which follows. */
    MISMATCH,
    /** The operation is not one of this state machine; nothing was changed. */
    INVALID;

    @SuppressWarnings("ImmutableEnumChecker") // Bytes is immutable, but has no annotation to say so
    private final Bytes alone = Bytes.copyOf(new byte[] {(byte) ordinal()});

    /** Returns the result that consists of this status alone. */
    public Bytes result() {
      return alone;
    }

    /** Returns the result of this status and a value. */
    public Bytes with(Bytes value) {
      byte[] result = new byte[1 + value.length()];
      result[0] = (byte) ordinal();
      value.asBuffer().get(result, 1, value.length());
      return Bytes.copyOf(result);
    }
  }

  private record Cell(int tenant, Bytes key) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      int byTenant = Integer.compare(tenant, other.tenant);
      return byTenant != 0 ? byTenant : key.compareTo(other.key);
    }
  }

  private static final long SEED = 0x6B7673L;

  private final Map<Cell, Bytes> values = new TreeMap<>();
  private long digest;

  @Override
  public Bytes execute(Bytes operation, long timestamp) {
    Optional<KeyValueCommand> command = KeyValueCommand.decode(operation);
    return command.isPresent() ? command.get().accept(this) : Status.INVALID.result();
  }

  /**
   * Returns the sum of the hashes of all cells: it does not depend on the order of their arrival.
   */
  @Override
  public long digest() {
    return digest;
  }

  @Override
  public Bytes snapshot() {
    int size = Integer.BYTES;
    for (Map.Entry<Cell, Bytes> cell : values.entrySet()) {
      size += 3 * Integer.BYTES + cell.getKey().key().length() + cell.getValue().length();
    }
    ByteBuffer out = ByteBuffer.allocate(size).putInt(values.size());
    values.forEach(
        (cell, value) -> {
          out.putInt(cell.tenant()).putInt(cell.key().length()).putInt(value.length());
          cell.key().writeTo(out);
          value.writeTo(out);
        });
    return Bytes.wrap(out.array());
  }

  @Override
  public boolean restore(Bytes snapshot) {
    clear();
    boolean isRead = read(snapshot.asBuffer());
    if (!isRead) {
      clear();
    }
    return isRead;
  }

  private void clear() {
    values.clear();
    digest = 0;
  }

  private boolean read(ByteBuffer in) {
    try {
      int count = in.getInt();
      if (count < 0) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        int tenant = in.getInt();
        int keyLength = in.getInt();
        int valueLength = in.getInt();
        if (keyLength < 0 || valueLength < 0 || (long) keyLength + valueLength > in.remaining()) {
          return false;
        }
        set(new Cell(tenant, Bytes.read(in, keyLength)), Bytes.read(in, valueLength));
      }
      return !in.hasRemaining();
    } catch (BufferUnderflowException e) {
      return false;
    }
  }

  @Override
  public Bytes onGet(KeyValueCommand.Get get) {
    Bytes value = values.get(new Cell(get.tenant(), get.key()));
    return value == null ? Status.NOT_FOUND.result() : Status.OK.with(value);
  }

  @Override
  public Bytes onPut(KeyValueCommand.Put put) {
    set(new Cell(put.tenant(), put.key()), put.value());
    return Status.OK.result();
  }

  @Override
  public Bytes onCompareAndSet(KeyValueCommand.CompareAndSet cas) {
    Cell cell = new Cell(cas.tenant(), cas.key());
    Bytes value = values.get(cell);
    if (value == null) {
      return Status.NOT_FOUND.result();
    }
    if (!value.equals(cas.expected())) {
      return Status.MISMATCH.with(value);
    }
    set(cell, cas.value());
    return Status.OK.result();
  }

  @Override
  public Bytes onDelete(KeyValueCommand.Delete delete) {
    Cell cell = new Cell(delete.tenant(), delete.key());
    Bytes old = values.remove(cell);
    if (old == null) {
      return Status.NOT_FOUND.result();
    }
    digest -= hash(cell, old);
    return Status.OK.result();
  }

  private void set(Cell cell, Bytes value) {
    Bytes old = values.put(cell, value);
    if (old != null) {
      digest -= hash(cell, old);
    }
    digest += hash(cell, value);
  }

  private static long hash(Cell cell, Bytes value) {
    return hash(cell.tenant(), cell.key(), value);
  }

  /** Returns the hash of one cell; the digest is the sum of those of all cells. */
  public static long hash(int tenant, Bytes key, Bytes value) {
    return value.hash(key.hash(Hash64.combine(SEED, tenant)));
  }
}
