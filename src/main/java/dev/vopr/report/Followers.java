package dev.vopr.report;

import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Whether a primary that others have left goes on with its heartbeats (rule V7). */
final class Followers {
  /** In less time nothing is said: any primary takes some to notice that it was left. */
  private static final long LEAST_NANOS = 10_000_000_000L;

  private final MessageCodec codec;
  private final int members;

  Followers(MessageCodec codec, int members) {
    this.codec = codec;
    this.members = members;
  }

  /**
   * Returns the words for it; nothing if a quorum follows the primary, or it has fallen silent.
   *
   * @param since the time in which nothing went on, by its first event; only its second half is
   *     looked at, for until a primary falls silent it may send some
   */
  String lacking(Trace trace, long since, int primary, long view) {
    List<TraceRecord> all =
        trace.records().stream().filter(record -> record.ordinal() > since).toList();
    if (all.isEmpty()) {
      return "";
    }
    long begin = all.get(0).event().nanos();
    long nanos = all.get(all.size() - 1).event().nanos() - begin;
    if (nanos < LEAST_NANOS) {
      return "";
    }
    long middle = begin + nanos / 2;
    TreeMap<Integer, Boolean> following = new TreeMap<>();
    boolean isBeating = false;
    for (TraceRecord record : all) {
      if (record.event().nanos() < middle) {
        continue;
      }
      if (record.event() instanceof TraceEvent.Sent sent && sent.from() == primary) {
        isBeating |= sent.frame().kindCode() == MessageKind.COMMIT.code();
      } else if (record.event() instanceof TraceEvent.Delivered delivered
          && delivered.to() == primary
          && delivered.from() < members) {
        view(delivered.frame())
            .ifPresent(its -> following.merge(delivered.from(), its <= view, Boolean::logicalAnd));
      }
    }
    long followers = following.values().stream().filter(follows -> follows).count();
    boolean isLeft = followers < members / 2;
    return isLeft && isBeating
        ? "; %s follows it any more, and yet it goes on with its heartbeats (rule V7)"
            .formatted(followers == 0 ? "nobody" : "no quorum")
        : "";
  }

  /** Returns the view in which a sign of life was sent. */
  private OptionalLong view(Frame frame) {
    if (!(codec.decode(frame) instanceof Decoded.Accepted accepted)) {
      return OptionalLong.empty();
    }
    if (accepted.message() instanceof Message.Ping ping) {
      return OptionalLong.of(ping.view());
    }
    return accepted.message() instanceof Message.Pong pong
        ? OptionalLong.of(pong.view())
        : OptionalLong.empty();
  }
}
