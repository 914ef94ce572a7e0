package dev.vopr.report;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.List;

/** Messages, operations and results in a few words. */
final class MessageText implements Message.Visitor<String>, KeyValueCommand.Visitor<String> {

  /** Returns {@code put k3 = c0.1}. */
  static String operation(Bytes operation) {
    return KeyValueCommand.decode(operation)
        .map(command -> command.accept(new MessageText()))
        .orElse("an operation of " + operation.length() + " bytes that does not decode");
  }

  /** Returns {@code OK c0.1}. */
  static String result(Bytes result) {
    if (result.length() == 0) {
      return "nothing";
    }
    byte[] bytes = result.toArray();
    KeyValueStore.Status[] all = KeyValueStore.Status.values();
    String status = bytes[0] >= 0 && bytes[0] < all.length ? all[bytes[0]].name() : "?";
    return bytes.length == 1 ? status : status + " " + result.text().substring(1);
  }

  @Override
  public String onRequest(Message.Request request) {
    return "Request %d (%s)".formatted(request.request(), operation(request.operation()));
  }

  @Override
  public String onPrepare(Message.Prepare prepare) {
    return "Prepare %s (view %d, commit-number %d)"
        .formatted(ops(prepare.entries()), prepare.view(), prepare.commit());
  }

  @Override
  public String onPrepareOk(Message.PrepareOk ok) {
    return "PrepareOk up to op %d (view %d)".formatted(ok.op(), ok.view());
  }

  @Override
  public String onReply(Message.Reply reply) {
    return "Reply to request %d (%s)".formatted(reply.request(), result(reply.result()));
  }

  @Override
  public String onCommit(Message.Commit commit) {
    return "Commit (view %d, commit-number %d)".formatted(commit.view(), commit.commit());
  }

  @Override
  public String onGetEntries(Message.GetEntries wanted) {
    return "GetEntries for ops %d to %d".formatted(wanted.first(), wanted.last());
  }

  @Override
  public String onEntries(Message.Entries answer) {
    return "Entries with " + ops(answer.entries());
  }

  private static String ops(List<Entry> entries) {
    if (entries.isEmpty()) {
      return "nothing";
    }
    long first = entries.get(0).op();
    long last = entries.get(entries.size() - 1).op();
    return first == last ? "op " + first : "ops " + first + " to " + last;
  }

  @Override
  public String onGet(KeyValueCommand.Get get) {
    return "get " + get.key();
  }

  @Override
  public String onPut(KeyValueCommand.Put put) {
    return "put " + put.key() + " = " + put.value();
  }

  @Override
  public String onCompareAndSet(KeyValueCommand.CompareAndSet cas) {
    return "set %s = %s if it is %s".formatted(cas.key(), cas.value(), cas.expected());
  }

  @Override
  public String onDelete(KeyValueCommand.Delete delete) {
    return "delete " + delete.key();
  }
}
