package dev.vopr.check.history;

import dev.vopr.trace.ClientObserver;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes down what the clients of a key-value service ask for and get.
 *
 * <p>When it is full, the history ends there: operations under way then have an unknown outcome, as
 * they had at that instant, so that what is written down is the true beginning of the run.
 */
public final class HistoryRecorder implements ClientObserver {
  private final int limit;
  private final List<Operation<KeyValueCommand, Bytes>> ended = new ArrayList<>();
  private final TreeMap<Integer, Operation<KeyValueCommand, Bytes>> underWay = new TreeMap<>();
  private long events;
  private boolean isFull;

  /** Creates a recorder of at most so many operations, from 1. */
  public HistoryRecorder(int limit) {
    this.limit = limit;
  }

  @Override
  public void onInvoked(int client, Bytes operation, long nanos) {
    isFull |= ended.size() + underWay.size() >= limit;
    // What is no command changes nothing, and no command depends on it.
    Optional<KeyValueCommand> command = KeyValueCommand.decode(operation);
    if (!isFull && command.isPresent()) {
      underWay.put(client, Operation.unknown(client, command.get(), ++events));
    }
  }

  @Override
  public void onNumbered(int client, long session, long request, long nanos) {
    // Sessions are the protocol's; a history knows clients only.
  }

  @Override
  public void onReturned(int client, Bytes result, long nanos) {
    if (!isFull && underWay.containsKey(client)) {
      Operation<KeyValueCommand, Bytes> began = underWay.remove(client);
      ended.add(Operation.known(client, began.input(), result, began.invoked(), ++events));
    }
  }

  @Override
  public void onUnknown(int client, long nanos) {
    if (!isFull && underWay.containsKey(client)) {
      ended.add(underWay.remove(client));
    }
  }

  /** Returns the operations so far, in the order in which they ended, those under way last. */
  public List<Operation<KeyValueCommand, Bytes>> operations() {
    List<Operation<KeyValueCommand, Bytes>> all = new ArrayList<>(ended);
    all.addAll(underWay.values());
    return all;
  }

  /** Returns whether operations were left out, because there were too many. */
  public boolean isFull() {
    return isFull;
  }
}
