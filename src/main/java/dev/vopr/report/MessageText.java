package dev.vopr.report;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.List;
import java.util.regex.Pattern;

/** Messages, operations and results in a few words. */
final class MessageText implements Message.Visitor<String>, KeyValueCommand.Visitor<String> {

  private static final Pattern FILLING = Pattern.compile("\\.{3,}");

  /** Returns {@code put k3 = c0.1}. */
  static String operation(Bytes operation) {
    return KeyValueCommand.decode(operation)
        .map(command -> shortly(command.accept(new MessageText())))
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
    return bytes.length == 1 ? status : status + " " + shortly(result.text().substring(1));
  }

  /** Values are filled up with dots to the size that they shall have. */
  private static String shortly(String text) {
    return FILLING.matcher(text).replaceAll("…");
  }

  @Override
  public String onRequest(Message.Request request) {
    return request.session() == 0
        ? "Request to open a session"
        : "Request %d (%s)".formatted(request.request(), operation(request.operation()));
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
    return reply.request() == 0
        ? "Reply: session %d is open".formatted(reply.session())
        : "Reply to request %d (%s)".formatted(reply.request(), result(reply.result()));
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

  @Override
  public String onStartViewChange(Message.StartViewChange vote) {
    return "StartViewChange: it wants to leave view " + vote.view();
  }

  @Override
  public String onDoViewChange(Message.DoViewChange shown) {
    String log =
        "DoViewChange to view %d: its log of view %d reaches op %d, committed to %d"
            .formatted(shown.view(), shown.lastNormalView(), shown.tail().op(), shown.commit());
    List<Long> nacks = shown.tail().nacks();
    return nacks.isEmpty()
        ? log
        : "%s; it never had %s".formatted(log, ops(nacks.get(0), nacks.get(nacks.size() - 1)));
  }

  @Override
  public String onStartView(Message.StartView start) {
    return "StartView of view %d: the log reaches op %d, committed to %d"
        .formatted(start.view(), start.tail().op(), start.commit());
  }

  @Override
  public String onGetView(Message.GetView wanted) {
    return "GetView for view " + wanted.view();
  }

  @Override
  public String onGetState(Message.GetState wanted) {
    return "GetState from byte " + wanted.offset();
  }

  @Override
  public String onNewState(Message.NewState state) {
    return "NewState: checkpoint of op %d, bytes %d to %d of %d"
        .formatted(
            state.checkpoint(),
            state.offset(),
            state.offset() + state.part().length(),
            state.size());
  }

  @Override
  public String onRecovery(Message.Recovery recovery) {
    return "Recovery";
  }

  @Override
  public String onRecoveryResponse(Message.RecoveryResponse response) {
    return "RecoveryResponse of view %d with %s"
        .formatted(response.view(), ops(response.tail().entries()));
  }

  @Override
  public String onPing(Message.Ping ping) {
    return "Ping";
  }

  @Override
  public String onPong(Message.Pong pong) {
    return "Pong";
  }

  @Override
  public String onEvicted(Message.Evicted evicted) {
    return "Evicted: session %d is no more".formatted(evicted.session());
  }

  private static String ops(List<Entry> entries) {
    if (entries.isEmpty()) {
      return "nothing";
    }
    return ops(entries.get(0).op(), entries.get(entries.size() - 1).op());
  }

  private static String ops(long first, long last) {
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
