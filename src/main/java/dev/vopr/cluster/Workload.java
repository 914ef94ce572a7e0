package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.nio.charset.StandardCharsets;

/**
 * Draws the operations of one client: mostly reads and writes, some compare-and-set and deletes.
 * Values are unique, so that who wrote what can be told from them.
 */
final class Workload {
  private static final int GET_PERCENT = 40;
  private static final int PUT_PERCENT = 40;
  private static final int COMPARE_AND_SET_PERCENT = 15;

  private final WorkloadSettings settings;
  private final int client;
  private final SimRng rng;
  private long drawn;
  private Bytes lastValue = Bytes.EMPTY;

  Workload(WorkloadSettings settings, int client, SimRng rng) {
    this.settings = settings;
    this.client = client;
    this.rng = rng;
  }

  boolean hasNext() {
    return settings.operations() == 0 || drawn < settings.operations();
  }

  Bytes next() {
    drawn++;
    int tenant = client % settings.tenants();
    Bytes key = Bytes.of("k" + rng.nextInt(settings.keys()));
    int percent = rng.nextInt(100);
    if (percent < GET_PERCENT) {
      return new KeyValueCommand.Get(tenant, key).encode();
    }
    if (percent < GET_PERCENT + PUT_PERCENT) {
      lastValue = uniqueValue();
      return new KeyValueCommand.Put(tenant, key, lastValue).encode();
    }
    if (percent < GET_PERCENT + PUT_PERCENT + COMPARE_AND_SET_PERCENT) {
      Bytes expected = lastValue;
      lastValue = uniqueValue();
      return new KeyValueCommand.CompareAndSet(tenant, key, lastValue, expected).encode();
    }
    return new KeyValueCommand.Delete(tenant, key).encode();
  }

  long thinkNanos() {
    return rng.between(settings.thinkMinNanos(), settings.thinkMaxNanos());
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
