package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that keeps what it executed, in order. No operation is idempotent: the result of
 * {@code x} as the third operation is {@code 3:x}, so that executing anything twice shows. A result
 * that would be larger than a message carries is replaced by its hash.
 */
final class RecordingMachine implements StateMachine {
  private final List<String> executed = new ArrayList<>();
  private final List<Long> timestamps = new ArrayList<>();
  private long digest;

  @Override
  public Bytes execute(Bytes operation, long timestamp) {
    executed.add(operation.text());
    timestamps.add(timestamp);
    digest = operation.hash(Hash64.combine(digest, timestamp));
    return resultOf(executed.size(), operation.text());
  }

  @Override
  public long digest() {
    return digest;
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
