package dev.vopr.check.witness;

import dev.vopr.vsr.message.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each client is to be told, op-number for op-number, as a model of the service has it: the
 * answers to its requests, and when its sessions were open.
 *
 * <p>A replica that lags behind answers as of an earlier op-number, so more than the last answer is
 * kept: of each client all that came after what every correct replica has in its checkpoint, and
 * one before.
 */
public final class AnswerBook {
  private static final long STILL_OPEN = Long.MAX_VALUE;

  /**
   * What a client is to be told of one of its requests.
   *
   * @param op op-number at which the request took effect
   * @param request its number, 0 for the registration
   */
  public record Answer(long op, long session, long request, Bytes result) {
    private boolean isAfter(long otherSession, long otherRequest) {
      return session > otherSession || (session == otherSession && request > otherRequest);
    }
  }

  /** A session of a client, and the op-number at which it ended. */
  private record Life(long session, long end) {}

  private static final Deque<Answer> NO_ANSWERS = new ArrayDeque<>(0);

  private final Map<Integer, Deque<Answer>> answers = new LinkedHashMap<>();
  private final Map<Integer, Deque<Life>> lives = new LinkedHashMap<>();
  private long known;
  private long floor;
  private boolean isComplete = true;

  /** The log is known up to {@code op}. */
  void onKnown(long op) {
    known = op;
  }

  /** From now on nothing is known any more. */
  void onBlind() {
    isComplete = false;
  }

  /** A registration took effect; whoever has no session any more, lost it by that. */
  void open(int client, long session, Bytes token, SessionModel sessions) {
    lives.forEach((other, all) -> endUnlessOpen(other, all, session, sessions));
    lives.computeIfAbsent(client, it -> new ArrayDeque<>()).addLast(new Life(session, STILL_OPEN));
    execute(client, new Answer(session, session, 0, token));
  }

  private static void endUnlessOpen(int client, Deque<Life> lives, long op, SessionModel sessions) {
    if (lives.isEmpty() || lives.getLast().end() != STILL_OPEN) {
      return;
    }
    long session = lives.getLast().session();
    if (!sessions.isOpen(client, session)) {
      lives.removeLast();
      lives.addLast(new Life(session, op));
    }
  }

  /** A request of the client took effect. */
  void execute(int client, Answer answer) {
    answers.computeIfAbsent(client, it -> new ArrayDeque<>()).addLast(answer);
  }

  /** Returns whether all is known of what a replica tells that has executed so much. */
  public boolean isKnownUpTo(long op) {
    return isComplete && op <= known;
  }

  /** Returns what the client is to be told of a request, if that took effect up to an op-number. */
  public Optional<Answer> answer(int client, long session, long request, long upTo) {
    // Mostly it is the last one that is asked for.
    for (Iterator<Answer> latest = answersTo(client).descendingIterator(); latest.hasNext(); ) {
      Answer answer = latest.next();
      if (answer.session() == session && answer.request() == request && answer.op() <= upTo) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }

  /** Returns whether the request is older than any of its client that is kept. */
  public boolean isForgotten(int client, long session, long request) {
    Deque<Answer> kept = answersTo(client);
    boolean isTrimmed = !kept.isEmpty() && kept.getFirst().op() <= floor;
    return isTrimmed && kept.getFirst().isAfter(session, request);
  }

  private Deque<Answer> answersTo(int client) {
    return answers.getOrDefault(client, NO_ANSWERS);
  }

  /** Returns whether the client has that session once all up to an op-number has taken effect. */
  public boolean isOpen(int client, long session, long atOp) {
    return lives.getOrDefault(client, new ArrayDeque<>()).stream()
        .anyMatch(life -> life.session() == session && session <= atOp && atOp < life.end());
  }

  /** Forgets what nobody is told any more once all have executed everything below an op-number. */
  public void forgetBelow(long op) {
    floor = op;
    for (Deque<Answer> all : answers.values()) {
      while (all.size() > 1 && second(all).op() <= op) {
        all.removeFirst();
      }
    }
    lives.values().forEach(all -> all.removeIf(life -> life.end() <= op));
    lives.values().removeIf(Deque::isEmpty);
  }

  private static Answer second(Deque<Answer> all) {
    Iterator<Answer> oldest = all.iterator();
    oldest.next();
    return oldest.next();
  }

  /** Returns the number of answers that are kept, which does not grow with the run. */
  public int kept() {
    return answers.values().stream().mapToInt(Deque::size).sum();
  }
}
