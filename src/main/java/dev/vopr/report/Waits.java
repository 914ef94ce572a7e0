package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Of a run that stands still: which replica waits for what, and from whom it does not come. */
final class Waits {
  private static final int MOST = 3;

  private final Trace trace;
  private final long since;
  private final ClusterState state;
  private final MessageCodec codec;
  private final int members;

  /** By receiver, sender and kind, how many messages arrived. */
  private final Map<Integer, Map<Integer, EnumMap<MessageKind, Long>>> arrived = new TreeMap<>();

  /** By replica and rule, how many requests were refused. */
  private final Map<Integer, EnumMap<RejectionRule, Long>> refused = new TreeMap<>();

  private Waits(Trace trace, long since) {
    TraceHeader header = trace.header();
    this.trace = trace;
    this.since = since;
    this.members = header.members();
    this.state = ClusterState.at(trace, header.events());
    this.codec = VsrSimulation.codec(header.limits(), header.signatureBytes());
  }

  /**
   * Returns a sentence for each wait.
   *
   * @param since ordinal of the last progress, 0 if there was none
   * @param isAsked whether clients wait for answers
   */
  static List<Finding> of(Trace trace, long since, boolean isAsked) {
    Waits waits = new Waits(trace, since);
    trace.records().stream().filter(record -> record.ordinal() > since).forEach(waits::count);
    List<Finding> findings = new ArrayList<>();
    Optional<Integer> primary = waits.primary();
    int who = primary.orElse(Finding.NOWHERE);
    waits.commit(primary).ifPresent(sentence -> findings.add(missing(who, sentence)));
    waits
        .members()
        .forEach(
            replica ->
                waits
                    .replica(replica, primary)
                    .ifPresent(sentence -> findings.add(missing(replica, sentence))));
    if (findings.isEmpty() && isAsked) {
      waits.requests(primary).ifPresent(sentence -> findings.add(missing(who, sentence)));
    }
    return findings.subList(0, Math.min(MOST, findings.size()));
  }

  private static Finding missing(int replica, String sentence) {
    return Finding.of(Finding.Topic.MISSING, replica, sentence, List.of());
  }

  private void count(TraceRecord record) {
    if (record.event() instanceof TraceEvent.Delivered delivered) {
      MessageKind.ofCode(delivered.frame().kindCode())
          .ifPresent(
              kind ->
                  arrived
                      .computeIfAbsent(delivered.to(), it -> new TreeMap<>())
                      .computeIfAbsent(delivered.from(), it -> new EnumMap<>(MessageKind.class))
                      .merge(kind, 1L, Long::sum));
    } else if (record.event() instanceof TraceEvent.Rejected rejected && isOfRequest(record)) {
      refused
          .computeIfAbsent(rejected.node(), it -> new EnumMap<>(RejectionRule.class))
          .merge(rejected.rule(), 1L, Long::sum);
    }
  }

  private boolean isOfRequest(TraceRecord rejected) {
    return trace
        .causeOf(rejected)
        .filter(
            cause ->
                cause.event() instanceof TraceEvent.Delivered delivered
                    && delivered.frame().kindCode() == MessageKind.REQUEST.code())
        .isPresent();
  }

  private long arrived(int to, int from, MessageKind kind) {
    Map<Integer, EnumMap<MessageKind, Long>> senders = arrived.getOrDefault(to, Map.of());
    EnumMap<MessageKind, Long> kinds = senders.get(from);
    return kinds == null ? 0 : kinds.getOrDefault(kind, 0L);
  }

  private long arrived(int to, int from) {
    return Stream.of(MessageKind.values()).mapToLong(kind -> arrived(to, from, kind)).sum();
  }

  /** Returns the normal primary of the highest view. */
  private Optional<Integer> primary() {
    return members()
        .filter(replica -> state.isRunning(replica) && isNormal(replica))
        .filter(replica -> state.standing(replica).orElseThrow().isPrimary())
        .max(Comparator.comparingLong(replica -> state.standing(replica).orElseThrow().view()));
  }

  private boolean isNormal(int replica) {
    return state.standing(replica).filter(it -> it.status() == Status.NORMAL).isPresent();
  }

  private Stream<Integer> members() {
    return IntStream.range(0, members).boxed();
  }

  // ---- a primary that cannot commit -------------------------------------------------------------

