package dev.vopr.vsr.scripted;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;

/** What a liar makes of what it should say. */
final class Lies {
  private Lies() {}

  /** The strongest other entry there is: really asked for by its client, at another time. */
  static Entry other(Entry entry, Notary liar) {
    Entry other =
        Entry.sealed(
            entry.view(),
            entry.op(),
            entry.parent(),
            entry.client(),
            entry.session(),
            entry.request(),
            entry.operation(),
            entry.timestamp() + 1,
            entry.clientSignature());
    return other.signed(liar.sign(Claim.proposed(other)));
  }
}
