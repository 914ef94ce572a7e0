package dev.vopr.vsr.client;

import dev.vopr.vsr.Check;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The client's side of the protocol (VRR §4.1): one request at a time, to the primary that it knows
 * of; after a time-out to all replicas, until the answer comes.
 */
public final class ClientProxy {
  private static final long NEVER = Long.MAX_VALUE;

  private final ClientSettings settings;
  private final int node;
  private final MessageCodec codec;

  private long request;
  private long view;
  private Bytes operation = Bytes.EMPTY;
  private boolean isWaiting;
  private long retries;
  private long timeoutNanos;
  private long retryDue = NEVER;

  /**
   * What a client does next.
   *
   * @param sends messages to send
   * @param result the answer to the outstanding request, if it came
   * @param rejected the rule by which the frame was not followed
   * @param wakeAtNanos instant at which {@link #onTick} is wanted at the latest
   */
  public record Step(
      List<Output.Send> sends,
      Optional<Bytes> result,
      Optional<RejectionRule> rejected,
      long wakeAtNanos) {}

  /** Creates the proxy of the client with the given node number. */
  public ClientProxy(ClientSettings settings, int node, MessageCodec codec) {
    this.settings = settings;
    this.node = node;
    this.codec = codec;
  }

  /** Returns whether a request is outstanding. */
  public boolean isWaiting() {
    return isWaiting;
  }

  /** Returns the number of the last request, from 1. */
  public long request() {
    return request;
  }

  /** Returns how often a request was sent again. */
  public long retries() {
    return retries;
  }

  /** Sends a new request; none may be outstanding. */
  public Step submit(Bytes newOperation, long now) {
    Check.that(!isWaiting, "a client has one request outstanding", request, 1);
    request++;
    operation = newOperation;
    isWaiting = true;
    timeoutNanos = settings.retryNanos();
    retryDue = now + timeoutNanos;
    int primary = (int) Long.remainderUnsigned(view, settings.replicas());
    return step(List.of(new Output.Send(primary, message())));
  }

  /** Sends the outstanding request to all replicas if its time-out has passed. */
  public Step onTick(long now) {
    if (now < retryDue) {
      return step(List.of());
    }
    retries++;
    timeoutNanos = Math.min(2 * timeoutNanos, settings.retryCapNanos());
    retryDue = now + timeoutNanos;
    List<Output.Send> sends = new ArrayList<>(settings.replicas());
    for (int replica = 0; replica < settings.replicas(); replica++) {
      sends.add(new Output.Send(replica, message()));
    }
    return step(sends);
  }

  /** Handles a frame that came over the link from node {@code link}. */
  public Step onReceived(int link, Frame frame) {
    Decoded decoded = codec.decode(frame);
    if (decoded instanceof Decoded.Accepted accepted) {
      return accepted.message() instanceof Message.Reply reply
          ? onReply(link, reply)
          : rejected(RejectionRule.NOT_FOR_A_CLIENT);
    }
    return rejected(((Decoded.Rejected) decoded).rule());
  }

  private Step onReply(int link, Message.Reply reply) {
    if (reply.sender() != link) {
      return rejected(RejectionRule.SENDER_NOT_ON_LINK);
    }
    if (reply.sender() < 0 || reply.sender() >= settings.replicas()) {
      return rejected(RejectionRule.SENDER_NOT_A_REPLICA);
    }
    if (!isWaiting || reply.request() != request) {
      return rejected(RejectionRule.REPLY_STALE);
    }
    view = Math.max(view, reply.view());
    isWaiting = false;
    retryDue = NEVER;
    return new Step(List.of(), Optional.of(reply.result()), Optional.empty(), NEVER);
  }

  private Message.Request message() {
    return new Message.Request(node, request, operation);
  }

  private Step step(List<Output.Send> sends) {
    return new Step(sends, Optional.empty(), Optional.empty(), retryDue);
  }

  private Step rejected(RejectionRule rule) {
    return new Step(List.of(), Optional.empty(), Optional.of(rule), retryDue);
  }
}
