package dev.vopr.byzantine;

import java.util.Locale;

/** The numbers that messages carry, each with one name in all kinds of messages. */
public enum NumberField {
  SENDER,
  VIEW_NUMBER,
  LAST_NORMAL_VIEW,
  OP_NUMBER,
  COMMIT_NUMBER,
  CHECKSUM,
  SESSION,
  REQUEST_NUMBER,
  /** First op-number that is asked for. */
  FIRST,
  /** Last op-number that is asked for. */
  LAST,
  CHECKPOINT,
  DIGEST,
  SIZE,
  OFFSET,
  NONCE,
  /** The view below which a recovering replica cannot rejoin. */
  ABOVE,
  SENT_AT,
  CLOCK,
  /** Op-number below a log tail. */
  BASE,
  BASE_CHECKSUM,
  ENTRY_VIEW,
  ENTRY_OP,
  ENTRY_PARENT,
  ENTRY_CLIENT,
  ENTRY_SESSION,
  ENTRY_REQUEST,
  ENTRY_TIMESTAMP,
  /** The one change after which an entry is not sealed again. */
  ENTRY_CHECKSUM,
  HEADER_VIEW,
  HEADER_OP,
  HEADER_PARENT,
  HEADER_CHECKSUM,
  /** Op-number of an entry that the sender of a log tail says it never had. */
  NACK;

  /** Returns whether it is a node number, which has 32 bits. */
  boolean isNode() {
    return this == SENDER || this == ENTRY_CLIENT;
  }

  /** Returns the name in settings and reports, such as {@code commit-number}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
