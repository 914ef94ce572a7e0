package dev.vopr.trace;

/** What becomes of a replica or a client, other than by what it handles. */
public enum NodeChange {
  /** It is started for the first time. */
  STARTED("starts"),
  /** It is started again; of a replica, all that its disk does not hold is forgotten. */
  RESTARTED("starts again"),
  /** It ends at once. */
  CRASHED("crashes"),
  /** It ends in good order. */
  STOPPED("is stopped"),
  /** It handles nothing from now on. */
  PAUSED("pauses"),
  /** It handles what comes again. */
  RESUMED("goes on"),
  /** Its disk is made empty. */
  REFORMATTED("has its disk formatted"),
  /** All writes to its disk fail from now on. */
  READ_ONLY("has a read-only disk"),
  /** Its disk can be written again. */
  WRITABLE("can write again"),
  /** Its links take longer. */
  SLOW("has slow links"),
  /** Its links take as long as others again. */
  FAST("has its speed again"),
  /** It hears nothing. */
  DEAF("turns deaf"),
  /** It hears again. */
  HEARING("hears again"),
  /** Nobody hears it. */
  MUTE("turns mute"),
  /** It is heard again. */
  HEARD("is heard again"),
  /** Its links lose packets. */
  INTERMITTENT("loses packets at times"),
  /** Its links lose no more packets than others. */
  STEADY("loses no more packets");

  private final String meaning;

  NodeChange(String meaning) {
    this.meaning = meaning;
  }

  /** Returns the change as a clause without its subject, the node. */
  public String meaning() {
    return meaning;
  }
}
