package dev.vopr.vsr.proof;

import java.util.List;

/**
 * Proves that a view began, and from which log: by how it started and how the view that its log
 * came from did, back to the first view of all, to one in which something was committed, or to one
 * that began with logs which were all alike: one of them is that of a correct replica. Nobody
 * acknowledges anything in a view whose start he has not verified, so that a commit certificate of
 * a view speaks for its start as well.
 *
 * @param starts how the view started, then those before that matter
 * @param basis commit certificate of the view in which the chain ends, if it is not view 0
 */
public record ViewProof(List<ViewStart> starts, Certificate basis) {
  /** Proves view 0 only. */
  public static final ViewProof NONE = new ViewProof(List.of(), Certificate.NONE);

  /** Copies the list. */
  public ViewProof {
    starts = List.copyOf(starts);
  }

  /** Returns whether it proves that {@code view} began. */
  public boolean isProven(long view, Notary notary, int quorum, int replicas) {
    long wanted = view;
    for (ViewStart start : starts) {
      if (wanted == 0 || start.view() != wanted || !start.isSigned(notary, quorum, replicas)) {
        return false;
      }
      if (start.isUnanimous()) {
        return true;
      }
      wanted = start.lastNormalView();
    }
    return wanted == 0 || (basis.isOfView(wanted) && basis.isValid(notary, quorum, replicas));
  }
}
