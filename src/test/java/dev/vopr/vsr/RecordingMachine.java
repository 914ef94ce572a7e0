package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.state.StateMachine;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that keeps what it executed, in order. No operation is idempotent: the result of
 * {@code x} as the third operation is {@code 3:x}, so that executing anything twice shows. A result
 * that would be larger than a message carries is replaced by its hash; the operation {@code huge}
 * has one that is larger nevertheless.
 */
final class RecordingMachine implements StateMachine {
  static final String HUGE = "huge";

  private final List<String> executed = new ArrayList<>();
  private final List<Long> timestamps = new ArrayList<>();
  private long digest;

  @Override
  public Bytes execute(Bytes operation, long timestamp) {
    add(operation, timestamp);
    return operation.text().equals(HUGE)
        ? Bytes.copyOf(new byte[TestCluster.OPERATION_BYTES + 1])
        : resultOf(executed.size(), operation.text());
  }

  private void add(Bytes operation, long timestamp) {
    executed.add(operation.text());
    timestamps.add(timestamp);
    digest = operation.hash(Hash64.combine(digest, timestamp));
  }

  @Override
  public long digest() {
    return digest;
  }

  @Override
  public Bytes snapshot() {
    int size = Integer.BYTES;
    for (String operation : executed) {
      size += Integer.BYTES + Long.BYTES + Bytes.of(operation).length();
    }
    ByteBuffer out = ByteBuffer.allocate(size).putInt(executed.size());
    for (int i = 0; i < executed.size(); i++) {
      Bytes operation = Bytes.of(executed.get(i));
      out.putLong(timestamps.get(i)).putInt(operation.length());
      operation.writeTo(out);
    }
    return Bytes.wrap(out.array());
  }

  @Override
  public boolean restore(Bytes snapshot) {
    clear();
    ByteBuffer in = snapshot.asBuffer();
    try {
      for (int i = in.getInt(); i > 0; i--) {
        long timestamp = in.getLong();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          clear();
          return false;
        }
        add(Bytes.read(in, length), timestamp);
      }
    } catch (BufferUnderflowException e) {
      clear();
      return false;
    }
    return !in.hasRemaining();
  }

  private void clear() {
    executed.clear();
    timestamps.clear();
    digest = 0;
  }

  /** Returns the operations, in the order of their execution. */
  List<String> executed() {
    return List.copyOf(executed);
  }

  /** Returns the timestamp that each operation was executed with. */
  List<Long> timestamps() {
    return List.copyOf(timestamps);
  }

  /** Returns the result of {@code operation} as the {@code position}-th one, from 1. */
  static Bytes resultOf(int position, String operation) {
    Bytes result = Bytes.of(position + ":" + operation);
    return result.length() <= TestCluster.OPERATION_BYTES
        ? result
        : Bytes.of(position + ":" + result.hash(0));
  }
}
