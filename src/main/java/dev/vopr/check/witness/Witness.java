package dev.vopr.check.witness;

import dev.vopr.check.Violation;
import dev.vopr.check.model.ModelStore;
import dev.vopr.trace.ClientObserver;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Follows the committed log once, entry by entry, as soon as a correct replica shows that it is
 * committed, and compares it with what clients saw. If all {@link ClientInvariant}s hold, the log
 * is a proof that the history is linearizable: it explains every answer, in an order that no client
 * can contradict.
 *
 * <p>It keeps the calls of which not everything is known, and the state of the model, but no log.
 */
public final class Witness implements ClientObserver {
  private static final List<ClientInvariant> INVARIANTS =
      List.of(
          new AskedForInvariant(),
          new RealTimeInvariant(),
          new ReplyInvariant(),
          new ModelStateInvariant(),
          new AnsweredInvariant());

  /** Calls that may be kept besides those under way; only a witness that lost the log has more. */
  private static final int MOST_KEPT = 10_000;

  private final SessionModel sessions;
  private final ModelStore model = new ModelStore();
  private final AnswerBook answers = new AnswerBook();

  /** For each client the call that is under way. */
  private final Map<Integer, Call> current = new LinkedHashMap<>();

  /** Calls that are answered, but not known to be committed. */
  private final List<Call> early = new ArrayList<>();

  /** Calls that will never be answered, and may still be committed. */
  private final List<Call> lost = new ArrayList<>();

  /** For each replica the op-number at which its state was looked at last. */
  private final long[] looked;

  private long executed;
  private long events;
  private long completed;
  private boolean isBlind;
  private Optional<Violation> violation = Optional.empty();

  /** Creates a witness of a cluster of so many replicas, which keep at most so many sessions. */
  public Witness(int replicas, int sessions) {
    looked = new long[replicas];
    this.sessions = new SessionModel(sessions);
  }

  /** Returns the names of what is checked, in the order in which it is. */
  public static List<String> names() {
    return INVARIANTS.stream().map(ClientInvariant::name).toList();
  }

  /** Returns for each name where the rule comes from, in the same order. */
  public static List<String> sources() {
    return INVARIANTS.stream().map(ClientInvariant::source).toList();
  }

  // ---- what clients see
  // ----------------------------------------------------------------------

  @Override
  public void onInvoked(int client, Bytes operation, long nanos) {
    current.put(client, new Call(client, operation, ++events));
  }

  @Override
  public void onNumbered(int client, long session, long request, long nanos) {
    current.get(client).number(session, request);
  }

  @Override
  public void onReturned(int client, Bytes result, long nanos) {
    Call call = current.remove(client);
    call.answer(result, ++events);
    if (call.isExecuted()) {
      complete(call, nanos);
    } else {
      keep(call, early);
    }
  }

  /** Its entry may still come, until the client's next session begins. */
  @Override
  public void onUnknown(int client, long nanos) {
    Call call = current.remove(client);
    if (!call.isExecuted()) {
      keep(call, lost);
    }
  }

  private void keep(Call call, List<Call> calls) {
    calls.add(call);
    if (calls.size() > MOST_KEPT) {
      isBlind = true;
      answers.onBlind();
      early.clear();
      lost.clear();
    }
  }

  // ---- what replicas commit
  // ----------------------------------------------------------------------

