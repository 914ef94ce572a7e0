package dev.vopr.cli;

import dev.vopr.canary.Canary;
import dev.vopr.canary.CanaryException;
import dev.vopr.canary.Catch;
import dev.vopr.canary.CatchLog;
import dev.vopr.canary.Hunt;
import dev.vopr.canary.Proofs;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Writes and replays the proof beside each patch, and shows what came of it. */
final class ProvenCanaries {
  private final Proofs proofs;
  private final PrintStream out;
  private final PrintStream err;

  ProvenCanaries(Proofs proofs, PrintStream out, PrintStream err) {
    this.proofs = proofs;
    this.out = out;
    this.err = err;
  }

  /** Replays the proofs of all canaries that are hunted. */
  ExitCode replay(List<Canary> canaries) {
    int shown = 0;
    int bad = 0;
    for (Canary canary : canaries.stream().filter(Canary::isHunted).toList()) {
      Proofs.Replay replay = proofs.replay(canary);
      shown += replay.answer() == Proofs.Answer.SHOWN ? 1 : 0;
      boolean isBad =
          replay.answer() == Proofs.Answer.HARMLESS || replay.answer() == Proofs.Answer.ALARM;
      bad += isBad ? 1 : 0;
      out.println(
          "%-6s %-8s %s, %d faults"
              .formatted(canary.id(), replay.answer(), replay.reason(), replay.faults()));
    }
    out.println("%d proofs hold, %d do not".formatted(shown, bad));
    return bad == 0 ? ExitCode.AS_EXPECTED : ExitCode.UNEXPECTED;
  }

  /**
   * Writes the proof of a canary that was found, if it has none.
   *
   * @param known what has been measured
   * @param runs making it small takes at most so many, from 1
   */
  void prove(Canary canary, CatchLog known, long runs) {
    Optional<Catch> caught =
        known.all().stream()
            .filter(one -> one.canary().equals(canary.id()) && one.isFound())
            .filter(one -> one.hunt().equals(Hunt.USUAL.name()))
            .findFirst();
    if (caught.isEmpty() || Proofs.isThere(canary)) {
      return;
    }
    try {
      proofs.write(canary, Hunt.USUAL, caught.get().seed(), runs);
    } catch (CanaryException e) {
      // A run of which no plan can be made is found all the same.
      err.println("%-12s has no proof: %s".formatted(canary.id(), e.getMessage()));
      return;
    }
    Proofs.Replay replay = proofs.replay(canary);
    if (replay.answer() != Proofs.Answer.SHOWN) {
      proofs.remove(canary);
    }
    err.println(
        "%-12s proof: %s, %s, %d faults"
            .formatted(canary.id(), replay.answer(), replay.reason(), replay.faults()));
  }
}
