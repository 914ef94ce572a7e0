package dev.vopr.canary;

import dev.vopr.check.Checkers;
import java.util.ArrayList;
import java.util.List;

/** What may notice a canary. */
final class Trips {
  /** Invariants that checkers have, and verdicts that speak for themselves. */
  static final List<String> ALL = all();

  private Trips() {}

  private static List<String> all() {
    List<String> all =
        new ArrayList<>(
            List.of(
                // Of the audit of what is sent, and of who commits what.
                "send-audit",
                "acknowledged",
                "sent-reply",
                "sent-eviction",
                "told-view",
                "commit-quorum",
                "durability",
                "hash-chain",
                "monotone",
                "one-primary",
                "unique-prepare",
                "checkpoints",
                "bounds",
                "view-votes",
                "sessions",
                "silence",
                "disk-belief",
                "answer-owed",
                "recovery",
                "commit-votes",
                "power-loss",
                "view-source",
                "view-log",
                "state-transfer",
                // Of the witness.
                "asked-for",
                "real-time",
                "model-state",
                "reply",
                "answered",
                "linearizability",
                "stalled",
                "crashed",
                "nondeterministic"));
    new Checkers(3, List.of()).invariants().forEach(invariant -> all.add(invariant.name()));
    return all;
  }
}
