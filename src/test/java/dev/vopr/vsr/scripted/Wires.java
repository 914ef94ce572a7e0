package dev.vopr.vsr.scripted;

import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The network of a script: a link from each node to each other one, a tick long and in order. What
 * was sent is kept, to be looked at and replayed.
 */
final class Wires {

  /** A message as it was sent. */
  record Sent(int from, int to, Message message, Frame frame, long tick) {
    MessageKind kind() {
      return message.kind();
    }
  }

  private record OnItsWay(Sent sent, long due) {}

  private record Cut(int from, int to) {}

  private final List<Sent> history = new ArrayList<>();
  private final List<OnItsWay> onTheirWay = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();
  private final List<Predicate<Sent>> filters = new ArrayList<>();
  private int delivered;

  void send(Sent sent) {
    history.add(sent);
    if (passes(sent)) {
      onTheirWay.add(new OnItsWay(sent, sent.tick() + 1));
    }
  }

  /** Puts a message on its way again, whatever is cut or filtered. */
  void replay(Sent sent, long tick) {
    onTheirWay.add(new OnItsWay(sent, tick + 1));
  }

  /** Returns the next message that arrives at {@code tick} at a node that takes any. */
  Optional<Sent> next(long tick, Predicate<Integer> takesAny) {
    for (int i = 0; i < onTheirWay.size(); i++) {
      OnItsWay one = onTheirWay.get(i);
      if (one.due() <= tick && takesAny.test(one.sent().to())) {
        onTheirWay.remove(i);
        delivered++;
        return Optional.of(one.sent());
      }
    }
    return Optional.empty();
  }

  private boolean passes(Sent sent) {
    for (Cut cut : cuts) {
      if (cut.from() == sent.from() && cut.to() == sent.to()) {
        return false;
      }
    }
    for (Predicate<Sent> filter : filters) {
      if (filter.test(sent)) {
        return false;
      }
    }
    return true;
  }

  /** From now on nothing is sent from one node to the other; what is on its way is lost. */
  void cut(int from, int to) {
    cuts.add(new Cut(from, to));
    onTheirWay.removeIf(one -> one.sent().from() == from && one.sent().to() == to);
  }

  /** From now on messages that match are lost. */
  void drop(Predicate<Sent> filter) {
    filters.add(filter);
    onTheirWay.removeIf(one -> filter.test(one.sent()));
  }

  /** Undoes all cuts. */
  void healLinks() {
    cuts.clear();
  }

  /** Undoes all cuts and filters. */
  void heal() {
    cuts.clear();
    filters.clear();
  }

  /** What is on its way to a node that has crashed is lost. */
  void loseAllTo(int node) {
    onTheirWay.removeIf(one -> one.sent().to() == node);
  }

  /** Returns what was sent of a kind, oldest first; {@code from} and {@code to} may be empty. */
  List<Sent> sent(MessageKind kind, Optional<Integer> from, Optional<Integer> to) {
    return history.stream()
        .filter(sent -> sent.kind() == kind)
        .filter(sent -> from.isEmpty() || from.get() == sent.from())
        .filter(sent -> to.isEmpty() || to.get() == sent.to())
        .toList();
  }

  int delivered() {
    return delivered;
  }

  static boolean isBetweenReplicas(Sent sent) {
    return !Nodes.isClient(sent.from()) && !Nodes.isClient(sent.to());
  }
}
