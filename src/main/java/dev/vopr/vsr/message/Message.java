package dev.vopr.vsr.message;

import java.util.List;

/**
 * What clients and replicas say to each other; {@code sender} is always a node number (see {@link
 * Nodes}).
 */
public sealed interface Message {

  /** Returns the node that says so; whether it is true is for the receiver to find out. */
  int sender();

  /** Returns the kind, for tables and names. */
  MessageKind kind();

  /** Calls the method of {@code visitor} that belongs to this kind. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of message: whoever handles messages handles all of them. */
  interface Visitor<R> {
    R onRequest(Request request);

    R onPrepare(Prepare prepare);

    R onPrepareOk(PrepareOk prepareOk);

    R onReply(Reply reply);

    R onCommit(Commit commit);

    R onGetEntries(GetEntries getEntries);

    R onEntries(Entries entries);

    R onStartViewChange(StartViewChange startViewChange);

    R onDoViewChange(DoViewChange doViewChange);

    R onStartView(StartView startView);

    R onGetView(GetView getView);

    R onGetState(GetState getState);

    R onNewState(NewState newState);

    R onRecovery(Recovery recovery);

    R onRecoveryResponse(RecoveryResponse recoveryResponse);

    R onPing(Ping ping);

    R onPong(Pong pong);

    R onEvicted(Evicted evicted);
  }

  /**
   * A client asks for an operation (VRR §4.1 step 1).
   *
   * @param sender the client
   * @param session the client's session, 0 to register one
   * @param request request-number in the session, from 1, rising by one; 0 to register
   * @param operation what to execute
   * @param signature the client's signature of all of the above; empty below level {@code signed}
   */
  record Request(int sender, long session, long request, Bytes operation, Bytes signature)
      implements Message {
    /** Makes a request without a signature. */
    public Request(int sender, long session, long request, Bytes operation) {
      this(sender, session, request, operation, Bytes.EMPTY);
    }

    /** Returns the request with its client's signature. */
    public Request signed(Bytes newSignature) {
      return new Request(sender, session, request, operation, newSignature);
    }

    @Override
    public MessageKind kind() {
      return MessageKind.REQUEST;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onRequest(this);
    }
  }

  /**
   * The primary sends entries to be stored (VRR §4.1 step 3), one or a batch of consecutive ones.
   *
   * @param sender the primary of {@code view}
   * @param view view-number
   * @param entries consecutive entries, at least one
   * @param commit commit-number of the primary
   */
  record Prepare(int sender, long view, List<Entry> entries, long commit) implements Message {
    public Prepare {
      entries = List.copyOf(entries);
    }

    @Override
    public MessageKind kind() {
      return MessageKind.PREPARE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onPrepare(this);
    }
  }

