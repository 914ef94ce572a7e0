package dev.vopr.run;

import dev.vopr.fault.FaultFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * How long things took in the runs of a sweep, in virtual time: how long clients waited, over all
 * runs and over those in which faults of a group struck, and how long healed clusters took to
 * settle. Exact to two digits; its size does not depend on the number of runs.
 */
public final class Timings {
  private static final int DIGITS = 2;
  private static final long MICROSECOND = 1_000;
  private static final String LATENCY = "latency";
  private static final String SETTLING = "settling";

  private final Histogram latencies = new Histogram(DIGITS);
  private final Map<FaultFamily, Histogram> byFamily = new EnumMap<>(FaultFamily.class);
  private final Histogram settled = new Histogram(DIGITS);

  /**
   * A distribution.
   *
   * @param what what was measured
   * @param count number of values
   * @param median half of the values are at most this, in nanoseconds
   * @param high 99 % of the values are at most this, in nanoseconds
   * @param longest the longest one, in nanoseconds
   */
  public record Row(String what, long count, long median, long high, long longest) {}

  void add(RunTiming run) {
    for (long nanos : run.latencies()) {
      latencies.recordValue(nanos / MICROSECOND);
      for (FaultFamily family : run.families()) {
        byFamily
            .computeIfAbsent(family, any -> new Histogram(DIGITS))
            .recordValue(nanos / MICROSECOND);
      }
    }
    if (run.settledNanos() > 0) {
      settled.recordValue(run.settledNanos() / MICROSECOND);
    }
  }

  /** Returns the distributions as texts, by the names by which {@link #restore} takes them. */
  Map<String, String> saved() {
    Map<String, String> saved = new LinkedHashMap<>();
    saved.put(LATENCY, text(latencies));
    saved.put(SETTLING, text(settled));
    byFamily.forEach((family, histogram) -> saved.put(family.name(), text(histogram)));
    return saved;
  }

  private static String text(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /**
   * Adds a distribution that was saved.
   *
   * @throws IllegalArgumentException if name or text are not such as were saved
   */
  void restore(String name, String text) {
    Histogram histogram =
        switch (name) {
          case LATENCY -> latencies;
          case SETTLING -> settled;
          default ->
              byFamily.computeIfAbsent(FaultFamily.valueOf(name), any -> new Histogram(DIGITS));
        };
    try {
      ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      histogram.add(Histogram.decodeFromCompressedByteBuffer(buffer, 0));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no distribution", e);
    }
  }

  /** Returns how long clients waited for results, over all runs. */
  public Row latency() {
    return row(LATENCY, latencies);
  }

  /** Returns the same over the runs in which some of the faults of a group struck. */
  public List<Row> latencyByFamily() {
    List<Row> rows = new ArrayList<>();
    byFamily.forEach((family, histogram) -> rows.add(row(family.key(), histogram)));
    return rows;
  }

  /** Returns how long it took from healing until the cluster had settled. */
  public Row settling() {
    return row(SETTLING, settled);
  }

  private static Row row(String what, Histogram histogram) {
    return new Row(
        what,
        histogram.getTotalCount(),
        MICROSECOND * histogram.getValueAtPercentile(50),
        MICROSECOND * histogram.getValueAtPercentile(99),
        MICROSECOND * histogram.getMaxValue());
  }
}
