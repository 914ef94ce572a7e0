package dev.vopr.model;

import dev.vopr.vsr.Hardening;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a replica of the model refuses, by the level of hardening: an abstraction of the real rules.
 * Cryptography is perfect here: a message knows what of it can be proven.
 */
final class Trust {
  private final Hardening level;

  Trust(Hardening level) {
    this.level = level;
  }

  /** Returns whether the receiver does not follow the message. */
  boolean isRefused(ModelReplica receiver, ModelMessage message) {
    return (level.isAtLeast(Hardening.VALIDATED) && contradictsItself(receiver, message))
        || (level.isAtLeast(Hardening.CHAINED) && contradictsLog(receiver, message))
        || (level.isAtLeast(Hardening.SIGNED) && isUnproven(message));
  }

  private static boolean contradictsItself(ModelReplica receiver, ModelMessage message) {
    return switch (message.kind()) {
      case REQUEST, REPLY, COMMIT, START_VIEW_CHANGE, GET_STATE -> false;
      case PREPARE ->
          message.commit() >= message.op() || message.entries().get(0).op() != message.op();
      case PREPARE_OK -> message.view() == receiver.view() && message.op() > receiver.op();
      case DO_VIEW_CHANGE, START_VIEW, NEW_STATE ->
          message.commit() > message.op()
              || message.op() != message.entries().size()
              || message.lastNormalView() > message.view();
    };
  }

  /** What the receiver committed, no log may replace; an entry names the one before it. */
  private static boolean contradictsLog(ModelReplica receiver, ModelMessage message) {
    boolean isOfView = message.view() == receiver.view();
    return switch (message.kind()) {
      case REQUEST, REPLY, START_VIEW_CHANGE, GET_STATE -> false;
      case PREPARE -> {
        ModelEntry entry = message.entries().get(0);
        boolean isNext = isOfView && entry.op() == receiver.op() + 1;
        boolean isTorn = isNext && entry.parent() != receiver.checksumAt(receiver.op());
        yield isTorn || isOfOtherEntry(receiver, message);
      }
      case PREPARE_OK ->
          isOfView
              && message.op() <= receiver.op()
              && message.checksum() != receiver.checksumAt(Math.max(0, message.op()));
      case COMMIT -> isOfOtherEntry(receiver, message);
      case DO_VIEW_CHANGE, START_VIEW, NEW_STATE -> isWithoutCommitted(receiver, message);
    };
  }

  /** A commit-number comes with the checksum of the entry that it speaks of. */
  private static boolean isOfOtherEntry(ModelReplica receiver, ModelMessage message) {
    long commit = message.proof().commit();
    return message.view() == receiver.view()
        && commit <= receiver.op()
        && message.proof().checksum() != receiver.checksumAt(commit);
  }

  private static boolean isWithoutCommitted(ModelReplica receiver, ModelMessage message) {
    List<ModelEntry> entries = message.entries();
    int common = (int) Math.min(receiver.commit(), entries.size());
    boolean isOther =
        common > 0 && entries.get(common - 1).checksum() != receiver.checksumAt(common);
    return isOther
        || (message.kind() != ModelKind.DO_VIEW_CHANGE && entries.size() < receiver.commit());
  }

  private static boolean isUnproven(ModelMessage message) {
    boolean isClaim = message.kind().hasCommit() && message.commit() > message.proof().commit();
    boolean isView =
        message.kind() == ModelKind.DO_VIEW_CHANGE
            && message.lastNormalView() > message.proof().lastNormalView();
    if (isClaim || isView) {
      return true;
    }
    for (ModelEntry entry : message.entries()) {
      if (!entry.isProvable()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whom the message and what the receiver knows contradict, under one signature. */
  OptionalInt accused(ModelReplica receiver, ModelMessage message) {
    if (!level.isAtLeast(Hardening.SIGNED)) {
      return OptionalInt.empty();
    }
    // A log that is shown without what its sender has acknowledged in the same view.
    boolean isCut =
        message.kind() == ModelKind.DO_VIEW_CHANGE
            && receiver.acknowledged(message.from(), message.lastNormalView()) > message.op();
    return isCut ? OptionalInt.of(message.from()) : twoStories(receiver, message);
  }

  /** Two entries of one view for one op-number, both signed by its primary, whoever shows them. */
  private static OptionalInt twoStories(ModelReplica receiver, ModelMessage message) {
    for (ModelEntry entry : message.entries()) {
      if (entry.isProvable() && entry.op() <= receiver.op()) {
        ModelEntry own = receiver.entry(entry.op());
        if (own.view() == entry.view() && own.checksum() != entry.checksum()) {
          return OptionalInt.of(receiver.primaryOf(entry.view()));
        }
      }
    }
    return OptionalInt.empty();
  }
}
