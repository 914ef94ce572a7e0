package dev.vopr.byzantine;

/**
 * An older frame of the same kind is sent, as it was then, with its signature.
 *
 * @param of whose frames they are
 * @param recordedFor to whom they went
 * @param isInstead whether it is sent instead of the message, and not after it
 */
public record Replay(Source of, Receiver recordedFor, boolean isInstead)
    implements MessageFieldMutation {

  /** Whose frames are sent again. */
  public enum Source {
    /** Those that the liar sent. */
    OWN,
    /** Those that were sent to the liar, by others. */
    HEARD
  }

  /** Whom the liar sent the older frame to. */
  public enum Receiver {
    /** To the same receiver. */
    SAME,
    /** To any. */
    ANY
  }

  @Override
  public String label() {
    return "replay of what was " + (of == Source.OWN ? "sent" : "heard");
  }

  @Override
  public boolean usesStore() {
    return true;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onReplay(this);
  }
}
