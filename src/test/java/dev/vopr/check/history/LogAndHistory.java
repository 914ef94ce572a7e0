package dev.vopr.check.history;

import dev.vopr.check.FakeReplica;
import dev.vopr.check.Violation;
import dev.vopr.check.witness.Witness;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.ClientObserver;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A log and the history of its clients. Clients work at the same time, and some of their operations
 * have no known outcome; in the middle, while nobody else uses one of the keys, something special
 * happens there.
 *
 * <p>What goes wrong there no order explains: a value that is written once is read after another
 * one was written over it, from beginning to end. So a wrong log never comes with a history that
 * another log would explain, and witness and search have to agree.
 */
final class LogAndHistory {
  /** What happens in the middle. */
  enum Middle {
    /** Nothing. */
    NOTHING(true),
    /** A read that began before a change ended does not see it. */
    READ_DURING_A_CHANGE(true),
    /** A change without a known outcome takes effect late. */
    UNKNOWN_CHANGE_TAKES_EFFECT_LATE(true),
    /** A read shows what was written over before it began. */
    STALE_READ(false),
    /** A change is answered, and is not in the log. */
    LOST_CHANGE(false),
    /** A change takes effect again, after another one. */
    DOUBLE_EXECUTION(false),
    /** A change is answered, and takes effect after one that began later. */
    REORDERED_CHANGES(false),
    /** A read shows what nobody wrote. */
    WRONG_VALUE(false),
    /** A compare-and-set of what was written over is answered as done. */
    WRONG_COMPARE_AND_SET(false);

    private final boolean isRight;

    Middle(boolean isRight) {
      this.isRight = isRight;
    }

    boolean isRight() {
      return isRight;
    }
  }

  private static final int CLIENTS = 5;
  private static final int KEYS = 3;
  private static final int UNKNOWN_PERCENT = 4;
  private static final int LENGTH = 14;
  private static final Bytes OK = KeyValueStore.Status.OK.result();

  /** Who does the special; the others work on other keys meanwhile. */
  private static final int FIRST = 0;

  private static final int SECOND = 1;

  private final SimRng rng;
  private final KeyValueStore store = new KeyValueStore();
  private final KeyValueStore truth = new KeyValueStore();
  private final HistoryRecorder recorder = new HistoryRecorder(1_000);
  private final Witness witness = new Witness(1, CLIENTS);
  private final FakeReplica replica = new FakeReplica(0);
  private final Bytes[] asked = new Bytes[CLIENTS];
  private final Bytes[] results = new Bytes[CLIENTS];
  private final long[] requests = new long[CLIENTS];
  private int values;
  private long log;

  private LogAndHistory(long seed) {
    rng = SimRng.of(seed).fork("log-and-history");
  }

  static LogAndHistory of(long seed, Middle middle) {
    LogAndHistory pair = new LogAndHistory(seed);
    for (int i = 0; i < CLIENTS; i++) {
      pair.commit(Entry.sealed(0, ++pair.log, 0, i, 0, 0, Bytes.of("token" + i), pair.log));
    }
    pair.work(0, KEYS, LENGTH);
    pair.finish();
    pair.happen(middle);
    pair.work(0, KEYS, LENGTH);
    pair.finish();
    return pair;
  }

  List<Operation<KeyValueCommand, Bytes>> operations() {
    return recorder.operations();
  }

  Optional<Violation> witnessed() {
    return witness.atEnd(List.of(replica), 0);
  }

  // ---- ordinary work ----------------------------------------------------------------------------

  /** Lets clients from {@code first} on use all keys but those from {@code keys} on. */
  private void work(int first, int keys, int steps) {
    for (int i = 0; i < 3 * steps; i++) {
      step(first + rng.nextInt(CLIENTS - first), keys);
    }
  }

  private void finish() {
    for (int client = 0; client < CLIENTS; client++) {
      while (asked[client] != null) {
        step(client, KEYS);
      }
    }
  }

  private void step(int client, int keys) {
    if (asked[client] == null) {
      ask(client, command(keys));
    } else if (rng.nextInt(100) < UNKNOWN_PERCENT) {
      giveUp(client);
    } else if (results[client] == null) {
      takeEffect(client);
    } else {
      answer(client, results[client]);
    }
  }

  private KeyValueCommand command(int keys) {
    Bytes key = key(rng.nextInt(keys));
    int percent = rng.nextInt(100);
    if (percent < 40) {
      return new KeyValueCommand.Get(0, key);
    }
    if (percent < 70) {
      return new KeyValueCommand.Put(0, key, value());
    }
    if (percent < 90) {
      Bytes found = store.execute(new KeyValueCommand.Get(0, key).encode(), 0);
      Bytes expected = found.length() > 1 ? found.slice(1, found.length() - 1) : value();
      return new KeyValueCommand.CompareAndSet(0, key, value(), expected);
    }
    return new KeyValueCommand.Delete(0, key);
  }

