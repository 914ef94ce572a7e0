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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What clients of a store see in which each operation takes effect at once, somewhere between
 * invocation and return, and at most one thing goes wrong. All follows from a seed.
 */
final class GeneratedHistory {
  /** What goes wrong, from some operation on. */
  enum Fault {
    NONE,
    /** An answer holds a value that nobody wrote. */
    WRONG_VALUE,
    /** A change is answered, but has no effect. */
    LOST_CHANGE,
    /** A read is answered from an older state. */
    STALE_READ,
    /** An operation takes effect again, after others. */
    TWICE,
    /** An operation is answered at once, and takes effect after others. */
    LATE
  }

  private static final int UNKNOWN_PERCENT = 4;
  private static final int DELAY = 4;
  private static final int MOST_SNAPSHOTS = 12;

  private final SimRng rng;
  private final int clients;
  private final int keys;
  private final int count;
  private final Fault fault;
  private final int unknownPercent;
  private final int victim;
  private final KeyValueStore store = new KeyValueStore();
  private final HistoryRecorder recorder;
  private final Witness witness;
  private final FakeReplica replica = new FakeReplica(0);
  private final KeyValueStore loggedStore = new KeyValueStore();
  private final List<Bytes> snapshots = new ArrayList<>();
  private final KeyValueCommand[] asked;
  private final int[] numbers;
  private final Bytes[] results;
  private final long[] requests;
  private boolean hasStruck;
  private int invoked;
  private long log;
  private int effects;
  private int dueAt = Integer.MAX_VALUE;
  private Runnable due = () -> {};

  private GeneratedHistory(
      long seed, int clients, int keys, int count, Fault fault, int unknownPercent) {
    this.unknownPercent = unknownPercent;
    rng = SimRng.of(seed).fork("history");
    this.clients = clients;
    this.keys = keys;
    this.count = count;
    this.fault = fault;
    victim = rng.nextInt(count);
    recorder = new HistoryRecorder(count);
    witness = new Witness(1, clients);
    asked = new KeyValueCommand[clients];
    numbers = new int[clients];
    results = new Bytes[clients];
    requests = new long[clients];
  }

  static GeneratedHistory of(long seed, int clients, int keys, int count, Fault fault) {
    return of(seed, clients, keys, count, fault, UNKNOWN_PERCENT);
  }

  static GeneratedHistory of(
      long seed, int clients, int keys, int count, Fault fault, int unknownPercent) {
    GeneratedHistory history =
        new GeneratedHistory(seed, clients, keys, count, fault, unknownPercent);
    history.make();
    return history;
  }

  List<Operation<KeyValueCommand, Bytes>> operations() {
    return recorder.operations();
  }

  /** Returns what the witness says, which is shown the log in the order of the effects. */
  Optional<Violation> witnessed() {
    return witness.atEnd(List.of(replica), 0);
  }

  private void make() {
    for (int i = 0; i < clients; i++) {
      commit(Entry.sealed(0, ++log, 0, i, 0, 0, Bytes.of("token" + i), log));
    }
    while (invoked < count || !isIdle()) {
      step(rng.nextInt(clients));
    }
    due.run();
  }

  private boolean isIdle() {
    for (KeyValueCommand command : asked) {
      if (command != null) {
        return false;
      }
    }
    return true;
  }

  /** A client asks, or its operation takes effect, or it has its answer. */
  private void step(int client) {
    if (asked[client] == null) {
      if (invoked < count) {
        invoke(client);
      }
      return;
    }
    if (rng.nextInt(100) < unknownPercent) {
      each(observer -> observer.onUnknown(client, 0));
      asked[client] = null;
      return;
    }
    if (results[client] == null) {
      takeEffect(client);
    } else {
      Bytes result = results[client];
      each(observer -> observer.onReturned(client, result, 0));
      asked[client] = null;
    }
  }

  private void each(Consumer<ClientObserver> call) {
    call.accept(witness);
    call.accept(recorder);
  }

  private void invoke(int client) {
    asked[client] = command("c" + client + "." + invoked);
    numbers[client] = invoked++;
    results[client] = null;
    requests[client]++;
    Bytes operation = asked[client].encode();
    each(observer -> observer.onInvoked(client, operation, 0));
    each(observer -> observer.onNumbered(client, client + 1, requests[client], 0));
  }

  private KeyValueCommand command(String value) {
    Bytes key = Bytes.of("k" + rng.nextInt(keys));
    int percent = rng.nextInt(100);
    if (percent < 40) {
      return new KeyValueCommand.Get(0, key);
    }
    if (percent < 75) {
      return new KeyValueCommand.Put(0, key, Bytes.of(value));
    }
    if (percent < 90) {
      return new KeyValueCommand.CompareAndSet(0, key, Bytes.of(value), current(key));
    }
    return new KeyValueCommand.Delete(0, key);
  }

  private Bytes current(Bytes key) {
    Bytes found = store.execute(new KeyValueCommand.Get(0, key).encode(), 0);
    return found.length() > 1 ? found.slice(1, found.length() - 1) : Bytes.of("nothing");
  }

  private void takeEffect(int client) {
    KeyValueCommand command = asked[client];
    long request = requests[client];
    Bytes before = store.snapshot();
    Bytes result = store.execute(command.encode(), 0);
    boolean isDone = result.asBuffer().get(0) == 0;
    boolean isRead = command instanceof KeyValueCommand.Get;
    boolean strikes = !hasStruck && numbers[client] >= victim && isStruck(isRead, isDone);
    hasStruck |= strikes;
    if (strikes && fault == Fault.WRONG_VALUE) {
      result = KeyValueStore.Status.OK.with(Bytes.of("nobody's"));
    } else if (strikes && fault == Fault.STALE_READ) {
      store.restore(snapshots.get(rng.nextInt(snapshots.size())));
      result = store.execute(command.encode(), 0);
      store.restore(before);
    } else if (strikes && fault == Fault.LOST_CHANGE) {
      store.restore(before);
    } else if (strikes && fault == Fault.TWICE) {
      after(() -> store.execute(command.encode(), 0));
    } else if (strikes && fault == Fault.LATE) {
      store.restore(before);
      after(
          () -> {
            store.execute(command.encode(), 0);
            commit(client, request, command);
          });
    }
    results[client] = result;
    if (!(strikes && fault == Fault.LATE)) {
      commit(client, request, command);
    }
    snapshots.add(before);
    if (snapshots.size() > MOST_SNAPSHOTS) {
      snapshots.remove(0);
    }
    if (++effects >= dueAt) {
      due.run();
      due = () -> {};
      dueAt = Integer.MAX_VALUE;
    }
  }

  private boolean isStruck(boolean isRead, boolean isDone) {
    return switch (fault) {
      case NONE -> false;
      case WRONG_VALUE -> isRead;
      case STALE_READ -> isRead && !snapshots.isEmpty();
      case LOST_CHANGE, TWICE, LATE -> !isRead && isDone;
    };
  }

  private void after(Runnable action) {
    dueAt = effects + DELAY;
    due = action;
  }

  private void commit(int client, long request, KeyValueCommand command) {
    Bytes operation = command.encode();
    commit(Entry.sealed(0, ++log, 0, client, client + 1, request, operation, log));
  }

  private void commit(Entry entry) {
    if (entry.request() > 0) {
      loggedStore.execute(entry.operation(), 0);
    }
    replica.append(entry).commit(entry.op()).digest(loggedStore.digest());
    witness.afterStep(replica, entry.op());
  }
}