  /**
   * A backup holds all entries up to {@code op} (VRR §4.1 step 4).
   *
   * @param sender the backup
   * @param view view-number
   * @param op op-number up to which it holds the log
   * @param checksum checksum of its entry at {@code op}, and so of all before it
   */
  record PrepareOk(int sender, long view, long op, long checksum) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.PREPARE_OK;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onPrepareOk(this);
    }
  }

  /**
   * The primary answers a client (VRR §4.1 step 5).
   *
   * @param sender the primary
   * @param view view-number, from which the client learns who the primary is
   * @param session session of the client; for a registration the new one
   * @param request request-number that is answered
   * @param result what the state machine returned
   */
  record Reply(int sender, long view, long session, long request, Bytes result) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.REPLY;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onReply(this);
    }
  }

  /**
   * The primary tells how far the log is committed when it has nothing to prepare (VRR §4.1 step
   * 6).
   *
   * @param sender the primary of {@code view}
   * @param view view-number
   * @param commit commit-number
   * @param checksum checksum of the entry at {@code commit}, or 0 when it is 0
   */
  record Commit(int sender, long view, long commit, long checksum) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.COMMIT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onCommit(this);
    }
  }

  /**
   * A replica asks for entries that it misses.
   *
   * @param sender the one that asks
   * @param view its view-number
   * @param first first op-number wanted, from 1
   * @param last last op-number wanted, from {@code first}
   */
  record GetEntries(int sender, long view, long first, long last) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.GET_ENTRIES;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onGetEntries(this);
    }
  }

  /**
   * The answer to {@link GetEntries}: as many of the wanted entries as the limit allows.
   *
   * @param sender the one that answers
   * @param view the view whose log it holds, or 0 while that is not durable
   * @param entries consecutive entries; none if they are no longer held
   * @param commit its commit-number
   * @param checkpoint op-number up to which it holds no entries, but a checkpoint
   */
  record Entries(int sender, long view, List<Entry> entries, long commit, long checkpoint)
      implements Message {
    public Entries {
      entries = List.copyOf(entries);
    }

    @Override
    public MessageKind kind() {
      return MessageKind.ENTRIES;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onEntries(this);
    }
  }

  /**
   * A replica suspects the primary of {@code view} (VRR §4.2 step 1; rule V1: it stays in its
   * view).
   *
   * @param sender the one that suspects
   * @param view the view that it wants to leave
   */
  record StartViewChange(int sender, long view) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.START_VIEW_CHANGE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onStartViewChange(this);
    }
  }

  /**
   * A replica that has left the views below {@code view} shows its log to the new primary (VRR §4.2
   * step 2).
   *
   * @param sender the one whose log it is
   * @param view the view that shall start
   * @param lastNormalView the last view in which its status was normal
   * @param tail its log above its commit-number
   * @param commit its commit-number
   */
  record DoViewChange(int sender, long view, long lastNormalView, LogTail tail, long commit)
      implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.DO_VIEW_CHANGE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDoViewChange(this);
    }
  }

  /**
   * The primary of a new view gives out its log (VRR §4.2 step 4).
   *
   * @param sender the primary of {@code view}
   * @param view the view that starts, or has started
   * @param tail its log above its commit-number, all entries present
   * @param commit its commit-number
   * @param nonce that of the {@link GetView} that is answered, or 0
   */
  record StartView(int sender, long view, LogTail tail, long commit, long nonce)
      implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.START_VIEW;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onStartView(this);
    }
  }

  /**
   * A replica that has heard of a newer view asks its primary for the log.
   *
   * @param sender the one that asks
   * @param view the newer view
   * @param nonce makes the answer known as one to this question; not 0
   */
  record GetView(int sender, long view, long nonce) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.GET_VIEW;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onGetView(this);
    }
  }

  /**
   * A replica that is too far behind for repair asks for a part of a checkpoint.
   *
   * @param sender the one that asks
   * @param checkpoint op-number of the checkpoint, or 0 for the newest
   * @param offset first byte wanted, from 0
   * @param nonce makes the answer known as one to this question; not 0
   */
  record GetState(int sender, long checkpoint, long offset, long nonce) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.GET_STATE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onGetState(this);
    }
  }

  /**
   * A part of a checkpoint.
   *
   * @param sender the one that answers
   * @param checkpoint op-number of the checkpoint
   * @param digest hash of the whole checkpoint
   * @param size bytes of the whole checkpoint
   * @param offset first byte of this part
   * @param part the bytes
   * @param nonce that of the {@link GetState} that is answered
   */
  record NewState(
      int sender, long checkpoint, long digest, long size, long offset, Bytes part, long nonce)
      implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.NEW_STATE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onNewState(this);
    }
  }

  /**
   * A replica that cannot trust its disk asks what it may have forgotten (VRR §4.3 step 1).
   *
   * @param sender the recovering replica
   * @param nonce makes the answers known as ones to this question; not 0
   * @param above it can only rejoin in a view not below this one: others are asked to move there
   */
  record Recovery(int sender, long nonce, long above) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.RECOVERY;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onRecovery(this);
    }
  }

  /**
   * The answer of a replica in status normal (VRR §4.3 step 2).
   *
   * @param sender the one that answers
   * @param view its view-number
   * @param nonce that of the {@link Recovery} that is answered
   * @param tail the log of an acting primary above its commit-number; empty from all others
   * @param commit its commit-number
   */
  record RecoveryResponse(int sender, long view, long nonce, LogTail tail, long commit)
      implements Message {
    /** The commit-number in an answer that shows no log: only an acting primary shows one. */
    public static final long NO_LOG = -1;

    @Override
    public MessageKind kind() {
      return MessageKind.RECOVERY_RESPONSE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onRecoveryResponse(this);
    }
  }

  /**
   * A replica asks another for a sign of life and for its clock.
   *
   * @param sender the one that asks
   * @param view its view-number
   * @param sentAt its monotonic clock in nanoseconds
   * @param checkpoint op-number of its last durable checkpoint
   */
  record Ping(int sender, long view, long sentAt, long checkpoint) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.PING;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onPing(this);
    }
  }

  /**
   * The answer to {@link Ping}.
   *
   * @param sender the one that answers
   * @param view its view-number
   * @param sentAt copied from the Ping
   * @param clock its wall clock in nanoseconds
   * @param checkpoint op-number of its last durable checkpoint
   */
  record Pong(int sender, long view, long sentAt, long clock, long checkpoint) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.PONG;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onPong(this);
    }
  }

  /**
   * The primary tells a client that its session is no more.
   *
   * @param sender the primary
   * @param view its view-number
   * @param session the session
   */
  record Evicted(int sender, long view, long session) implements Message {
    @Override
    public MessageKind kind() {
      return MessageKind.EVICTED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onEvicted(this);
    }
  }
}
