package dev.vopr.byzantine;

/** A question for entries, or for a part of a checkpoint, asks for what makes no sense. */
public record InvalidRange(RangeLie lie) implements MessageFieldMutation {
  /** What is wrong with a range. */
  public enum RangeLie {
    /** It ends before it begins. */
    REVERSED,
    /** It has one entry only: the last one that was asked for. */
    SINGLE,
    /** It begins below 1, or at a byte below 0. */
    NEGATIVE,
    /** It begins far beyond the end of the log. */
    BEYOND,
    /** Its length does not fit in 64 bits. */
    OVERFLOWING,
    /** It has a million entries. */
    HUGE
  }

  @Override
  public String label() {
    return "invalid range, " + lie;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onInvalidRange(this);
  }
}