  private Optional<String> commit(Optional<Integer> primary) {
    if (primary.isEmpty()) {
      return Optional.of("a primary: no replica is that of a view that has started");
    }
    Standing now = state.standing(primary.get()).orElseThrow();
    if (now.op() == now.commit()) {
      return Optional.empty();
    }
    long op = now.commit() + 1;
    Map<String, List<String>> others = new LinkedHashMap<>();
    int came = 0;
    for (int other = 0; other < members; other++) {
      if (other != primary.get()) {
        Answers answers = answers(primary.get(), now, other, op);
        came += answers.arrived() > 0 ? 1 : 0;
        others
            .computeIfAbsent(acknowledgement(other, answers, op), it -> new ArrayList<>())
            .add(Nodes.name(other));
      }
    }
    String takes = members / 2 == 1 ? "1 PrepareOk" : members / 2 + " PrepareOks";
    String what =
        came >= members / 2
            ? "does not commit op %d, though it has what it takes besides its own copy, %s"
            : "waits to commit op %d, for which it takes %s besides its own copy";
    return Optional.of(
        "%s, primary of view %d, %s: %s"
            .formatted(
                Nodes.name(primary.get()),
                now.view(),
                what.formatted(op, takes),
                others.entrySet().stream()
                    .map(entry -> subject(entry.getValue()) + entry.getKey())
                    .collect(Collectors.joining("; "))));
  }

  private static String subject(List<String> names) {
    return Figures.list(names) + (names.size() == 1 ? " has" : " have each");
  }

  /** How often a replica was asked to acknowledge an entry, did so, and was heard. */
  private record Answers(long asked, long sent, long arrived) {}

  private Answers answers(int primary, Standing now, int other, long op) {
    long arrivals = 0;
    long sent = 0;
    long asked = 0;
    for (TraceRecord record : trace.records()) {
      if (record.ordinal() > since && record.event() instanceof TraceEvent.Delivered delivered) {
        boolean isAnswer = delivered.to() == primary && delivered.from() == other;
        boolean isQuestion = delivered.to() == other && delivered.from() == primary;
        arrivals += isAnswer && isOk(delivered.frame(), now.view(), op) ? 1 : 0;
        asked += isQuestion && isPrepare(delivered.frame(), now.view(), op) ? 1 : 0;
      } else if (record.ordinal() > since && record.event() instanceof TraceEvent.Sent message) {
        boolean isAnswer = message.from() == other && message.to() == primary;
        sent += isAnswer && isOk(message.frame(), now.view(), op) ? 1 : 0;
      }
    }
    return new Answers(asked, sent, arrivals);
  }

  private String acknowledgement(int other, Answers answers, long op) {
    if (answers.arrived() > 0) {
      return " sent one " + times(answers.arrived());
    }
    if (answers.sent() > 0) {
      return " sent one %s, and none has arrived".formatted(times(answers.sent()));
    }
    boolean isHeld = state.log(other).containsKey(op);
    String asked =
        answers.asked() == 0
            ? "no Prepare with it has reached it"
            : "the Prepare has reached it " + times(answers.asked());
    return " sent none%s, though %s"
        .formatted(marks(other), isHeld ? "it holds the entry, and " + asked : asked)
        .replace("though no Prepare", "for no Prepare");
  }

  private static String times(long count) {
    return count == 1 ? "once" : Figures.count(count) + " times";
  }

  private String marks(int replica) {
    List<String> marks = state.marks(replica);
    return marks.isEmpty() ? "" : " (" + String.join(", ", marks) + ")";
  }

  private boolean isOk(Frame frame, long view, long op) {
    return frame.kindCode() == MessageKind.PREPARE_OK.code()
        && codec.decode(frame) instanceof Decoded.Accepted accepted
        && accepted.message() instanceof Message.PrepareOk ok
        && ok.view() == view
        && ok.op() >= op;
  }

  private boolean isPrepare(Frame frame, long view, long op) {
    return frame.kindCode() == MessageKind.PREPARE.code()
        && codec.decode(frame) instanceof Decoded.Accepted accepted
        && accepted.message() instanceof Message.Prepare prepare
        && prepare.view() == view
        && prepare.entries().stream().anyMatch(entry -> entry.op() == op);
  }

  // ---- a replica that does not take part --------------------------------------------------------

  private Optional<String> replica(int replica, Optional<Integer> primary) {
    Optional<Standing> now = state.standing(replica);
    if (now.isEmpty() || !state.isUp(replica)) {
      return Optional.empty();
    }
    return switch (now.get().status()) {
      case VIEW_CHANGE -> Optional.of(viewChange(replica, now.get()));
      case RECOVERING -> Optional.of(recovery(replica));
      case NORMAL ->
          primary
              .flatMap(it -> leftBehind(replica, now.get(), it))
              .or(
                  () ->
                      Lag.of(
                          replica,
                          now.get(),
                          asked(replica, MessageKind.GET_ENTRIES, MessageKind.GET_STATE)));
      case OPENING, STOPPED -> Optional.empty();
    };
  }

  /** Returns how many questions of a replica of these kinds have reached others. */
  private long asked(int replica, MessageKind... kinds) {
    return members()
        .flatMap(other -> Stream.of(kinds).map(kind -> arrived(other, replica, kind)))
        .mapToLong(count -> count)
        .sum();
  }

