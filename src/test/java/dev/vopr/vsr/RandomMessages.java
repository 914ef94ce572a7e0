package dev.vopr.vsr;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
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
      case REQUEST -> new Message.Request(sender, number(), operation());
      case PREPARE -> new Message.Prepare(sender, number(), entries(), number());
      case PREPARE_OK -> new Message.PrepareOk(sender, number(), number(), number());
      case REPLY -> new Message.Reply(sender, number(), number(), operation());
      case COMMIT -> new Message.Commit(sender, number(), number(), number());
      case GET_ENTRIES -> new Message.GetEntries(sender, number(), number(), number());
      case ENTRIES -> new Message.Entries(sender, number(), entries());
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
    List<Entry> entries = new ArrayList<>();
    for (int i = rng.nextInt(TestCluster.BATCH + 1); i > 0; i--) {
      entries.add(entry());
    }
    return entries;
  }

  private Entry entry() {
    int client = rng.chance(0.5) ? Nodes.client(rng.nextInt(10)) : (int) number();
    Entry sealed =
        Entry.sealed(number(), number(), number(), client, number(), operation(), number());
    return rng.chance(0.8) ? sealed : withChecksum(sealed, number());
  }

  /** Returns the entry with another checksum, fitting or not. */
  public static Entry withChecksum(Entry entry, long checksum) {
    return new Entry(
        entry.view(),
        entry.op(),
        entry.parent(),
        entry.client(),
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
