package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.trace.DiskAction;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run as its events show it, up to some event: the courses of all replicas, and all entries. */
final class Scene {
  private final Trace trace;
  private final MessageCodec codec;
  private final Map<Integer, Course> courses = new TreeMap<>();
  private final Map<Long, Header> headers = new TreeMap<>();
  private final Map<Long, Entry> entries = new TreeMap<>();

  /** Creates the scene before the first event; the entries of all messages are known already. */
  Scene(Trace trace) {
    this.trace = trace;
    TraceHeader header = trace.header();
    this.codec = VsrSimulation.codec(header.limits(), header.signatureBytes());
    for (int replica = 0; replica < header.replicas(); replica++) {
      courses.put(replica, new Course());
    }
    for (TraceRecord record : trace.records()) {
      if (record.event() instanceof TraceEvent.Sent sent) {
        decode(sent.frame()).ifPresent(this::learn);
      }
    }
  }

  private void learn(Message message) {
    if (message instanceof Message.Prepare prepare) {
      learn(prepare.entries());
    } else if (message instanceof Message.Entries answer) {
      learn(answer.entries());
    } else {
      tail(message).ifPresent(this::learn);
    }
  }

  private void learn(List<Entry> all) {
    for (Entry entry : all) {
      entries.putIfAbsent(entry.checksum(), entry);
      headers.putIfAbsent(entry.checksum(), entry.header());
    }
  }

  private void learn(LogTail tail) {
    learn(tail.entries());
  }

  /** Returns the checksums of all entries that a message names. */
  static List<Long> checksums(Message message) {
    if (message instanceof Message.Prepare prepare) {
      return prepare.entries().stream().map(Entry::checksum).toList();
    }
    return message instanceof Message.Entries answer
        ? answer.entries().stream().map(Entry::checksum).toList()
        : tail(message)
            .map(tail -> tail.headers().stream().map(Header::checksum).toList())
            .orElse(List.of());
  }

  /** Returns the log tail that a message brings, if it brings one. */
  static Optional<LogTail> tail(Message message) {
    if (message instanceof Message.StartView start) {
      return Optional.of(start.tail());
    }
    return message instanceof Message.DoViewChange shown
        ? Optional.of(shown.tail())
        : ofRecovery(message);
  }

  private static Optional<LogTail> ofRecovery(Message message) {
    return message instanceof Message.RecoveryResponse response
            && response.commit() != Message.RecoveryResponse.NO_LOG
        ? Optional.of(response.tail())
        : Optional.empty();
  }

  Trace trace() {
    return trace;
  }

  /** Returns the number of replicas that make a quorum. */
  int quorum() {
    return trace.header().members() / 2 + 1;
  }

  boolean isReplica(int node) {
    return courses.containsKey(node);
  }

  boolean isCorrect(int replica) {
    return !trace.header().compromised().contains(replica);
  }

  Course course(int replica) {
    return courses.get(replica);
  }

  /** Returns what is known of an entry, if any message carried it. */
  Optional<Header> header(long checksum) {
    return Optional.ofNullable(headers.get(checksum));
  }

  /** Returns an entry, if any message carried it. */
  Optional<Entry> entry(long checksum) {
    return Optional.ofNullable(entries.get(checksum));
  }

  Optional<Message> decode(Frame frame) {
    return codec.decode(frame) instanceof Decoded.Accepted accepted
        ? Optional.of(accepted.message())
        : Optional.empty();
  }

  /** Returns whether a message was changed by a liar before it was delivered. */
  boolean isLie(TraceRecord delivered) {
    return trace.wayOf(delivered).stream()
        .anyMatch(record -> record.event() instanceof TraceEvent.Mutated);
  }

  /** Returns when an event happened, as reports say it. */
  String instant(long ordinal) {
    return trace
        .at(ordinal)
        .map(record -> Figures.instant(record.event().nanos()))
        .orElse("its start");
  }

  /** Returns when the message was sent that a delivery is about. */
  long sentNanos(TraceRecord delivered) {
    return trace.wayOf(delivered).stream()
        .map(TraceRecord::event)
        .filter(event -> event instanceof TraceEvent.Sent)
        .findFirst()
        .orElse(delivered.event())
        .nanos();
  }

  /** Takes what an event does before whoever looks is told of it: what a replica handles now. */
  void before(TraceRecord record) {
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Delivered delivered) {
      receive(record, delivered);
    } else if (event instanceof TraceEvent.Fired fired) {
      of(fired.node()).ifPresent(course -> course.handle(record));
    } else if (event instanceof TraceEvent.DiskDone done) {
      courses.get(done.replica()).handle(record);
      courses.get(done.replica()).endWrite(record, done.operation(), done.isDone());
    } else if (event instanceof TraceEvent.NodeChanged changed) {
      of(changed.node()).ifPresent(course -> change(record, course, changed.change()));
    }
  }

  private Optional<Course> of(int node) {
    return Nodes.isClient(node) ? Optional.empty() : Optional.ofNullable(courses.get(node));
  }

  private void receive(TraceRecord record, TraceEvent.Delivered delivered) {
    Optional<Course> course = of(delivered.to());
    if (course.isEmpty()) {
      return;
    }
    Optional<Message> message = decode(delivered.frame());
    if (message.isPresent()) {
      course.get().receive(record, message.get().sender(), message.get());
    } else {
      course.get().handle(record);
    }
  }

  private static void change(TraceRecord record, Course course, NodeChange change) {
    if (change == NodeChange.STARTED || change == NodeChange.RESTARTED) {
      course.begin(record);
    } else if (change == NodeChange.CRASHED || change == NodeChange.STOPPED) {
      course.end(record);
    }
  }

  /** Takes what an event leaves behind, after whoever looks was told of it. */
  void after(TraceRecord record) {
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Stepped step) {
      courses.get(step.replica()).step(record, step);
    } else if (event instanceof TraceEvent.DiskBegun begun) {
      if (begun.action() == DiskAction.WRITE) {
        courses.get(begun.replica()).beginWrite(record, begun.operation());
      }
    } else if (event instanceof TraceEvent.Sent sent) {
      of(sent.from())
          .ifPresent(
              course -> decode(sent.frame()).ifPresent(it -> course.send(record, sent.to(), it)));
    } else if (event instanceof TraceEvent.Struck struck) {
      strike(struck);
    }
  }

  private void strike(TraceEvent.Struck struck) {
    DiskFaults.replica(struck).flatMap(this::of).ifPresent(course -> course.strikeDisk(struck));
  }
}