  private String viewChange(int replica, Standing now) {
    int elect = (int) (now.view() % members);
    List<String> senders =
        members()
            .filter(
                other -> other != elect && arrived(elect, other, MessageKind.DO_VIEW_CHANGE) > 0)
            .map(Nodes::name)
            .toList();
    String shown =
        senders.isEmpty()
            ? "no DoViewChange has come to %s"
                .formatted(elect == replica ? "it" : Nodes.name(elect))
            : "DoViewChanges have come to %s from %s"
                .formatted(elect == replica ? "it" : Nodes.name(elect), Figures.list(senders));
    return "%s waits in the view change to view %d, whose primary is %s: %s; besides its own it takes %d%s"
        .formatted(
            Nodes.name(replica),
            now.view(),
            elect == replica ? "itself" : Nodes.name(elect),
            shown,
            members / 2,
            othersInViewChange(replica, now.view()));
  }

  private String othersInViewChange(int replica, long view) {
    List<String> others = new ArrayList<>();
    for (int other = 0; other < members; other++) {
      Optional<Standing> standing = state.standing(other);
      boolean isElsewhere =
          standing.map(it -> it.status() != Status.VIEW_CHANGE || it.view() != view).orElse(true);
      if (other != replica && isElsewhere) {
        others.add(
            "%s is %s"
                .formatted(
                    Nodes.name(other),
                    standing
                        .map(it -> TextOf.word(it.status()) + " in view " + it.view())
                        .orElse("not there")));
      }
    }
    return others.isEmpty() ? "" : "; " + String.join(", ", others);
  }

  private String recovery(int replica) {
    List<String> answers =
        members()
            .filter(other -> arrived(replica, other, MessageKind.RECOVERY_RESPONSE) > 0)
            .map(Nodes::name)
            .toList();
    long asked = asked(replica, MessageKind.RECOVERY);
    long normal = members().filter(other -> other != replica).filter(this::isNormal).count();
    String faults = DiskFaults.kinds(DiskFaults.of(trace, replica));
    return "%s recovers%s: its question has reached others %s, and %s; of the others %d %s normal"
        .formatted(
            Nodes.name(replica),
            faults.isEmpty() ? "" : ", after its disk was struck by " + faults,
            times(asked),
            answers.isEmpty() ? "nobody has answered" : Figures.list(answers) + " answered",
            normal,
            normal == 1 ? "is" : "are");
  }

  private Optional<String> leftBehind(int replica, Standing now, int primary) {
    long view = state.standing(primary).orElseThrow().view();
    if (now.view() >= view) {
      return Optional.empty();
    }
    List<String> heard = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (int other = 0; other < members; other++) {
      if (other != replica && arrived(replica, other) > 0) {
        heard.add("%s from %s".formatted(kinds(replica, other), Nodes.name(other)));
      }
      if (other != replica && arrived(other, replica) > 0) {
        told.add("%s %s".formatted(Nodes.name(other), kinds(other, replica)));
      }
    }
    return Optional.of(
        "%s is still %s in view %d, while %s is the primary of view %d%s; to it came %s; of what it sends, %s"
            .formatted(
                Nodes.name(replica),
                now.isPrimary() ? "the primary" : "normal",
                now.view(),
                Nodes.name(primary),
                view,
                now.isPrimary()
                    ? new Followers(codec, members).lacking(trace, since, replica, now.view())
                    : "",
                heard.isEmpty() ? "nothing" : String.join(", ", heard),
                told.isEmpty() ? "nothing reached anybody" : "to " + String.join(", to ", told)));
  }

  /** Returns what one replica had of another, such as {@code 743 Ping, 743 Pong}. */
  private String kinds(int to, int from) {
    return arrived.get(to).get(from).entrySet().stream()
        .sorted(Map.Entry.<MessageKind, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST)
        .map(entry -> Figures.count(entry.getValue()) + " " + entry.getKey().paperName())
        .reduce((one, other) -> one + ", " + other)
        .orElse("nothing");
  }

  // ---- clients ----------------------------------------------------------------------------------

  private Optional<String> requests(Optional<Integer> primary) {
    if (primary.isEmpty()) {
      return Optional.empty();
    }
    long all =
        IntStream.range(0, trace.header().clients())
            .mapToLong(it -> arrived(primary.get(), Nodes.client(it), MessageKind.REQUEST))
            .sum();
    EnumMap<RejectionRule, Long> rules =
        refused.getOrDefault(primary.get(), new EnumMap<>(RejectionRule.class));
    String why =
        rules.entrySet().stream()
            .sorted(Map.Entry.<RejectionRule, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(2)
            .map(entry -> "%s: %s".formatted(times(entry.getValue()), entry.getKey().meaning()))
            .reduce((one, other) -> one + "; " + other)
            .map(text -> ", and was refused " + text)
            .orElse("");
    return Optional.of(
        "an answer to clients: a request has reached %s, the primary, %s%s"
            .formatted(Nodes.name(primary.get()), times(all), why));
  }
}
