package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import java.util.List;

/**
 * Two statements that one replica signed and that no correct replica signs both. Whoever sees it
 * can verify it.
 *
 * @param contradiction how they contradict each other
 * @param accused who signed both
 * @param claims the signed claims, each with its one vote
 * @param shown the signed logs
 */
public record Evidence(
    Contradiction contradiction, int accused, List<Certificate> claims, List<Shown> shown) {

  /** The ways in which a replica can contradict itself. */
  public enum Contradiction {
    /** As primary it gave one op-number of a view to two entries. */
    TWO_ENTRIES("gave one op-number of a view to two entries"),
    /** As primary it acknowledged another entry than it gave to the others. */
    OTHER_ENTRY("acknowledged another entry than it gave to the others"),
    /** In its DoViewChange it lacks what it had acknowledged in its last normal view. */
    FORGOTTEN_ENTRY("shows a log without an entry that it acknowledged in that view"),
    /** It showed two different logs for one view. */
    TWO_LOGS("showed two different logs for one view");

    private final String meaning;

    Contradiction(String meaning) {
      this.meaning = meaning;
    }

    /** Returns what the replica did, in a few words. */
    public String meaning() {
      return meaning;
    }
  }

  /** Copies the lists. */
  public Evidence {
    claims = List.copyOf(claims);
    shown = List.copyOf(shown);
  }

  /** Returns whether all is signed by the accused, and a contradiction. */
  public boolean isProven(Notary notary) {
    for (Certificate claim : claims) {
      boolean isHis = claim.votes().size() == 1 && claim.votes().get(0).replica() == accused;
      if (!isHis || !notary.isSigned(claim.claim(), accused, claim.votes().get(0).signature())) {
        return false;
      }
    }
    for (Shown each : shown) {
      if (each.author() != accused || !each.isSigned(notary)) {
        return false;
      }
    }
    return switch (contradiction) {
      case TWO_ENTRIES -> isEntries(Claim.Kind.PROPOSED, Claim.Kind.PROPOSED);
      case OTHER_ENTRY -> isEntries(Claim.Kind.PROPOSED, Claim.Kind.HELD);
      case FORGOTTEN_ENTRY ->
          claims.size() == 1
              && shown.size() == 1
              && isForgotten(claims.get(0).claim(), shown.get(0));
      case TWO_LOGS -> shown.size() == 2 && areTwoLogs(shown.get(0), shown.get(1));
    };
  }

  private boolean isEntries(Claim.Kind first, Claim.Kind second) {
    return claims.size() == 2
        && claims.get(0).claim().kind() == first
        && claims.get(1).claim().kind() == second
        && areTwoEntries(claims.get(0).claim(), claims.get(1).claim());
  }

  /** Returns whether the claims name different entries for one op-number of one view. */
  public static boolean areTwoEntries(Claim one, Claim other) {
    return one.subject() == other.subject()
        && one.op() == other.op()
        && one.checksum() != other.checksum();
  }

  /** Returns whether a log of the view of an acknowledgement lacks what was acknowledged. */
  public static boolean isForgotten(Claim held, Shown log) {
    LogTail tail = log.message().tail();
    return held.kind() == Claim.Kind.HELD
        && log.message().lastNormalView() == held.subject()
        && held.op() > tail.base()
        && tail.isNack(held.op(), held.checksum());
  }

  /**
   * Returns whether two logs shown for one view differ by more than a later commit-number explains:
   * what a replica shows of one last normal view does not change until the view begins (rule V2).
   */
  public static boolean areTwoLogs(Shown one, Shown other) {
    boolean isComparable =
        one.message().view() == other.message().view()
            && one.message().lastNormalView() == other.message().lastNormalView();
    if (!isComparable) {
      // After the loss of its disk a replica may come to show the log of a later view.
      return false;
    }
    LogTail first = one.message().tail();
    LogTail second = other.message().tail();
    if (first.base() == second.base() && first.op() != second.op()) {
      return true;
    }
    for (Header header : first.headers()) {
      if (header.op() > second.base()
          && header.op() <= second.op()
          && second.headerAt(header.op()).checksum() != header.checksum()) {
        return true;
      }
    }
    return false;
  }
}
