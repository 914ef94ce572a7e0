package dev.vopr.vsr.client;

import dev.vopr.vsr.Check;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Notary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The client's side of the protocol (VRR §4.1): one request at a time, to the primary that it knows
 * of; after a time-out to all replicas, until the answer comes.
 */
public final class ClientProxy {
  private static final long NEVER = Long.MAX_VALUE;

  private final ClientSettings settings;
  private final int node;
  private final MessageCodec codec;
  private final Notary notary;

  /** Level signed: the last answer of each replica, by its number; it counts if f + 1 are equal. */
  private final Map<Integer, Message> answers = new TreeMap<>();

  /** Level signed: the highest view that each replica told of. */
  private final long[] views;

  /** Op-number under which the session is registered, 0 while there is none. */
  private long session;

  /** The last session that a registration of this client is known to have begun. */
  private long lastSession;

  private long request;
  private long view;
  private Bytes operation = Bytes.EMPTY;
  private Bytes token = Bytes.EMPTY;
  private boolean isWaiting;
  private long registrations;
  private long retries;
  private long timeoutNanos;
  private long retryDue = NEVER;
  private final long entropy;

  /**
   * What a client does next.
   *
   * @param sends messages to send
   * @param result the answer to the outstanding request, if it came
   * @param isUnknown whether the session was evicted: nobody can tell whether the outstanding
   *     request was executed
   * @param rejected the rule by which the frame was not followed
   * @param wakeAtNanos instant at which {@link #onTick} is wanted at the latest
   */
  public record Step(
      List<Output.Send> sends,
      Optional<Bytes> result,
      boolean isUnknown,
      Optional<RejectionRule> rejected,
      long wakeAtNanos) {}

  /**
   * Creates the proxy of the client with the given node number.
   *
   * @param entropy random bits, different for each start of the client: a client that restarts must
   *     not be taken for its old self (rule C1)
   */
  public ClientProxy(ClientSettings settings, int node, MessageCodec codec, long entropy) {
    this(settings, node, codec, entropy, Notary.NONE);
  }

