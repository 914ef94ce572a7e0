package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.MessageKind;

/**
 * A statement about one op-number that a replica can sign.
 *
 * @param kind what it says
 * @param subject the view-number; of a checkpoint its digest
 * @param op op-number
 * @param checksum checksum of the entry at {@code op}, and so of all before it
 */
public record Claim(Kind kind, long subject, long op, long checksum) {

  /** What a claim says. */
  public enum Kind {
    /** "I hold all up to this entry in that view": the very statement of a PrepareOk. */
    HELD(MessageKind.PREPARE_OK.code()),
    /** "As primary of that view I gave the op-number to this entry." */
    PROPOSED(100),
    /** "My checkpoint after this entry has that digest." */
    CHECKPOINT(102);

    private final int tag;

    Kind(int tag) {
      this.tag = tag;
    }

    int tag() {
      return tag;
    }
  }

  /** Returns the claim by which a primary proposes an entry in the entry's own view. */
  public static Claim proposed(Entry entry) {
    return new Claim(Kind.PROPOSED, entry.view(), entry.op(), entry.checksum());
  }

  /** Returns the claim of a PrepareOk. */
  public static Claim held(long view, long op, long checksum) {
    return new Claim(Kind.HELD, view, op, checksum);
  }
}
