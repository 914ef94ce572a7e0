package dev.vopr.check;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * Log, queue and messages stay within the limits of the settings, and so does whatever else a
 * replica keeps: each of its lists and tables is looked at now and then, known here or not.
 */
public final class BoundsInvariant implements Invariant, SendInvariant {
  /** It is looked at what a replica keeps after so many of its steps. */
  private static final int STEPS = 512;

  private final ReplicaSettings settings;
  private final Buffers buffers = new Buffers();
  private final int[] steps;
  private final long mostHeld;

  BoundsInvariant(CheckedCluster cluster) {
    settings = cluster.settings();
    steps = new int[settings.nodes()];
    mostHeld = mostHeld(settings);
  }

  @Override
  public String name() {
    return "bounds";
  }

  @Override
  public String source() {
    return "VSR, limits: pipeline, batch, tail, repair range, sessions and buffers are bounded";
  }

  /**
   * No list has more elements than what the limits allow for the longest: the slots of the disk
   * that are wrong (both rings, and some more), requests under way, or sessions, open and ended.
   */
  private static long mostHeld(ReplicaSettings settings) {
    long slots = 2L * settings.logSlots() + settings.nodes() + Zone.values().length * 4L;
    long requests = settings.queueRequests() + (long) settings.logSlots();
    long sessions = 2L * settings.sessions();
    return Math.max(slots, Math.max(requests, sessions));
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    long held = replica.op() - replica.logBase();
    if (held > settings.logSlots()) {
      return exceeded("entries of the log", held, settings.logSlots(), replica.number(), nanos);
    }
    if (replica.waiting() > settings.queueRequests()) {
      return exceeded(
          "waiting requests", replica.waiting(), settings.queueRequests(), replica.number(), nanos);
    }
    return ++steps[replica.number()] % STEPS == 0 ? lookInto(replica, nanos) : Optional.empty();
  }

  private Optional<Violation> lookInto(ReplicaView replica, long nanos) {
    Optional<Buffers.Held> longest = buffers.longest(replica);
    return longest.isPresent() && longest.get().size() > mostHeld
        ? exceeded(
            "what " + longest.get().name() + " holds",
            longest.get().size(),
            mostHeld,
            replica.number(),
            nanos)
        : Optional.empty();
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    Message message = sending.message();
    int batch = settings.limits().batchEntries();
    int bytes = settings.limits().operationBytes();
    return switch (message.kind()) {
      case PREPARE -> most(sending, ((Message.Prepare) message).entries().size(), batch);
      case ENTRIES -> most(sending, ((Message.Entries) message).entries().size(), batch);
      case GET_ENTRIES -> {
        Message.GetEntries wanted = (Message.GetEntries) message;
        yield most(sending, wanted.last() - wanted.first() + 1, settings.repairEntries());
      }
      case DO_VIEW_CHANGE -> tail(sending, ((Message.DoViewChange) message).tail());
      case START_VIEW -> tail(sending, ((Message.StartView) message).tail());
      case RECOVERY_RESPONSE -> tail(sending, ((Message.RecoveryResponse) message).tail());
      case REPLY -> most(sending, ((Message.Reply) message).result().length(), bytes);
      case NEW_STATE -> most(sending, ((Message.NewState) message).part().length(), bytes);
      case REQUEST,
          PREPARE_OK,
          COMMIT,
          START_VIEW_CHANGE,
          GET_VIEW,
          GET_STATE,
          RECOVERY,
          PING,
          PONG,
          EVICTED ->
          Optional.empty();
    };
  }

  private Optional<Violation> tail(Sending sending, LogTail tail) {
    return most(sending, tail.headers().size(), settings.limits().tailEntries());
  }

  private Optional<Violation> most(Sending sending, long size, long limit) {
    return size <= limit
        ? Optional.empty()
        : exceeded("length of " + sending.kind(), size, limit, sending.from(), sending.nanos());
  }

  private Optional<Violation> exceeded(
      String what, long size, long limit, int replica, long nanos) {
    String sentence = "%s at r%d: %d, but %d is the limit".formatted(what, replica, size, limit);
    return Optional.of(
        new Violation(name(), sentence, List.of(replica), 0, nanos)
            .with(
                new Violation.Fact(what, Long.toString(size), replica, nanos, 0),
                new Violation.Fact("limit", Long.toString(limit), replica, 0, 0)));
  }
}
