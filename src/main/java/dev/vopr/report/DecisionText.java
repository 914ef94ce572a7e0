package dev.vopr.report;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.vsr.message.Nodes;

/** Faults that strike, in a few words. */
final class DecisionText {
  private DecisionText() {}

  /** Returns {@code torn-write strikes r1 (power-loss 3)}. */
  static String of(Decision decision) {
    FaultKind kind = decision.kind();
    return "%s strikes %s (%s %s%s)"
        .formatted(
            kind.key(),
            place(decision),
            kind.counted(),
            Figures.count(decision.number()),
            amount(decision));
  }

  /** Returns {@code torn-write r1, power-loss 3}. */
  static String shortly(Decision decision) {
    FaultKind kind = decision.kind();
    return "%s %s, %s %s%s"
        .formatted(
            kind.key(),
            place(decision),
            kind.counted(),
            Figures.count(decision.number()),
            amount(decision));
  }

  private static String place(Decision decision) {
    return switch (decision.kind().site()) {
      case CLUSTER -> "the cluster";
      case REPLICA, CLIENT -> Nodes.name(decision.second());
      case RULE ->
          "by rule %d, %s→%s"
              .formatted(
                  decision.first(),
                  Nodes.name(decision.liar()),
                  decision.deceived() == Decision.ALL ? "all" : Nodes.name(decision.deceived()));
      case POINT ->
          Nodes.name(decision.first())
              + " at the point "
              + ProcessPoint.values()[decision.second()].key();
      case LINK -> Nodes.name(decision.first()) + "→" + Nodes.name(decision.second());
    };
  }

  private static String amount(Decision decision) {
    return switch (decision.kind().amount()) {
      case NONE -> "";
      case NANOS -> ", " + Figures.duration(decision.amount());
      case COUNT -> ", " + Figures.count(decision.amount());
    };
  }
}
