package dev.vopr.vsr;

import dev.vopr.vsr.message.Message.DoViewChange;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What the others, and this replica itself, showed it as the primary of a new view (rule V3). */
final class ShownLogs {
  private final ReplicaState state;
  private final Effects effects;

  /** The last one of each replica. */
  private final DoViewChange[] shown;

  ShownLogs(ReplicaState state, Effects effects) {
    this.state = state;
    this.effects = effects;
    shown = new DoViewChange[state.settings.replicas()];
  }

  void clear() {
    Arrays.fill(shown, null);
  }

  void put(DoViewChange log) {
    shown[log.sender()] = log;
  }

  /** Returns whether this replica has shown its own. */
  boolean hasOwn() {
    return shown[state.number] != null;
  }

  /**
   * Returns what may be chosen from.
   *
   * @param isPatient whether to do without replicas that were caught lying. All others are enough
   *     as long as no more than f fail, it among them
   */
  List<DoViewChange> credible(boolean isPatient) {
    List<DoViewChange> all = Arrays.stream(shown).filter(Objects::nonNull).toList();
    if (state.proofs.isOn()) {
      // What is proven decides, and who contradicts itself leaves evidence.
      return unrefuted(isPatient ? all.stream().filter(each -> !isCaught(each)).toList() : all);
    }
    if (!state.settings.enforces(RejectionRule.VIEW_CHANGE_CONFLICT)) {
      return all;
    }
    List<DoViewChange> credible = LogChoice.credible(all, state.number);
    if (credible.size() < all.size()) {
      effects.reject(RejectionRule.VIEW_CHANGE_CONFLICT);
    }
    return credible;
  }

  private boolean isCaught(DoViewChange each) {
    return state.evidence[each.sender()] != null;
  }

  /**
   * Level signed: a certificate decides between two logs of one view. Who was misled by the primary
   * of that view still counts if another one shows what is committed, and the choice then ends its
   * log below, or if another one shows the log of a newer view, which is chosen instead of it.
   */
  private List<DoViewChange> unrefuted(List<DoViewChange> all) {
    return all.stream()
        .filter(
            each -> !isContradicted(each) || all.stream().anyMatch(other -> overrules(other, each)))
        .toList();
  }

  private boolean isContradicted(DoViewChange each) {
    return state.proofs.contradicts(each.lastNormalView(), each.tail());
  }

  private boolean overrules(DoViewChange one, DoViewChange other) {
    boolean isNewer = one.lastNormalView() > other.lastNormalView() && !isContradicted(one);
    return isNewer || LogChoice.refutes(one, other);
  }
}
