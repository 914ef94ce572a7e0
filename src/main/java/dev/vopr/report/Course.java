package dev.vopr.report;

import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one replica has been through, as far as the events tell. */
final class Course {
  /**
   * An entry in the log.
   *
   * @param since ordinal of the step that put it there; 0 if it was found on the disk
   */
  record Place(long checksum, long since) {}

  /** A message that the replica received, or sent. */
  record Mail<M extends Message>(TraceRecord record, int peer, M message) {}

  /** Where a replica stood when it went down, and whether that view was written. */
  record LastWords(Standing standing, boolean isViewWritten) {}

  /** The log with which a replica went into a view change. */
  record OwnLog(long view, long lastNormalView, long base, TreeMap<Long, Long> checksums) {
    long op() {
      return checksums.isEmpty() ? base : Math.max(base, checksums.lastKey());
    }
  }

  private final TreeMap<Long, Place> log = new TreeMap<>();
  private final Map<Long, Long> writesBegun = new TreeMap<>();
  private final List<Mail<Message.PrepareOk>> acknowledgements = new ArrayList<>();
  private final List<Mail<Message.DoViewChange>> shown = new ArrayList<>();
  private final Map<Long, List<Mail<Message>>> starts = new TreeMap<>();
  private final TreeMap<Long, Mail<Message.DoViewChange>> told = new TreeMap<>();
  private final List<TraceEvent.Struck> diskFaults = new ArrayList<>();
  private final Set<Long> known = new TreeSet<>();
  private final Set<Integer> asked = new TreeSet<>();
  private Optional<Standing> now = Optional.empty();
  private Optional<OwnLog> own = Optional.empty();
  private Optional<TraceRecord> handled = Optional.empty();
  private Optional<Mail<Message>> mail = Optional.empty();
  private Optional<TraceRecord> failedWrite = Optional.empty();
  private Optional<Mail<Message.PrepareOk>> promise = Optional.empty();
  private Optional<TraceRecord> crash = Optional.empty();
  private Optional<LastWords> lastWords = Optional.empty();
  private long writtenFrom;
  private long viewSince;
  private long jumpedAt;
  private long releasedAt;

  // ---- what is asked of it ----------------------------------------------------------------------

  Optional<Standing> now() {
    return now;
  }

  /** Returns what the log holds at {@code op}, above its base. */
  Optional<Place> at(long op) {
    return Optional.ofNullable(log.get(op));
  }

  /** Returns what the replica handles at the moment. */
  Optional<TraceRecord> handled() {
    return handled;
  }

  /** Returns the message that the replica handles at the moment. */
  Optional<Mail<Message>> mail() {
    return mail;
  }

  /** Returns the PrepareOks that reached it in this life. */
  List<Mail<Message.PrepareOk>> acknowledgements() {
    return acknowledgements;
  }

  /** Returns the DoViewChanges that reached it in this life. */
  List<Mail<Message.DoViewChange>> shown() {
    return shown;
  }

  /** Returns the messages of this life that brought the log of a view. */
  List<Mail<Message>> starts(long view) {
    return starts.getOrDefault(view, List.of());
  }

  /**
   * Returns the DoViewChange that it last sent about a view, in any life, if it has not been shown
   * since that a part of that log was never committed.
   */
  Optional<Mail<Message.DoViewChange>> told(long view) {
    return Optional.ofNullable(told.get(view)).filter(mail -> mail.record().ordinal() > releasedAt);
  }

  /** Returns the DoViewChange that it sent about the highest view, in any life. */
  Optional<Mail<Message.DoViewChange>> lastTold() {
    return Optional.ofNullable(told.lastEntry()).map(Map.Entry::getValue);
  }

  /** Returns the highest PrepareOk that it sent, by view and op-number, in any life. */
  Optional<Mail<Message.PrepareOk>> promise() {
    return promise;
  }

  /** Returns the log that it had when it left its last view. */
  Optional<OwnLog> own() {
    return own;
  }

  /** Returns the last write that failed, if none was done since. */
  Optional<TraceRecord> failedWrite() {
    return failedWrite;
  }

  /** Returns whether it has held the entry in its log in any life, or a message brought it. */
  boolean isKnown(long checksum) {
    return known.contains(checksum);
  }

  /** Returns whether it has asked a peer for the log of its view, in this life. */
  boolean hasAsked(int peer) {
    return asked.contains(peer);
  }

  /** Returns where it stood when it went down the last time. */
  Optional<LastWords> lastWords() {
    return lastWords;
  }

  /** Returns when it went down the last time. */
  Optional<TraceRecord> crash() {
    return crash;
  }

  /** Returns the faults that struck its disk so far. */
  List<TraceEvent.Struck> diskFaults() {
    return diskFaults;
  }

  /** Returns whether a write is done that began after the entry came, so that it can be durable. */
  boolean isWritten(long op) {
    Place place = log.get(op);
    return place == null || place.since() < writtenFrom || place.since() == 0;
  }

