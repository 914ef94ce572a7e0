package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Draws the operations of one client, over all its lives, and its pauses. Values are unique, so
 * that who wrote what can be told from them.
 *
 * <p>Each feature draws from a generator of its own: to switch one on leaves the others as they
 * were.
 */
final class Workload {
  private final WorkloadSettings settings;
  private final int client;
  private final SimRng rng;
  private final SimRng hot;
  private final SimRng modification;
  private final SimRng idleness;
  private long drawn;
  private long inBurst;
  private long inSequence;
  private Bytes lastValue = Bytes.EMPTY;

  /** The key of a read-modify-write whose read is under way. */
  private Optional<Bytes> readKey = Optional.empty();

  /** The write of a read-modify-write, once it is known what was read. */
  private Optional<KeyValueCommand> write = Optional.empty();

  Workload(WorkloadSettings settings, int client, SimRng rng) {
    this.settings = settings;
    this.client = client;
    this.rng = rng;
    this.hot = rng.fork("hot-spot");
    this.modification = rng.fork("read-modify-write");
    this.idleness = rng.fork("idleness");
  }

  boolean hasNext() {
    return settings.operations() == 0 || drawn < settings.operations();
  }

  Bytes next() {
    drawn++;
    inBurst++;
    if (write.isPresent()) {
      Bytes operation = write.get().encode();
      write = Optional.empty();
      return operation;
    }
    int tenant = client % settings.tenants();
    Bytes key = Bytes.of("k" + key());
    if (modification.chance(settings.choice().readModifyWrite())) {
      readKey = Optional.of(key);
      return new KeyValueCommand.Get(tenant, key).encode();
    }
    return command(tenant, key).encode();
  }

  private int key() {
    int keys = settings.keys();
    return switch (settings.choice().pattern()) {
      case UNIFORM -> rng.nextInt(keys);
      case HOT_SPOT -> {
        boolean isHot = hot.chance(settings.choice().hotShare());
        yield isHot || keys == 1 ? 0 : 1 + rng.nextInt(keys - 1);
      }
      case SEQUENTIAL -> (int) (inSequence++ % keys);
    };
  }

  private KeyValueCommand command(int tenant, Bytes key) {
    WorkloadSettings.Mix mix = settings.choice().mix();
    int at = rng.nextInt(mix.total());
    if (at < mix.get()) {
      return new KeyValueCommand.Get(tenant, key);
    }
    if (at < mix.get() + mix.put()) {
      lastValue = uniqueValue();
      return new KeyValueCommand.Put(tenant, key, lastValue);
    }
    if (at < mix.get() + mix.put() + mix.compareAndSet()) {
      Bytes expected = lastValue;
      lastValue = uniqueValue();
      return new KeyValueCommand.CompareAndSet(tenant, key, lastValue, expected);
    }
    return new KeyValueCommand.Delete(tenant, key);
  }

  /**
   * Takes the result of the last operation. After the read of a read-modify-write comes its write:
   * a compare-and-set of what was read, or a put if there was nothing, for which no compare-and-set
   * would ever succeed.
   */
  void onResult(Bytes result) {
    readKey.ifPresent(key -> write = write(key, result));
    readKey = Optional.empty();
  }

  private Optional<KeyValueCommand> write(Bytes key, Bytes result) {
    int tenant = client % settings.tenants();
    boolean isFound =
        result.length() > 0 && result.asBuffer().get(0) == KeyValueStore.Status.OK.ordinal();
    if (isFound) {
      Bytes read = result.slice(1, result.length() - 1);
      return Optional.of(new KeyValueCommand.CompareAndSet(tenant, key, uniqueValue(), read));
    }
    return result.equals(KeyValueStore.Status.NOT_FOUND.result())
        ? Optional.of(new KeyValueCommand.Put(tenant, key, uniqueValue()))
        : Optional.empty();
  }

  /** The result of the last operation will never be known, or the client forgot everything. */
  void onUnknown() {
    readKey = Optional.empty();
    write = Optional.empty();
  }

  /** Returns the pause before the next operation; the write of a read-modify-write has none. */
  long thinkNanos() {
    if (write.isPresent()) {
      return 0;
    }
    WorkloadSettings.Idleness idle = settings.idleness();
    if (idle.burstOperations() > 0 && inBurst >= idle.burstOperations()) {
      inBurst = 0;
      return idleness.between(idle.pauseMinNanos(), idle.pauseMaxNanos());
    }
    return idleness.chance(idle.idle())
        ? idleness.between(idle.idleMinNanos(), idle.idleMaxNanos())
        : rng.between(settings.thinkMinNanos(), settings.thinkMaxNanos());
  }

  private Bytes uniqueValue() {
    byte[] value = new byte[settings.valueBytes()];
    byte[] name = ("c" + client + "." + drawn).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < value.length; i++) {
      value[i] = i < name.length ? name[i] : (byte) '.';
    }
    return Bytes.copyOf(value);
  }
}
