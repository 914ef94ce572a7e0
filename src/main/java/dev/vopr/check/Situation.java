package dev.vopr.check;

/**
 * What a cluster may get into that is worth having been in; not wrong in itself, and counted, so
 * that a sweep can prove what it has been through.
 */
public enum Situation {
  /** Two replicas are primaries of different views at once; one of them is cut off, or late. */
  TWO_PRIMARIES("times that two views had their primaries at once"),
  /** Two view changes, to different views, are under way at once. */
  TWO_VIEWS_VOTED_ON("times that two views were voted on at once"),
  /** One replica recovers while another one is in a view change. */
  VIEW_CHANGE_DURING_RECOVERY("view changes while a replica recovered"),
  /** A replica takes part in a view, and never took part in the one before it. */
  VIEW_SKIPPED("views skipped"),
  /** A view begins with entries of older views that are not known to be committed. */
  INHERITED("views begun with entries to commit"),
  /** A replica gives up entries that were never committed. */
  CUT_OFF("times that uncommitted entries were cut off"),
  /** Two logs hold different entries under one op-number; one of them will have to go. */
  TWO_VERSIONS("times that two logs differed at their ends"),
  /** An entry that is committed was missing, and was fetched from another replica. */
  COMMITTED_REPAIRED("committed entries repaired"),
  /** A log has no room left. */
  LOG_FULL("times that a log was full");

  private final String plural;

  Situation(String plural) {
    this.plural = plural;
  }

  /** Returns what is counted, as reports say it after a number. */
  public String plural() {
    return plural;
  }
}