  /** Returns whether a write is done that began after it came to be in its view. */
  boolean isViewWritten() {
    return viewSince == 0 || viewSince < writtenFrom;
  }

  /** Returns whether a write is done that began after it took over its last checkpoint. */
  boolean isJumpWritten() {
    return jumpedAt == 0 || jumpedAt < writtenFrom;
  }

  /** Returns the ordinal of the step by which it took over its last checkpoint. */
  long jumpedAt() {
    return jumpedAt;
  }

  /** Returns the ordinal of the step by which it came to be in its view. */
  long viewSince() {
    return viewSince;
  }

  // ---- what happens to it -----------------------------------------------------------------------

  void begin(TraceRecord record) {
    handled = Optional.of(record);
    mail = Optional.empty();
    now = Optional.empty();
    own = Optional.empty();
    log.clear();
    writesBegun.clear();
    acknowledgements.clear();
    shown.clear();
    starts.clear();
    asked.clear();
    failedWrite = Optional.empty();
    writtenFrom = 0;
    viewSince = 0;
    jumpedAt = 0;
  }

  void end(TraceRecord record) {
    crash = Optional.of(record);
    lastWords = now.map(standing -> new LastWords(standing, isViewWritten()));
  }

  void handle(TraceRecord record) {
    handled = Optional.of(record);
    mail = Optional.empty();
  }

  void receive(TraceRecord record, int from, Message message) {
    handle(record);
    mail = Optional.of(new Mail<>(record, from, message));
    known.addAll(Scene.checksums(message));
    if (message instanceof Message.PrepareOk ok) {
      acknowledgements.add(new Mail<>(record, from, ok));
    } else if (message instanceof Message.DoViewChange log) {
      shown.add(new Mail<>(record, from, log));
    } else {
      receiveStart(record, from, message);
    }
  }

  private void receiveStart(TraceRecord record, int from, Message message) {
    if (message instanceof Message.StartView start) {
      addStart(start.view(), new Mail<>(record, from, message));
    } else if (message instanceof Message.RecoveryResponse response) {
      addStart(response.view(), new Mail<>(record, from, message));
    }
  }

  private void addStart(long view, Mail<Message> start) {
    starts.computeIfAbsent(view, it -> new ArrayList<>()).add(start);
  }

  void send(TraceRecord record, int to, Message message) {
    if (message instanceof Message.PrepareOk ok) {
      boolean isHigher =
          promise
              .map(Mail::message)
              .map(
                  last ->
                      ok.view() > last.view() || (ok.view() == last.view() && ok.op() > last.op()))
              .orElse(true);
      promise = isHigher ? Optional.of(new Mail<>(record, to, ok)) : promise;
    } else if (message instanceof Message.DoViewChange log) {
      told.put(log.view(), new Mail<>(record, to, log));
    } else if (message instanceof Message.GetView) {
      asked.add(to);
    }
  }

  void beginWrite(TraceRecord record, long operation) {
    writesBegun.put(operation, record.ordinal());
  }

  void endWrite(TraceRecord record, long operation, boolean isDone) {
    // One that failed may be tried again under its number.
    Long begun = writesBegun.get(operation);
    if (begun != null && isDone) {
      writesBegun.remove(operation);
      writtenFrom = Math.max(writtenFrom, begun);
      failedWrite = Optional.empty();
    } else if (begun != null) {
      failedWrite = Optional.of(record);
    }
  }

  void strikeDisk(TraceEvent.Struck struck) {
    diskFaults.add(struck);
  }

  void step(TraceRecord record, TraceEvent.Stepped step) {
    Standing before = step.before();
    Standing after = step.after();
    boolean isFound = before.status() == Status.OPENING;
    if (after.view() != before.view() && after.status() == Status.VIEW_CHANGE) {
      TreeMap<Long, Long> checksums = new TreeMap<>();
      log.forEach((op, place) -> checksums.put(op, place.checksum()));
      own =
          Optional.of(new OwnLog(after.view(), before.lastNormalView(), before.base(), checksums));
    }
    boolean isMoved =
        after.view() != before.view() || after.lastNormalView() != before.lastNormalView();
    if (isMoved) {
      viewSince = isFound ? 0 : record.ordinal();
    }
    if (after.base() > before.op() && !isFound) {
      jumpedAt = record.ordinal();
    }
    boolean isCheckpoint = after.base() > before.commit() && !isFound;
    if (isCheckpoint && after.op() < before.op()) {
      // Its entry is another one than the log's, so none of those above was committed: they may
      // go, also if they were acknowledged or shown.
      promise = Optional.empty();
      releasedAt = record.ordinal();
    }
    step.log().forEach(cell -> known.add(cell.checksum()));
    step.log()
        .forEach(
            cell -> log.put(cell.op(), new Place(cell.checksum(), isFound ? 0 : record.ordinal())));
    log.headMap(after.base(), true).clear();
    log.tailMap(after.op(), false).clear();
    now = Optional.of(after);
  }
}
