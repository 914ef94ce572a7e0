package dev.vopr.model;

import dev.vopr.sim.SimRng;

/**
 * An operation in the log of the model.
 *
 * @param view the view in which it was proposed
 * @param op its op-number, from 1
 * @param client number of the client that asked for it
 * @param request the client's request-number, from 1
 * @param variant 0 for what the client asked for; liars make others
 * @param isProvable whether the primary of its view and its client could have signed it
 * @param parent checksum of the entry before, 0 for none
 * @param checksum speaks for it and all before it; never 0
 */
record ModelEntry(
    long view,
    long op,
    int client,
    long request,
    int variant,
    boolean isProvable,
    long parent,
    long checksum) {

  static ModelEntry of(long view, long op, int client, long request, long parent) {
    return sealed(view, op, client, request, 0, true, parent);
  }

  private static ModelEntry sealed(
      long view, long op, int client, long request, int variant, boolean isProvable, long parent) {
    long hash = SimRng.mix(parent + SimRng.mix(view * 31 + op));
    long checksum = SimRng.mix(hash + SimRng.mix(client * 1_000_003L + request) + variant) | 1;
    return new ModelEntry(view, op, client, request, variant, isProvable, parent, checksum);
  }

  /** Returns another entry for the same place, chained to {@code newParent}. */
  ModelEntry forged(int newVariant, boolean isNowProvable, long newParent) {
    return sealed(view, op, client, request, newVariant, isNowProvable, newParent);
  }
}
