package dev.vopr.vsr;

import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Commit certificates that others sent, or that this replica made as primary: what they prove need
 * not be here yet, and need not be what is here.
 */
final class HeardCertificates {
  private static final int MOST_EARLY = 16;

  private final ReplicaState state;
  private Certificate newest = Certificate.NONE;

  /**
   * Others for what is not committed here yet, by op-number. What a log starts from is proven by
   * one that may come long before all below it is here, and newer ones come meanwhile.
   */
  private final TreeMap<Long, Certificate> early = new TreeMap<>();

  HeardCertificates(ReplicaState state) {
    this.state = state;
  }

  /** Returns the newest one. */
  Certificate newest() {
    return newest;
  }

  /** This replica, as primary, has made one. */
  void made(Certificate certificate) {
    newest = certificate;
  }

  void hear(Certificate certificate) {
    newest = newer(newest, certificate);
    if (certificate.op() > state.commit) {
      early.merge(certificate.op(), certificate, HeardCertificates::newer);
      if (early.size() > MOST_EARLY) {
        // That of the highest op-number: it comes again.
        early.pollLastEntry();
      }
    }
  }

  /** A later view decides, should a liar have made two certificates for one op-number. */
  private static Certificate newer(Certificate before, Certificate now) {
    Claim one = before.claim();
    Claim other = now.claim();
    boolean areOfViews = one.kind() == Claim.Kind.HELD && other.kind() == Claim.Kind.HELD;
    boolean isNewer =
        (areOfViews && one.subject() != other.subject())
            ? other.subject() > one.subject()
            : other.op() > one.op();
    return isNewer ? now : before;
  }

  /** Returns those that came early, for what is committed by now, and keeps them no longer. */
  List<Certificate> takeCommitted() {
    if (early.isEmpty() || early.firstKey() > state.commit) {
      return List.of();
    }
    List<Certificate> committed = new ArrayList<>(early.headMap(state.commit, true).values());
    early.headMap(state.commit, true).clear();
    return committed;
  }

  /** Returns the newest one for an entry that is in the log here, and not yet committed. */
  long committable() {
    if (isCommittable(newest)) {
      return newest.op();
    }
    if (early.isEmpty()) {
      return 0;
    }
    for (Certificate certificate : early.descendingMap().values()) {
      if (isCommittable(certificate)) {
        return certificate.op();
      }
    }
    return 0;
  }

  private boolean isCommittable(Certificate certificate) {
    return certificate.op() > state.commit
        && certificate.op() <= state.log.op()
        && state.log.checksumAt(certificate.op()) == certificate.checksum();
  }

  /** Returns whether a quorum committed another entry in this view than the one that is here. */
  boolean contradictLog() {
    return newest.isOfView(state.view)
        && newest.op() >= state.log.base()
        && newest.op() <= state.log.op()
        && state.log.checksumAt(newest.op()) != newest.checksum();
  }

  /** Returns whether a log of a view contradicts what is known to be committed in it or before. */
  boolean contradict(long lastNormalView, LogTail tail) {
    return newest.claim().kind() == Claim.Kind.HELD
        && lastNormalView >= newest.claim().subject()
        && newest.op() > tail.base()
        && newest.op() <= tail.op()
        && tail.checksumAt(newest.op()) != newest.checksum();
  }
}
