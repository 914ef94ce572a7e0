package dev.vopr.run.trace;

import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceRecord;
import java.util.Optional;

/**
 * The first event in which two runs differ.
 *
 * @param ordinal its number
 * @param recorded the event of the one; nothing if it had ended
 * @param now the event of the other; nothing if it had ended
 */
public record Divergence(long ordinal, Optional<TraceRecord> recorded, Optional<TraceRecord> now) {

  /**
   * Compares two runs, event by event, as far as both were kept; events differ if their trace
   * hashes do, or what they tell.
   */
  public static Optional<Divergence> between(Trace recorded, Trace now) {
    long first = Math.max(recorded.first(), now.first());
    long last = Math.max(recorded.header().events(), now.header().events());
    for (long ordinal = first; ordinal <= last; ordinal++) {
      Optional<TraceRecord> one = recorded.at(ordinal);
      Optional<TraceRecord> other = now.at(ordinal);
      if (!isSame(one, other)) {
        return Optional.of(new Divergence(ordinal, one, other));
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(Optional<TraceRecord> one, Optional<TraceRecord> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() && other.isEmpty();
    }
    return one.get().hash() == other.get().hash()
        && TraceFiles.line(one.get(), "").equals(TraceFiles.line(other.get(), ""));
  }
}
