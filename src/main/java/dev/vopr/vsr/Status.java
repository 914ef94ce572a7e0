package dev.vopr.vsr;

/** What a replica is doing (VRR §4). */
public enum Status {
  /** It reads its disk and takes part in nothing. */
  OPENING,
  /** It processes requests, or stands ready to. */
  NORMAL,
  /** It has left a view, and the next one has not begun. */
  VIEW_CHANGE,
  /** It does not trust its disk: it neither votes nor acknowledges (rule D3). */
  RECOVERING,
  /** Its disk failed, and it has stopped itself (rule D5). */
  STOPPED
}
