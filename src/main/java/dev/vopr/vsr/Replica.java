package dev.vopr.vsr;

import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.StateMachine;

/**
 * One replica of a Viewstamped Replication cluster: a state machine without clock, network, disk or
 * chance. What it is told comes in by {@link #step}; what it wants done goes out as the result.
 *
 * <p>The words are those of Liskov and Cowling, "Viewstamped Replication Revisited"
 * (MIT-CSAIL-TR-2012-021, "VRR"). Each kind of message has its handler in the class of the
 * sub-protocol that it belongs to; what is checked for all kinds alike is checked here.
 */
public final class Replica implements ReplicaView {
  private final ReplicaState state;
  private final MessageCodec codec;
  private final Effects effects = new Effects();
  private final NormalOperation normal;
  private final Repair repair;
  private final Dispatch dispatch = new Dispatch();
  private long now;

  /**
   * Creates a replica that was never started.
   *
   * @param number its index in the configuration, from 0
   * @param stateMachine the service, in its initial state
   * @param codec decodes what it receives
   */
  public Replica(
      ReplicaSettings settings, int number, StateMachine stateMachine, MessageCodec codec) {
    Check.that(number >= 0 && number < settings.replicas(), "a replica's number is an index");
    this.state = new ReplicaState(settings, number, stateMachine);
    this.codec = codec;
    LogWriter writer = new LogWriter(state);
    Execution execution = new Execution(state, effects);
    this.repair = new Repair(state, effects, writer);
    this.normal = new NormalOperation(state, effects, execution, writer, repair);
  }

  /**
   * Handles one input.
   *
   * @param nowNanos the replica's own clock, in nanoseconds; never falls
   * @return what is to be done, in order
   */
  public Output step(Input input, long nowNanos) {
    now = nowNanos;
    if (input instanceof Input.Received received) {
      onReceived(received);
    } else if (input instanceof Input.Start) {
      onStart();
    }
    // Whatever wakes the replica, it does all that is due.
    onTick();
    return effects.take(state.nextDue());
  }

  private void onStart() {
    if (state.isPrimary()) {
      state.heartbeatDue = now + state.settings.heartbeatNanos();
    }
  }

  private void onTick() {
    if (now >= state.heartbeatDue) {
      normal.onHeartbeatDue(now);
    }
    if (now >= state.prepareRetryDue) {
      normal.onPrepareRetryDue(now);
    }
    if (now >= state.repairDue) {
      repair.onRepairDue(now);
    }
  }

  private void onReceived(Input.Received received) {
    Decoded decoded = codec.decode(received.frame());
    if (decoded instanceof Decoded.Rejected rejected) {
      effects.reject(rejected.rule());
    } else if (decoded instanceof Decoded.Accepted accepted) {
      Message message = accepted.message();
      if (message.sender() != received.link()) {
        effects.reject(RejectionRule.SENDER_NOT_ON_LINK);
      } else {
        message.accept(dispatch);
      }
    }
  }

  /** Hands each kind of message to its handler, once sender and view are such as the kind needs. */
  private final class Dispatch implements Message.Visitor<Void> {

    @Override
    public Void onRequest(Message.Request request) {
      normal.onRequest(request, now);
      return null;
    }

    @Override
    public Void onPrepare(Message.Prepare prepare) {
      if (isFromReplica(prepare) && isOfThisView(prepare.view()) && isFromPrimary(prepare)) {
        normal.onPrepare(prepare, now);
      }
      return null;
    }

    @Override
    public Void onPrepareOk(Message.PrepareOk ok) {
      if (isFromReplica(ok) && isOfThisView(ok.view())) {
        normal.onPrepareOk(ok, now);
      }
      return null;
    }

    @Override
    public Void onReply(Message.Reply reply) {
      effects.reject(RejectionRule.NOT_FOR_A_REPLICA);
      return null;
    }

    @Override
    public Void onCommit(Message.Commit commit) {
      if (isFromReplica(commit) && isOfThisView(commit.view()) && isFromPrimary(commit)) {
        normal.onCommit(commit, now);
      }
      return null;
    }

    @Override
    public Void onGetEntries(Message.GetEntries wanted) {
      if (isFromReplica(wanted) && isOfThisView(wanted.view())) {
        repair.onGetEntries(wanted);
      }
      return null;
    }

    @Override
    public Void onEntries(Message.Entries answer) {
      if (isFromReplica(answer)
          && isOfThisView(answer.view())
          && isFromPrimary(answer)
          && repair.onEntries(answer, now)) {
        normal.acknowledge();
      }
      return null;
    }

    private boolean isFromReplica(Message message) {
      int sender = message.sender();
      boolean isMember =
          !Nodes.isClient(sender)
              && sender >= 0
              && sender < state.settings.replicas()
              && sender != state.number;
      return holds(isMember, RejectionRule.SENDER_NOT_A_REPLICA);
    }

    private boolean isOfThisView(long view) {
      return holds(view >= state.view, RejectionRule.OLD_VIEW)
          && holds(view == state.view, RejectionRule.FUTURE_VIEW);
    }

    private boolean isFromPrimary(Message message) {
      return holds(message.sender() == state.primary(), RejectionRule.SENDER_NOT_PRIMARY);
    }

    private boolean holds(boolean condition, RejectionRule rule) {
      if (!condition) {
        effects.reject(rule);
      }
      return condition;
    }
  }

  @Override
  public int number() {
    return state.number;
  }

  @Override
  public Status status() {
    return state.status;
  }

  @Override
  public long view() {
    return state.view;
  }

  @Override
  public boolean isPrimary() {
    return state.isPrimary();
  }

  @Override
  public long lastNormalView() {
    return state.lastNormalView;
  }

  @Override
  public long op() {
    return state.log.op();
  }

  @Override
  public long commit() {
    return state.commit;
  }

  @Override
  public long executed() {
    return state.executed;
  }

  @Override
  public long checksumAt(long op) {
    return state.log.checksumAt(op);
  }

  @Override
  public long parentAt(long op) {
    return state.log.at(op).parent();
  }

  @Override
  public long stateDigest() {
    return state.stateMachine.digest();
  }

  @Override
  public long clientTableDigest() {
    return state.clientTable.digest();
  }
}
