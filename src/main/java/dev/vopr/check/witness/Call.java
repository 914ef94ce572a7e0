package dev.vopr.check.witness;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Nodes;
import java.util.Optional;

/** One operation of a client, from its invocation until nothing more can be said of it. */
final class Call {
  private final int client;
  private final Bytes operation;
  private final long invoked;
  private long session;
  private long request;
  private Optional<Bytes> answer = Optional.empty();
  private long returned = Long.MAX_VALUE;
  private long op;
  private Optional<Bytes> expected = Optional.empty();

  Call(int client, Bytes operation, long invoked) {
    this.client = client;
    this.operation = operation;
    this.invoked = invoked;
  }

  void number(long itsSession, long itsRequest) {
    session = itsSession;
    request = itsRequest;
  }

  void answer(Bytes result, long event) {
    answer = Optional.of(result);
    returned = event;
  }

  void execute(long atOp, Bytes result) {
    op = atOp;
    expected = Optional.of(result);
  }

  boolean isNumbered(long itsSession, long itsRequest) {
    return request != 0 && session == itsSession && request == itsRequest;
  }

  /** Returns whether it cannot take effect once its client has begun the given session. */
  boolean isBefore(long laterSession) {
    return session < laterSession;
  }

  int client() {
    return client;
  }

  Bytes operation() {
    return operation;
  }

  /** Returns the number of the event with which it began. */
  long invoked() {
    return invoked;
  }

  /** Returns the number of the event with which its client had the answer. */
  long returned() {
    return returned;
  }

  boolean isAnswered() {
    return answer.isPresent();
  }

  boolean isExecuted() {
    return op != 0;
  }

  /** Returns the op-number under which it took effect, or 0. */
  long op() {
    return op;
  }

  /** Returns what its client got. */
  Optional<Bytes> answer() {
    return answer;
  }

  /** Returns what it had to return. */
  Optional<Bytes> expected() {
    return expected;
  }

  /** Returns {@code request 7 of c0}. */
  String name() {
    return "request %d of %s".formatted(request, Nodes.name(client));
  }
}
