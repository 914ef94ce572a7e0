package dev.vopr.vsr;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws messages that a frame can carry, with field values that an honest node may never send:
 * small ones, those at the edges of their type, and any at all.
 */
public final class RandomMessages {
  private static final long[] EDGES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    Integer.MIN_VALUE,
    -1,
    0,
    1,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  private final SimRng rng;

  public RandomMessages(SimRng rng) {
    this.rng = rng;
  }

  /** Returns a message of any kind, of any sender. */
  public Message next() {
    MessageKind[] kinds = MessageKind.values();
    return next(kinds[rng.nextInt(kinds.length)], (int) number());
  }

  /** Returns a message of one kind; its sizes are within {@link TestCluster#limits}. */
  public Message next(MessageKind kind, int sender) {
    return switch (kind) {
      case REQUEST -> new Message.Request(sender, number(), number(), operation());
      case PREPARE -> new Message.Prepare(sender, number(), entries(), number());
      case PREPARE_OK -> new Message.PrepareOk(sender, number(), number(), number());
      case REPLY -> new Message.Reply(sender, number(), number(), number(), operation());
      case COMMIT -> new Message.Commit(sender, number(), number(), number());
      case GET_ENTRIES -> new Message.GetEntries(sender, number(), number(), number());
      case ENTRIES -> new Message.Entries(sender, number(), entries(), number(), number());
      case START_VIEW_CHANGE -> new Message.StartViewChange(sender, number());
      case DO_VIEW_CHANGE -> new Message.DoViewChange(sender, number(), number(), tail(), number());
      case START_VIEW -> new Message.StartView(sender, number(), tail(), number(), number());
      case GET_VIEW -> new Message.GetView(sender, number(), number());
      case GET_STATE -> new Message.GetState(sender, number(), number(), number());
      case NEW_STATE ->
          new Message.NewState(
              sender, number(), number(), number(), number(), operation(), number());
      case RECOVERY -> new Message.Recovery(sender, number(), number());
      case RECOVERY_RESPONSE ->
          new Message.RecoveryResponse(sender, number(), number(), tail(), number());
      case PING -> new Message.Ping(sender, number(), number(), number());
      case PONG -> new Message.Pong(sender, number(), number(), number(), number());
      case EVICTED -> new Message.Evicted(sender, number(), number());
    };
  }

  /** Returns a number: small, at an edge, or any. */
  public long number() {
    return switch (rng.nextInt(4)) {
      case 0 -> EDGES[rng.nextInt(EDGES.length)];
      case 1 -> rng.nextLong();
      default -> rng.between(0, 12);
    };
  }

  /** Returns up to a full batch of unrelated entries. */
  public List<Entry> entries() {
    return entries(TestCluster.BATCH);
  }

  private List<Entry> entries(int limit) {
    List<Entry> entries = new ArrayList<>();
    for (int i = rng.nextInt(limit + 1); i > 0; i--) {
      entries.add(entry());
    }
    return entries;
  }

  /** Returns a log tail of headers and entries that mostly do not fit together. */
  public LogTail tail() {
    int limit = TestCluster.limits().tailEntries();
    List<Header> headers = new ArrayList<>();
    for (int i = rng.nextInt(limit + 1); i > 0; i--) {
      headers.add(new Header(number(), number(), number(), number()));
    }
    List<Long> nacks = new ArrayList<>();
    for (int i = rng.nextInt(headers.size() + 1); i > 0 && rng.chance(0.5); i--) {
      nacks.add(number());
    }
    return new LogTail(number(), number(), headers, entries(limit), nacks);
  }

  /** Returns a well-made or broken entry that belongs to no log. */
  public Entry entry() {
    int client = rng.chance(0.5) ? Nodes.client(rng.nextInt(10)) : (int) number();
    Entry sealed =
        Entry.sealed(
            number(), number(), number(), client, number(), number(), operation(), number());
    return rng.chance(0.8) ? sealed : withChecksum(sealed, number());
  }

  /** Returns the entry with another checksum, fitting or not. */
  public static Entry withChecksum(Entry entry, long checksum) {
    return new Entry(
        entry.view(),
        entry.op(),
        entry.parent(),
        entry.client(),
        entry.session(),
        entry.request(),
        entry.operation(),
        entry.timestamp(),
        checksum);
  }

  /** Returns an operation or result of any length up to the limit, empty and full ones often. */
  public Bytes operation() {
    int length =
        switch (rng.nextInt(4)) {
          case 0 -> 0;
          case 1 -> TestCluster.OPERATION_BYTES;
          default -> rng.nextInt(TestCluster.OPERATION_BYTES + 1);
        };
    return Bytes.copyOf(bytes(length));
  }

  /** Returns random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) rng.nextInt(256);
    }
    return bytes;
  }
}
