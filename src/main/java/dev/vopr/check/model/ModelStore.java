package dev.vopr.check.model;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The whole key-value service: a {@link KeyValueModel} for each key of each tenant. */
public final class ModelStore {
  private record Cell(int tenant, Bytes key) {}

  private static final Bytes INVALID = KeyValueModel.status(KeyValueModel.INVALID);

  private final Map<Cell, Bytes> values = new LinkedHashMap<>();
  private long digest;

  /** Executes an operation, decodable or not, and returns its result. */
  public Bytes execute(Bytes operation) {
    Optional<KeyValueCommand> decoded = KeyValueCommand.decode(operation);
    if (decoded.isEmpty()) {
      return INVALID;
    }
    KeyValueCommand command = decoded.get();
    Cell cell = new Cell(command.tenant(), command.key());
    Optional<Bytes> before = Optional.ofNullable(values.get(cell));
    KeyValueModel.Effect effect = KeyValueModel.effect(before, command);
    if (!effect.value().equals(before)) {
      before.ifPresent(value -> digest -= hash(cell, value));
      effect.value().ifPresent(value -> digest += hash(cell, value));
      effect.value().ifPresentOrElse(v -> values.put(cell, v), () -> values.remove(cell));
    }
    return effect.result();
  }

  /** Returns a hash of the state, which is that of a store in the same state. */
  public long digest() {
    return digest;
  }

  private static long hash(Cell cell, Bytes value) {
    return KeyValueStore.hash(cell.tenant(), cell.key(), value);
  }
}
