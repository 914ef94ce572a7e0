package dev.vopr.run;

import dev.vopr.trace.ClientObserver;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long clients waited for the results of their operations in one run, from asking to the
 * result, in nanoseconds. An operation whose result is never known does not count.
 */
final class Latencies implements ClientObserver {
  private final Map<Integer, Long> askedAt = new LinkedHashMap<>();
  private final List<Long> nanos = new ArrayList<>();

  @Override
  public void onInvoked(int client, Bytes operation, long now) {
    askedAt.put(client, now);
  }

  @Override
  public void onNumbered(int client, long session, long request, long now) {}

  @Override
  public void onReturned(int client, Bytes result, long now) {
    nanos.add(now - askedAt.remove(client));
  }

  @Override
  public void onUnknown(int client, long now) {
    askedAt.remove(client);
  }

  /** Returns them in the order of the results. */
  List<Long> nanos() {
    return nanos;
  }
}
