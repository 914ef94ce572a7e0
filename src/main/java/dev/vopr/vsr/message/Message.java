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
  }

  /**
   * A client asks for an operation (VRR §4.1 step 1).
   *
   * @param sender the client
   * @param request request-number, from 1, rising by one
   * @param operation what to execute
   */
  record Request(int sender, long request, Bytes operation) implements Message {
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
   * @param request request-number that is answered
   * @param result what the state machine returned
   */
  record Reply(int sender, long view, long request, Bytes result) implements Message {
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
   * @param view its view-number
   * @param entries consecutive entries, at least one
   */
  record Entries(int sender, long view, List<Entry> entries) implements Message {
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
}
