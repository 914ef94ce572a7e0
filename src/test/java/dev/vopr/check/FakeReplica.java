package dev.vopr.check;

import dev.vopr.vsr.ClockView;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.ReplicaSnapshot;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A replica that is whatever the test says, and counts how often its log is looked at. */
public final class FakeReplica implements ReplicaView {
  private final int number;
  private final List<Long> checksums = new ArrayList<>();
  private final List<Long> parents = new ArrayList<>();
  private final Map<Long, Entry> entries = new TreeMap<>();
  private final List<Long> timestamps = new ArrayList<>();
  private FakeClock clock = new FakeClock(false, 0, 0);
  private long base;
  private long digest;
  private long clientTable;
  private long commit;
  private long executed;
  private long looks;
  private int accused = -1;
  private Status status = Status.NORMAL;
  private long view;
  private long lastNormalView;
  private boolean isPrimary;
  private int waiting;
  private long missing;
  private long durableOp;
  private long transfers;

  /** A clock that claims whatever the test says. */
  private record FakeClock(boolean isSynchronised, long time, long error) implements ClockView {
    @Override
    public long earliest() {
      return time - error;
    }

    @Override
    public long latest() {
      return time + error;
    }
  }

  public FakeReplica(int number) {
    this.number = number;
    this.isPrimary = number == 0;
  }

  /** Puts it into a view, in status normal, as its primary or not, and returns this. */
  FakeReplica inView(long newView, boolean isItsPrimary) {
    view = newView;
    lastNormalView = newView;
    isPrimary = isItsPrimary;
    return this;
  }

  /** Gives it another status, and returns this. */
  FakeReplica status(Status newStatus) {
    status = newStatus;
    return this;
  }

  /** Gives it another last normal view, and returns this. */
  FakeReplica lastNormalView(long newView) {
    lastNormalView = newView;
    return this;
  }

  /** Lets so many requests wait for its pipeline, and returns this. */
  FakeReplica waiting(int requests) {
    waiting = requests;
    return this;
  }

  @Override
  public int waiting() {
    return waiting;
  }

  /** Makes it accuse another replica, and returns this. */
  FakeReplica accusing(int replica) {
    accused = replica;
    return this;
  }

  @Override
  public boolean hasEvidenceAgainst(int replica) {
    return accused == replica;
  }

  /** Appends an entry that continues the log, and returns this. */
  FakeReplica append(long checksum) {
    return append(checksum, checksumOfHead());
  }

  FakeReplica append(long checksum, long parent) {
    checksums.add(checksum);
    parents.add(parent);
    timestamps.add(100L + timestamps.size());
    return this;
  }

  /** Appends entries 1, 2, … {@code count}, each with ten times its op-number as its checksum. */
  public FakeReplica appendTens(int count) {
    for (int i = 0; i < count; i++) {
      append(10L * (checksums.size() + 1));
    }
    return this;
  }

  /** Appends an entry that can be looked at; its place in the chain does not matter. */
  public FakeReplica append(Entry entry) {
    append(entry.checksum());
    entries.put(entry.op(), entry);
    return this;
  }

  FakeReplica truncate(int op) {
    checksums.subList(op, checksums.size()).clear();
    parents.subList(op, parents.size()).clear();
    timestamps.subList(op, timestamps.size()).clear();
    return this;
  }

  FakeReplica rewrite(int op, long checksum) {
    checksums.set(op - 1, checksum);
    return this;
  }

  /** Sets the commit-number, and executes what it covers. */
  public FakeReplica commit(long newCommit) {
    commit = newCommit;
    executed = newCommit;
    return this;
  }

  FakeReplica executed(long newExecuted) {
    executed = newExecuted;
    return this;
  }

  /** Lets only the header of the entry at {@code op} be there, of none if it is 0. */
  FakeReplica missing(long op) {
    missing = op;
    return this;
  }

  /** Lets it take its log for durable up to {@code op}, and returns this. */
  FakeReplica durable(long op) {
    durableOp = op;
    return this;
  }

  /** Gives the entry at {@code op} another timestamp; without, that of op 1 is 100, and so on. */
  FakeReplica timestamp(int op, long timestamp) {
    timestamps.set(op - 1, timestamp);
    return this;
  }

  /** Claims to know the time, within {@code error}. */
  FakeReplica time(long time, long error) {
    clock = new FakeClock(true, time, error);
    return this;
  }

  /** Forgets all entries up to {@code newBase}: they are in a checkpoint. */
  public FakeReplica freeUpTo(int newBase) {
    base = newBase;
    return this;
  }

  /** Sets the hash of the state. */
  public FakeReplica digest(long newDigest) {
    digest = newDigest;
    return this;
  }

  /** Sets the hash of the client-table. */
  public FakeReplica clientTable(long newDigest) {
    clientTable = newDigest;
    return this;
  }

  /** Returns how often an entry was looked at since the last call. */
  long takeLooks() {
    long taken = looks;
    looks = 0;
    return taken;
  }

  private long checksumOfHead() {
    return checksums.isEmpty() ? 0 : checksums.get(checksums.size() - 1);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public long view() {
    return view;
  }

  @Override
  public boolean isPrimary() {
    return isPrimary;
  }

  @Override
  public long lastNormalView() {
    return lastNormalView;
  }

  @Override
  public long op() {
    return checksums.size();
  }

  @Override
  public long commit() {
    return commit;
  }

  @Override
  public long executed() {
    return executed;
  }

  @Override
  public long checksumAt(long op) {
    look(op);
    return op == 0 ? 0 : checksums.get((int) op - 1);
  }

  @Override
  public long parentAt(long op) {
    look(op);
    return parents.get((int) op - 1);
  }

  @Override
  public long logBase() {
    return base;
  }

  @Override
  public long durableOp() {
    return durableOp;
  }

  @Override
  public long checkpoint() {
    return base;
  }

  /** Lets it take over one more checkpoint, and returns this. */
  FakeReplica transferred() {
    transfers++;
    return this;
  }

  @Override
  public long reached(Milestone milestone) {
    return milestone == Milestone.STATE_TRANSFERRED ? transfers : 0;
  }

  private void look(long op) {
    if (op < base) {
      throw new IllegalArgumentException("op " + op + " is in a checkpoint, up to " + base);
    }
    looks++;
  }

  @Override
  public Optional<Entry> entryAt(long op) {
    return Optional.ofNullable(entries.get(op))
        .filter(entry -> op != missing)
        .or(
            () ->
                op >= 1 && op != missing && op <= timestamps.size()
                    ? Optional.of(stamped(op, timestamps.get((int) op - 1)))
                    : Optional.empty());
  }

  private static Entry stamped(long op, long timestamp) {
    return Entry.sealed(0, op, 0, 1_000, 1, op, Bytes.EMPTY, timestamp);
  }

  @Override
  public ClockView clock() {
    return clock;
  }

  @Override
  public long stateDigest() {
    return digest;
  }

  @Override
  public long clientTableDigest() {
    return clientTable;
  }

  @Override
  public ReplicaSnapshot snapshot() {
    throw new UnsupportedOperationException("checkers ask for what they need");
  }
}
