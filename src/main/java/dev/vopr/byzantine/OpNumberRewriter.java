package dev.vopr.byzantine;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.List;

/**
 * Changes the op-numbers of the kinds of messages that place something in the log; others, those
 * that only ask for op-numbers among them, stay as they are.
 */
final class OpNumberRewriter implements Message.Visitor<Message> {
  private final NumberChange change;

  OpNumberRewriter(NumberChange change) {
    this.change = change;
  }

  @Override
  public Message onRequest(Message.Request request) {
    return request;
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), prepare.view(), moved(prepare.entries()), prepare.commit());
  }

  @Override
  public Message onPrepareOk(Message.PrepareOk ok) {
    return new Message.PrepareOk(ok.sender(), ok.view(), change.apply(ok.op()), ok.checksum());
  }

  @Override
  public Message onReply(Message.Reply reply) {
    return reply;
  }

  @Override
  public Message onCommit(Message.Commit commit) {
    return commit;
  }

  @Override
  public Message onGetEntries(Message.GetEntries getEntries) {
    return getEntries;
  }

  @Override
  public Message onEntries(Message.Entries entries) {
    return new Message.Entries(entries.sender(), entries.view(), moved(entries.entries()));
  }

  private List<Entry> moved(List<Entry> entries) {
    return LogTail.replaceLast(
        entries,
        entries.size(),
        entry ->
            Entry.sealed(
                entry.view(),
                change.apply(entry.op()),
                entry.parent(),
                entry.client(),
                entry.request(),
                entry.operation(),
                entry.timestamp()));
  }
}
