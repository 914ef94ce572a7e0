package dev.vopr.fault;

import dev.vopr.sim.SimRng;
import dev.vopr.sim.TraceHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/**
 * Decides about every fault of one run: by chance, or by a plan. Whoever carries out faults asks
 * here, at each place where one could strike, and nowhere else; so a plan can stand in for chance.
 *
 * <p>Chance is keyed: whether and how a fault strikes depends on the seed, its kind, its place and
 * its number there, never on what else strikes. So a plan without some of its decisions leaves the
 * others as they were.
 *
 * <p>Only ask when the answer can be carried out: what is decided has struck. It goes into the
 * run's hash, is counted, and is taken down if wanted.
 */
public final class Faults {
  /** The amount of kinds that have none. */
  public static final LongUnaryOperator NO_AMOUNT = bits -> 0;

  /**
   * More decisions than this are not taken down: the plan is then {@link #isPlanWhole not whole}.
   */
  public static final int MAX_DECISIONS = 1_000_000;

  private static final int KINDS = FaultKind.values().length;

  /** Where a planned decision of some kind strikes. */
  private record Occasion(long place, long number) {}

  private final TraceHash hash;
  private final SimRng[] strikes = new SimRng[KINDS];
  private final SimRng[] amounts = new SimRng[KINDS];
  private final SimRng[] details = new SimRng[KINDS];
  private final long[] struck = new long[KINDS];
  private final List<Decision> taken = new ArrayList<>();
  private final boolean[] isOmitted = new boolean[KINDS];
  private final Optional<Map<FaultKind, Map<Occasion, Decision>>> plan;
  private Consumer<Decision> observer = decision -> {};

  private Faults(TraceHash hash, SimRng rng, List<FaultFamily> omitted, Optional<Plan> plan) {
    this.hash = hash;
    SimRng all = rng.fork("faults");
    for (FaultKind kind : FaultKind.values()) {
      SimRng own = all.fork(kind.key());
      strikes[kind.ordinal()] = own.fork("strike");
      amounts[kind.ordinal()] = own.fork("amount");
      details[kind.ordinal()] = own.fork("detail");
      isOmitted[kind.ordinal()] = omitted.contains(kind.family());
    }
    this.plan = plan.map(Faults::index);
  }

  private static Map<FaultKind, Map<Occasion, Decision>> index(Plan plan) {
    Map<FaultKind, Map<Occasion, Decision>> index = new EnumMap<>(FaultKind.class);
    for (Decision decision : plan.decisions()) {
      index
          .computeIfAbsent(decision.kind(), kind -> new LinkedHashMap<>())
          .put(new Occasion(decision.place(), decision.number()), decision);
    }
    return index;
  }

  /**
   * Returns faults that strike by chance.
   *
   * @param hash what strikes goes into it
   * @param rng the run's generator
   */
  public static Faults byChance(TraceHash hash, SimRng rng) {
    return byChance(hash, rng, List.of());
  }

  /** Returns faults that strike by chance, but none of the {@code omitted} families. */
  public static Faults byChance(TraceHash hash, SimRng rng, List<FaultFamily> omitted) {
    return new Faults(hash, rng, omitted, Optional.empty());
  }

  /** Returns the faults of a plan, and no others. */
  public static Faults byPlan(TraceHash hash, SimRng rng, Plan plan) {
    return new Faults(hash, rng, List.of(), Optional.of(plan));
  }

  /** From now on {@code newObserver} is told what strikes; it must not call back. */
  public void setObserver(Consumer<Decision> newObserver) {
    observer = newObserver;
  }

  /**
   * Returns whether a fault of this kind may strike: whoever would set a timer only to ask need
   * not, if not. It is the same for a run by chance and for one by its plan, which has to set the
   * same timers.
   *
   * @param probability with which it strikes by chance, 0 to 1
   */
  public boolean isPossible(FaultKind kind, double probability) {
    return probability > 0 || (plan.isPresent() && plan.get().containsKey(kind));
  }

  /** As {@link #strike(FaultKind, long, long, double, LongUnaryOperator)}, without an amount. */
  public boolean strikes(FaultKind kind, long place, long number, double probability) {
    return strike(kind, place, number, probability, NO_AMOUNT).isPresent();
  }

  /**
   * Decides whether a fault strikes; if so, it has struck.
   *
   * @param kind which fault
   * @param place where, as {@link FaultKind#site()} says
   * @param number of the occasion at that place, from 1; each may be asked about once
   * @param probability with which it strikes by chance, 0 to 1; a plan does not look at it
   * @param amount makes the amount of 64 random bits; a plan does not look at it
   */
  public Optional<Decision> strike(
      FaultKind kind, long place, long number, double probability, LongUnaryOperator amount) {
    Optional<Decision> decision = propose(kind, place, number, probability, amount);
    if (decision.isPresent()) {
      carryOut(decision.get());
    }
    return decision;
  }

  /**
   * As {@link #strike}, but nothing has struck yet: for whoever can only tell by the decision
   * itself whether it can be carried out. If so, {@link #carryOut} must follow, once.
   */
  public Optional<Decision> propose(
      FaultKind kind, long place, long number, double probability, LongUnaryOperator amount) {
    if (!isPossible(kind, probability)) {
      return Optional.empty();
    }
    return plan.isPresent()
        ? planned(kind, new Occasion(place, number))
        : draw(kind, place, number, probability, amount);
  }

  private Optional<Decision> planned(FaultKind kind, Occasion occasion) {
    return Optional.ofNullable(plan.orElseThrow().get(kind)).map(of -> of.get(occasion));
  }

  private Optional<Decision> draw(
      FaultKind kind, long place, long number, double probability, LongUnaryOperator amount) {
    int index = kind.ordinal();
    boolean isMissed = SimRng.toUnit(strikes[index].keyed(place, number)) >= probability;
    if (isMissed || isOmitted[index]) {
      return Optional.empty();
    }
    long much = amount.applyAsLong(amounts[index].keyed(place, number));
    long detail = kind.hasDetail() ? details[index].keyed(place, number) : 0;
    return Optional.of(new Decision(kind, place, number, much, detail));
  }

  /** What {@link #propose} decided strikes now. */
  public void carryOut(Decision decision) {
    struck[decision.kind().ordinal()]++;
    hash.add(
        SimRng.mix(decision.place() ^ SimRng.mix(decision.kind().ordinal())) + decision.number());
    hash.add(decision.amount() ^ decision.detail());
    if (taken.size() < MAX_DECISIONS) {
      taken.add(decision);
    }
    observer.accept(decision);
  }

  /** Returns how many faults of a kind have struck. */
  public long struck(FaultKind kind) {
    return struck[kind.ordinal()];
  }

  /** Returns how many faults have struck. */
  public long struck() {
    return Arrays.stream(struck).sum();
  }

  /** Returns what has struck so far, in that order. */
  public Plan plan() {
    return new Plan(taken);
  }

  /** Returns whether {@link #plan()} has all that struck. */
  public boolean isPlanWhole() {
    return taken.size() == struck();
  }

  /**
   * Returns the decisions of the plan that have not struck, because what they are about has not
   * happened; none if chance decides.
   */
  public List<Decision> unused() {
    Set<Decision> left = new LinkedHashSet<>();
    plan.ifPresent(planned -> planned.values().forEach(of -> left.addAll(of.values())));
    taken.forEach(left::remove);
    return List.copyOf(left);
  }
}
