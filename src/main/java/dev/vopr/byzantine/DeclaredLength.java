package dev.vopr.byzantine;

/**
 * The frame declares, in a field that it has, more than it holds, and is sealed anew, so that the
 * lie dies at a limit and not at the checksum.
 *
 * @param field which length is the lie
 * @param length what is declared; with {@link LengthField#BYTES} also so many bytes are sent
 */
public record DeclaredLength(LengthField field, int length) implements MessageFieldMutation {
  /** Which length of a frame is a lie. */
  public enum LengthField {
    /** The frame's length in its header. */
    FRAME,
    /** The number of entries, or of headers, with which a list in the message begins. */
    ENTRIES,
    /** The frame grows to the length for real, with bytes that mean nothing. */
    BYTES
  }

  /** Checks the range. */
  public DeclaredLength {
    Ranges.require(length >= 1, "a declared length is 1 or more", length);
    Ranges.require(
        field != LengthField.BYTES || length <= 16 << 20, "at most 16 MiB are really sent", length);
  }

  @Override
  public String label() {
    return "declared length of " + field + ": " + length;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onDeclaredLength(this);
  }
}
