package dev.vopr.byzantine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is done to a message. A mutation that a message has no field for leaves it alone; numbers
 * that would overflow stay at the end of their range.
 */
public sealed interface MessageFieldMutation
    permits AnyField,
        ChangeList,
        ConflictingLogTail,
        DeclaredLength,
        Flood,
        InvalidRange,
        MessageFieldMutation.Composite,
        MessageFieldMutation.CorruptChecksum,
        MessageFieldMutation.DecrementViewNumber,
        MessageFieldMutation.Delay,
        MessageFieldMutation.Drop,
        MessageFieldMutation.DuplicateMessage,
        MessageFieldMutation.Fork,
        MessageFieldMutation.GarbageCommand,
        MessageFieldMutation.InflateCommitNumber,
        MessageFieldMutation.OpNumberMismatch,
        MessageFieldMutation.TruncateLogTail,
        Replay,
        SetField,
        Silence {

  /** Returns what it does in a few words, for ledgers. */
  String label();

  /** Calls the method of {@code visitor} that belongs to this mutation. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each mutation. */
  interface Visitor<R> {
    R onInflateCommitNumber(InflateCommitNumber inflate);

    R onTruncateLogTail(TruncateLogTail truncate);

    R onConflictingLogTail(ConflictingLogTail conflicting);

    R onOpNumberMismatch(OpNumberMismatch mismatch);

    R onDecrementViewNumber(DecrementViewNumber decrement);

    R onCorruptChecksum(CorruptChecksum corrupt);

    R onDuplicateMessage(DuplicateMessage duplicate);

    R onDeclaredLength(DeclaredLength declared);

    R onInvalidRange(InvalidRange range);

    R onGarbageCommand(GarbageCommand garbage);

    R onDelay(Delay delay);

    R onDrop(Drop drop);

    R onFork(Fork fork);

    R onComposite(Composite composite);

    R onSetField(SetField set);

    R onAnyField(AnyField any);

    R onChangeList(ChangeList change);

    R onReplay(Replay replay);

    R onSilence(Silence silence);

    R onFlood(Flood flood);
  }

  /** Returns whether it has to treat all packets of one broadcast alike. */
  default boolean isPerBroadcast() {
    return false;
  }

  /** Returns whether it needs to know what was sent before. */
  default boolean usesStore() {
    return false;
  }

  /** The commit-number is claimed to be higher than it is. */
  record InflateCommitNumber(Inflation by) implements MessageFieldMutation {
    @Override
    public String label() {
      return "inflate commit-number " + by.label();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onInflateCommitNumber(this);
    }
  }

  /** Entries at the end of the message's log tail are left out. */
  record TruncateLogTail(TailCut cut) implements MessageFieldMutation {
    @Override
    public String label() {
      return "truncate log tail, " + cut.label();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onTruncateLogTail(this);
    }
  }

  /**
   * All entries of the message, or the op-number that it speaks of, claim another place in the log;
   * entries are sealed again and chained to each other.
   *
   * @param offset what is added to each op-number, not 0
   */
  record OpNumberMismatch(long offset) implements MessageFieldMutation {
    /** Checks the range. */
    public OpNumberMismatch {
      Ranges.require(offset != 0, "an op-number mismatch needs an offset other than 0", offset);
    }

    @Override
    public String label() {
      return "op-number mismatch by " + offset;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onOpNumberMismatch(this);
    }
  }

  /**
   * The message claims an older view, at the least view 0; entries keep theirs.
   *
   * @param amount by how much, from 1
   */
  record DecrementViewNumber(long amount) implements MessageFieldMutation {
    /** Checks the range. */
    public DecrementViewNumber {
      Ranges.require(amount >= 1, "a decrement of the view-number needs an amount from 1", amount);
    }

    @Override
    public String label() {
      return "decrement view-number by " + amount;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDecrementViewNumber(this);
    }
  }

  /**
   * Neighbouring bits of the frame are flipped, somewhere in the checksum or behind it: the only
   * mutation that is meant to die at the frame's checksum.
   *
   * @param bits how many, 1 to 64
   */
  record CorruptChecksum(int bits) implements MessageFieldMutation {
    /** Checks the range. */
    public CorruptChecksum {
      Ranges.require(bits >= 1 && bits <= 64, "a corruption flips 1 to 64 bits", bits);
    }

    @Override
    public String label() {
      return "corrupt " + bits + " bits";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onCorruptChecksum(this);
    }
  }

  /**
   * The operations of the last entries are replaced by bytes that no state machine understands; the
   * entries are sealed and chained as if they were true.
   *
   * @param last how many entries at the end are replaced, from 1
   * @param bytes how long the garbage is, 0 to 1 MiB
   */
  record GarbageCommand(int last, int bytes) implements MessageFieldMutation {
    /** Checks the ranges. */
    public GarbageCommand {
      Ranges.require(last >= 1, "garbage replaces 1 entry or more", last);
      Ranges.require(bytes >= 0 && bytes <= 1 << 20, "garbage has 0 bytes to 1 MiB", bytes);
    }

    @Override
    public String label() {
      return "garbage of %d bytes in the last %d".formatted(bytes, last);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onGarbageCommand(this);
    }
  }

  /**
   * The message is sent more than once.
   *
   * @param copies how often on top of the first time, 1 to 1,000
   */
  record DuplicateMessage(int copies) implements MessageFieldMutation {
    /** Checks the range. */
    public DuplicateMessage {
      Ranges.require(
          copies >= 1 && copies <= 1_000, "a duplication makes 1 to 1,000 copies", copies);
    }

    @Override
    public String label() {
      return "duplicate, copies: " + copies;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDuplicateMessage(this);
    }
  }

  /**
   * The message is sent later, with its copies.
   *
   * @param minNanos the shortest delay, from 1
   * @param maxNanos the longest, from {@code minNanos} to one hour; drawn uniformly
   */
  record Delay(long minNanos, long maxNanos) implements MessageFieldMutation {
    private static final long ONE_HOUR = 3_600_000_000_000L;

    /** Checks the ranges. */
    public Delay {
      Ranges.require(maxNanos <= ONE_HOUR, "a delay is at most an hour (in ns)", maxNanos);
      Ranges.require(
          minNanos >= 1 && minNanos <= maxNanos, "a delay is from 1 ns to its maximum", minNanos);
    }

    @Override
    public String label() {
      return "delay by " + minNanos + " to " + maxNanos + " ns";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDelay(this);
    }
  }

  /** The message is not sent. */
  record Drop() implements MessageFieldMutation {
    @Override
    public String label() {
      return "drop";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDrop(this);
    }
  }

  /**
   * Different receivers of one broadcast are told different things. A receiver in no branch is told
   * the truth, whatever the rules that follow would do.
   *
   * @param branches at least one, without a receiver in common
   */
  record Fork(List<Branch> branches) implements MessageFieldMutation {
    /** Checks the branches. */
    public Fork {
      branches = List.copyOf(branches);
      Ranges.require(!branches.isEmpty(), "a fork needs a branch", branches.size());
      Set<Integer> receivers = new LinkedHashSet<>();
      for (Branch branch : branches) {
        for (int receiver : branch.receivers()) {
          Ranges.require(
              receivers.add(receiver), "a receiver is in one branch of a fork only", receiver);
        }
      }
    }

    @Override
    public boolean isPerBroadcast() {
      return true;
    }

    @Override
    public boolean usesStore() {
      return branches.stream().anyMatch(branch -> branch.mutation().usesStore());
    }

    @Override
    public String label() {
      return "fork " + String.join(" | ", branches.stream().map(Branch::label).toList());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onFork(this);
    }
  }

  /**
   * One version of a forked message.
   *
   * @param receivers node numbers of those who get it, at least one
   * @param mutation what makes the version
   */
  record Branch(List<Integer> receivers, MessageFieldMutation mutation) {
    /** Checks that there is a receiver. */
    public Branch {
      receivers = List.copyOf(receivers);
      Ranges.require(!receivers.isEmpty(), "a branch of a fork needs a receiver", receivers.size());
    }

    String label() {
      return receivers + ": " + mutation.label();
    }
  }

  /**
   * Several mutations of the same message, one after the other.
   *
   * @param mutations at least one
   */
  record Composite(List<MessageFieldMutation> mutations) implements MessageFieldMutation {
    /** Checks that there is a mutation. */
    public Composite {
      mutations = List.copyOf(mutations);
      Ranges.require(!mutations.isEmpty(), "a composite needs a mutation", mutations.size());
    }

    @Override
    public boolean isPerBroadcast() {
      return mutations.stream().anyMatch(MessageFieldMutation::isPerBroadcast);
    }

    @Override
    public boolean usesStore() {
      return mutations.stream().anyMatch(MessageFieldMutation::usesStore);
    }

    @Override
    public String label() {
      return String.join(", ", mutations.stream().map(MessageFieldMutation::label).toList());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onComposite(this);
    }
  }
}
