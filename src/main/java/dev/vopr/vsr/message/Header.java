package dev.vopr.vsr.message;

/**
 * What is known of an entry without its operation: enough to name it and to chain it.
 *
 * @param view view-number in which a primary made the entry
 * @param op op-number
 * @param parent checksum of the entry at {@code op} − 1
 * @param checksum checksum of the entry itself
 */
public record Header(long view, long op, long parent, long checksum) {

  /** Returns the header right after {@code previous} of which only the checksum is known. */
  public static Header named(Header previous, long checksum) {
    return new Header(previous.view(), previous.op() + 1, previous.checksum(), checksum);
  }
}