  private static Bytes key(int number) {
    return Bytes.of("k" + number);
  }

  private Bytes value() {
    return Bytes.of("v" + values++);
  }

  // ---- what one client does ---------------------------------------------------------------------

  private void each(Consumer<ClientObserver> call) {
    call.accept(witness);
    call.accept(recorder);
  }

  private void ask(int client, KeyValueCommand command) {
    asked[client] = command.encode();
    results[client] = null;
    long request = ++requests[client];
    each(observer -> observer.onInvoked(client, asked[client], 0));
    each(observer -> observer.onNumbered(client, client + 1L, request, 0));
  }

  private void giveUp(int client) {
    each(observer -> observer.onUnknown(client, 0));
    asked[client] = null;
  }

  private void answer(int client, Bytes result) {
    each(observer -> observer.onReturned(client, result, 0));
    asked[client] = null;
  }

  /** The service executes it, and it is in the log. */
  private void takeEffect(int client) {
    results[client] = store.execute(asked[client], 0);
    commit(entry(client, requests[client], asked[client]));
    truth.execute(asked[client], 0);
    show();
  }

  private Entry entry(int client, long request, Bytes operation) {
    return Entry.sealed(0, ++log, 0, client, client + 1L, request, operation, log);
  }

  private void commit(Entry entry) {
    replica.append(entry);
    replica.commit(entry.op());
    if (entry.request() == 0) {
      show();
    }
  }

  private void show() {
    replica.digest(truth.digest());
    witness.afterStep(replica, log);
  }

  // ---- what happens in the middle ---------------------------------------------------------------

  /** Others go on meanwhile, on other keys. */
  private void others() {
    work(2, KEYS - 1, 1 + rng.nextInt(2));
  }

  private Bytes put(int client) {
    Bytes value = value();
    ask(client, put(value));
    others();
    takeEffect(client);
    others();
    answer(client, results[client]);
    others();
    return value;
  }

  private static KeyValueCommand put(Bytes value) {
    return new KeyValueCommand.Put(0, key(KEYS - 1), value);
  }

  private static KeyValueCommand get() {
    return new KeyValueCommand.Get(0, key(KEYS - 1));
  }

  private void read(Bytes result) {
    ask(SECOND, get());
    others();
    takeEffect(SECOND);
    others();
    answer(SECOND, result);
  }

  private static Bytes shown(Bytes value) {
    return KeyValueStore.Status.OK.with(value);
  }

  private void happen(Middle middle) {
    switch (middle) {
      case NOTHING -> {}
      case READ_DURING_A_CHANGE -> readDuringAChange();
      case UNKNOWN_CHANGE_TAKES_EFFECT_LATE -> takeEffectLate(false);
      case STALE_READ -> {
        Bytes old = put(FIRST);
        put(SECOND);
        read(shown(old));
      }
      case LOST_CHANGE -> {
        Bytes old = put(SECOND);
        ask(FIRST, put(value()));
        others();
        answer(FIRST, OK);
        read(shown(old));
      }
      case DOUBLE_EXECUTION -> executeTwice();
      case REORDERED_CHANGES -> takeEffectLate(true);
      case WRONG_VALUE -> {
        put(FIRST);
        read(shown(Bytes.of("nobody's")));
      }
      case WRONG_COMPARE_AND_SET -> {
        Bytes old = put(FIRST);
        put(SECOND);
        ask(FIRST, new KeyValueCommand.CompareAndSet(0, key(KEYS - 1), value(), old));
        takeEffect(FIRST);
        answer(FIRST, OK);
      }
    }
  }

  private void readDuringAChange() {
    Bytes old = put(FIRST);
    ask(FIRST, put(value()));
    ask(SECOND, get());
    others();
    takeEffect(SECOND);
    takeEffect(FIRST);
    answer(FIRST, results[FIRST]);
    others();
    answer(SECOND, shown(old));
  }

  private void takeEffectLate(boolean isAnswered) {
    Bytes late = value();
    ask(FIRST, put(late));
    Bytes operation = asked[FIRST];
    long request = requests[FIRST];
    if (isAnswered) {
      answer(FIRST, OK);
    } else {
      giveUp(FIRST);
    }
    put(SECOND);
    store.execute(operation, 0);
    commit(entry(FIRST, request, operation));
    truth.execute(operation, 0);
    show();
    read(shown(late));
  }

  /** The log has it twice, and the service executes it twice. */
  private void executeTwice() {
    Bytes twice = put(FIRST);
    long request = requests[FIRST];
    put(SECOND);
    Bytes operation = put(twice).encode();
    store.execute(operation, 0);
    commit(entry(FIRST, request, operation));
    truth.execute(operation, 0);
    show();
    read(shown(twice));
  }
}