  /** Takes what a correct replica shows to be committed, and looks at its state. */
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    while (executed < replica.commit()
        && executed >= replica.logBase()
        && !isBlind
        && violation.isEmpty()) {
      if (!takeNext(replica, nanos)) {
        break;
      }
    }
    int number = replica.number();
    if (executed == replica.executed() && looked[number] != executed && !isBlind) {
      looked[number] = executed;
      report(rule -> rule.onSameLog(replica, model.digest()), List.of(number), executed, nanos);
    }
    return violation;
  }

  /** A replica was started again, and builds its state anew. */
  public void onRestart(int replica) {
    looked[replica] = 0;
  }

  private boolean takeNext(ReplicaView replica, long nanos) {
    Optional<Entry> entry = replica.entryAt(executed + 1);
    if (entry.isPresent()) {
      take(entry.get(), nanos);
    }
    return entry.isPresent();
  }

  private void take(Entry entry, long nanos) {
    executed = entry.op();
    answers.onKnown(executed);
    if (entry.request() == 0) {
      if (sessions.register(entry)) {
        answers.open(entry.client(), entry.op(), entry.operation(), sessions);
        endOlderSessions(entry);
      }
      return;
    }
    if (!sessions.request(entry)) {
      return;
    }
    Optional<Call> call = callOf(entry);
    report(rule -> rule.onExecuted(entry, call, early), List.of(), entry.op(), nanos);
    Bytes result = model.execute(entry.operation());
    answers.execute(
        entry.client(),
        new AnswerBook.Answer(entry.op(), entry.session(), entry.request(), result));
    call.ifPresent(found -> onExecuted(found, entry.op(), result, nanos));
  }

  private void onExecuted(Call call, long op, Bytes result, long nanos) {
    call.execute(op, result);
    if (call.isAnswered()) {
      early.remove(call);
      complete(call, nanos);
    } else if (current.get(call.client()) != call) {
      lost.remove(call);
    }
  }

  private void complete(Call call, long nanos) {
    completed++;
    report(rule -> rule.onComplete(call), List.of(), call.op(), nanos);
  }

  private Optional<Call> callOf(Entry entry) {
    Call underWay = current.get(entry.client());
    if (underWay != null && underWay.isNumbered(entry.session(), entry.request())) {
      return Optional.of(underWay);
    }
    return Stream.of(early, lost)
        .flatMap(List::stream)
        .filter(call -> call.client() == entry.client())
        .filter(call -> call.isNumbered(entry.session(), entry.request()))
        .findFirst();
  }

  /**
   * What was asked in a session that is over, and has no answer, cannot take effect any more. A
   * client may have lost a request of the session that begins here already, if the log is seen
   * late.
   */
  private void endOlderSessions(Entry registration) {
    lost.removeIf(
        call -> call.client() == registration.client() && call.isBefore(registration.op()));
  }

  // ---- the end
  // ----------------------------------------------------------------------

  /**
   * Looks at answers whose entries no correct replica has committed.
   *
   * @param correct all correct replicas
   * @return what is wrong
   */
  public Optional<Violation> atEnd(List<ReplicaView> correct, long nanos) {
    if (!isUpToDate(correct)) {
      return violation;
    }
    for (Call call : early) {
      if (correct.stream().noneMatch(replica -> holds(replica, call))) {
        report(rule -> rule.onNeverCommitted(call), List.of(), 0, nanos);
      }
    }
    return violation;
  }

  /**
   * Returns whether all that correct replicas committed was seen. It may not be: if only a
   * compromised replica ever showed an entry, and the correct ones took over its checkpoint.
   */
  public boolean isUpToDate(List<ReplicaView> correct) {
    return !isBlind && correct.stream().allMatch(replica -> replica.commit() <= executed);
  }

  private boolean holds(ReplicaView replica, Call call) {
    for (long op = Math.max(executed, replica.logBase()) + 1; op <= replica.op(); op++) {
      Optional<Entry> entry = replica.entryAt(op);
      boolean isIt =
          entry.isEmpty()
              || (entry.get().client() == call.client()
                  && call.isNumbered(entry.get().session(), entry.get().request()));
      if (isIt) {
        return true;
      }
    }
    return false;
  }

  /** Returns what clients are to be told, by the log as far as it was seen. */
  public AnswerBook answers() {
    return answers;
  }

  /** Returns the number of answers that were compared with the model's. */
  public long completed() {
    return completed;
  }

  /** Returns the number of calls that are kept, which does not grow with the run. */
  public int kept() {
    return current.size() + early.size() + lost.size();
  }

  /** Returns whether what clients saw contradicts the log. */
  public boolean hasViolation() {
    return violation.isPresent();
  }

  /** Returns the first violation, if there was one. */
  public Optional<Violation> violation() {
    return violation;
  }

  private void report(
      Function<ClientInvariant, Optional<String>> look, List<Integer> replicas, long op, long at) {
    for (ClientInvariant rule : INVARIANTS) {
      if (violation.isPresent()) {
        return;
      }
      Optional<String> sentence = look.apply(rule);
      if (sentence.isPresent()) {
        violation = Optional.of(new Violation(rule.name(), sentence.get(), replicas, op, at));
      }
    }
  }
}
