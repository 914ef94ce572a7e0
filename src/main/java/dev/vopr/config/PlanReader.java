package dev.vopr.config;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code vopr.plan}: the faults of a run, one in each line, such as
 *
 * <pre>
 *   { fault = loss, link = r0-r2, packet = 17 }
 *   { fault = crash, replica = r1, interval = 3, for = 120 ms }
 *   { fault = mutation, rule = 2, link = r2-r0, packet = 5, detail = 0x3f6c9b0e51a2d784 }
 * </pre>
 */
final class PlanReader {
  private static final String DECISIONS = "decisions";
  private static final int MOST_RULES = 1_000;

  private final int replicas;
  private final int clients;

  private PlanReader(int replicas, int clients) {
    this.replicas = replicas;
    this.clients = clients;
  }

  /** Returns the plan, if the settings have one; with it nothing strikes by chance. */
  static Optional<Plan> read(SettingsNode root, int replicas, int clients) {
    if (!root.has("plan")) {
      return Optional.empty();
    }
    PlanReader reader = new PlanReader(replicas, clients);
    List<Decision> decisions = new ArrayList<>();
    Map<Decision, Boolean> keys = new LinkedHashMap<>();
    for (SettingsNode element : root.section("plan").list(DECISIONS)) {
      Decision decision = reader.decision(element);
      Decision key = new Decision(decision.kind(), decision.place(), decision.number(), 0, 0);
      if (keys.put(key, true) != null) {
        element.problem("fault", "strikes twice at the same place; remove one of the two lines");
      }
      decisions.add(decision);
    }
    return Optional.of(new Plan(decisions));
  }

  private Decision decision(SettingsNode element) {
    FaultKind kind = element.choice("fault", FaultKind.class);
    long amount =
        switch (kind.amount()) {
          case NONE -> 0;
          case NANOS -> element.durationNanos("for", Long.MIN_VALUE, Long.MAX_VALUE);
          case COUNT -> element.wholeNumber("amount", Long.MIN_VALUE, Long.MAX_VALUE);
        };
    return new Decision(
        kind,
        place(element, kind),
        element.wholeNumber(kind.counted(), 1, Long.MAX_VALUE),
        amount,
        kind.hasDetail() ? element.wholeNumber("detail", Long.MIN_VALUE, Long.MAX_VALUE) : 0);
  }

  private long place(SettingsNode element, FaultKind kind) {
    return switch (kind.site()) {
      case CLUSTER -> 0;
      case REPLICA -> node(element, "replica", element.text("replica"));
      case CLIENT -> node(element, "client", element.text("client"));
      case POINT ->
          Decision.point(
              node(element, "replica", element.text("replica")),
              element.choice("point", ProcessPoint.class).ordinal());
      case RULE -> lie(element);
      case LINK -> link(element);
    };
  }

  private long lie(SettingsNode element) {
    int rule = element.integer("rule", 0, MOST_RULES);
    String[] ends = element.text("link").split("-", -1);
    boolean isForAll = ends.length == 2 && ends[1].equals("all");
    if (!isForAll) {
      Decision link = new Decision(FaultKind.LOSS, link(element), 1, 0, 0);
      return Decision.lie(rule, link.first(), link.second());
    }
    return Decision.lie(rule, node(element, "link", ends[0]), Decision.ALL);
  }

  private long link(SettingsNode element) {
    String[] ends = element.text("link").split("-", -1);
    if (ends.length != 2) {
      element.problem("link", "is no link; write sender and receiver, such as r0-r2 or c0-r1");
      return 0;
    }
    return Decision.link(node(element, "link", ends[0]), node(element, "link", ends[1]));
  }

  private int node(SettingsNode element, String key, String name) {
    for (int replica = 0; replica < replicas; replica++) {
      if (Nodes.name(replica).equals(name)) {
        return replica;
      }
    }
    for (int client = 0; client < clients; client++) {
      if (Nodes.name(Nodes.client(client)).equals(name)) {
        return Nodes.client(client);
      }
    }
    element.problem(
        key,
        "\"%s\" is nobody here; give r0 to r%d or c0 to c%d"
            .formatted(Scalars.shortened(name), replicas - 1, clients - 1));
    return 0;
  }
}