  /**
   * Creates the proxy of a client that signs its requests, and believes what f + 1 replicas say.
   *
   * @param notary holds its own signer; {@link Notary#NONE} below level {@code signed}
   */
  public ClientProxy(
      ClientSettings settings, int node, MessageCodec codec, long entropy, Notary notary) {
    this.notary = notary;
    this.views = new long[settings.replicas()];
    this.settings = settings;
    this.entropy = entropy;
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

  /** Returns the session that the last request belongs to, or 0 while there is none. */
  public long session() {
    return session;
  }

  /** Returns how often a request was sent again. */
  public long retries() {
    return retries;
  }

  /** Sends a new request, after registering a session if there is none; none may be outstanding. */
  public Step submit(Bytes newOperation, long now) {
    Check.that(!isWaiting, "a client has one request outstanding", request, 1);
    operation = newOperation;
    isWaiting = true;
    return session == 0 ? register(now) : ask(now);
  }

  /** C1: a session begins with an operation of its own, whose op-number is the session. */
  private Step register(long now) {
    registrations++;
    request = 0;
    token = Bytes.of(Long.toHexString(entropy) + "." + registrations);
    return first(now);
  }

  private Step ask(long now) {
    request++;
    return first(now);
  }

  private Step first(long now) {
    answers.clear();
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
  public Step onReceived(int link, Frame frame, long now) {
    Decoded decoded = codec.decode(frame);
    if (decoded instanceof Decoded.Rejected broken) {
      return rejected(broken.rule());
    }
    Message message = ((Decoded.Accepted) decoded).message();
    if (message.sender() != link) {
      return rejected(RejectionRule.SENDER_NOT_ON_LINK);
    }
    if (message.sender() < 0 || message.sender() >= settings.replicas()) {
      return rejected(RejectionRule.SENDER_NOT_A_REPLICA);
    }
    if (message instanceof Message.Reply reply) {
      return onReply(reply, now);
    }
    return message instanceof Message.Evicted evicted
        ? onEvicted(evicted)
        : rejected(RejectionRule.NOT_FOR_A_CLIENT);
  }

  private Step onReply(Message.Reply reply, long now) {
    boolean isRegistered = session == 0 && request == 0 && reply.request() == 0;
    boolean isAnswer = session != 0 && reply.session() == session && reply.request() == request;
    if (!isWaiting || !(isRegistered || isAnswer)) {
      return rejected(RejectionRule.REPLY_STALE);
    }
    learnView(reply.sender(), reply.view());
    boolean isOwnToken = reply.result().equals(token) && reply.session() >= 1;
    if (isRegistered && !isOwnToken) {
      return onOtherSession(reply, now);
    }
    if (!isAgreed(reply)) {
      return rejected(RejectionRule.REPLY_AWAITS_OTHERS);
    }
    if (isRegistered) {
      session = reply.session();
      lastSession = session;
      return ask(now);
    }
    isWaiting = false;
    retryDue = NEVER;
    return new Step(List.of(), Optional.of(reply.result()), false, Optional.empty(), NEVER);
  }

  /**
   * An earlier registration may come so late that no replica remembers it, and begin another
   * session. The one that is asked for is over then and is never begun again (rule C1), so the
   * client registers once more.
   */
  private Step onOtherSession(Message.Reply reply, long now) {
    if (reply.session() <= lastSession || !isAgreed(reply)) {
      return rejected(RejectionRule.REPLY_STALE);
    }
    lastSession = reply.session();
    return register(now);
  }

  private Step onEvicted(Message.Evicted evicted) {
    if (session == 0 || evicted.session() != session) {
      return rejected(RejectionRule.REPLY_STALE);
    }
    learnView(evicted.sender(), evicted.view());
    if (!isAgreed(evicted)) {
      return rejected(RejectionRule.REPLY_AWAITS_OTHERS);
    }
    session = 0;
    boolean wasWaiting = isWaiting;
    isWaiting = false;
    retryDue = NEVER;
    return new Step(List.of(), Optional.empty(), wasWaiting, Optional.empty(), NEVER);
  }

  private Message.Request message() {
    Message.Request unsigned =
        new Message.Request(node, session, request, session == 0 ? token : operation);
    return codec.isSigned() ? notary.sign(unsigned) : unsigned;
  }

  /** Below level signed a replica is believed; at it, f + 1 that say the same. */
  private boolean isAgreed(Message answer) {
    if (!codec.isSigned()) {
      return true;
    }
    answers.put(answer.sender(), answer);
    int equal = 0;
    for (Message other : answers.values()) {
      equal += isSame(answer, other) ? 1 : 0;
    }
    return equal >= quorum();
  }

  private int quorum() {
    return settings.replicas() / 2 + 1;
  }

  /** Who says it, and in which view, makes no difference. */
  private static boolean isSame(Message one, Message other) {
    if (one instanceof Message.Reply first && other instanceof Message.Reply second) {
      return first.session() == second.session()
          && first.request() == second.request()
          && first.result().equals(second.result());
    }
    return one instanceof Message.Evicted first
        && other instanceof Message.Evicted second
        && first.session() == second.session();
  }

  /** At level signed a view is believed once f + 1 replicas have told of it, or of a later one. */
  private void learnView(int replica, long told) {
    if (!codec.isSigned()) {
      view = Math.max(view, told);
      return;
    }
    views[replica] = Math.max(views[replica], told);
    long[] sorted = views.clone();
    Arrays.sort(sorted);
    view = Math.max(view, sorted[settings.replicas() - quorum()]);
  }

  private Step step(List<Output.Send> sends) {
    return new Step(sends, Optional.empty(), false, Optional.empty(), retryDue);
  }

  private Step rejected(RejectionRule rule) {
    return new Step(List.of(), Optional.empty(), false, Optional.of(rule), retryDue);
  }
}
