package dev.vopr.model;

import java.util.List;

/**
 * A message of the model. All kinds have the same fields, so that one lie fits all that have the
 * field in truth; what a kind does not use is 0 or empty.
 *
 * @param kind what it is
 * @param from the sender's node number: replicas first, then clients
 * @param to the receiver's
 * @param view view-number
 * @param lastNormalView of a DoViewChange, the view whose log it shows
 * @param op op-number; the request-number of requests and replies
 * @param commit commit-number
 * @param entries the entry of a Prepare, or a whole log
 * @param checksum of a PrepareOk, that of the entry at its op-number
 * @param proof what of it can be proven
 */
record ModelMessage(
    ModelKind kind,
    int from,
    int to,
    long view,
    long lastNormalView,
    long op,
    long commit,
    List<ModelEntry> entries,
    long checksum,
    Proof proof) {

  /**
   * For what there is a certificate: what the sender's true state says.
   *
   * @param lastNormalView its last normal view
   * @param commit its commit-number
   * @param checksum that of the entry there, 0 for none
   */
  record Proof(long lastNormalView, long commit, long checksum) {}

  ModelMessage withView(long newView) {
    return new ModelMessage(
        kind, from, to, newView, lastNormalView, op, commit, entries, checksum, proof);
  }

  ModelMessage withLastNormalView(long newView) {
    return new ModelMessage(kind, from, to, view, newView, op, commit, entries, checksum, proof);
  }

  ModelMessage withOp(long newOp) {
    return new ModelMessage(
        kind, from, to, view, lastNormalView, newOp, commit, entries, checksum, proof);
  }

  ModelMessage withCommit(long newCommit) {
    return new ModelMessage(
        kind, from, to, view, lastNormalView, op, newCommit, entries, checksum, proof);
  }

  /** Returns a copy that shows other entries; a shown log says its own op-number. */
  ModelMessage withEntries(List<ModelEntry> newEntries) {
    long newOp = kind.showsLog() ? newEntries.size() : op;
    return new ModelMessage(
        kind,
        from,
        to,
        view,
        lastNormalView,
        newOp,
        commit,
        List.copyOf(newEntries),
        checksum,
        proof);
  }

  String describe() {
    return "%s from %d to %d (view %d, last normal %d, op %d, commit %d)"
        .formatted(kind.real(), from, to, view, lastNormalView, op, commit);
  }
}
