package dev.vopr.byzantine;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.function.UnaryOperator;

/** Replaces the entries of the kinds of messages that carry some; others stay as they are. */
final class LogTailRewriter implements Message.Visitor<Message> {
  private final UnaryOperator<List<Entry>> change;

  LogTailRewriter(UnaryOperator<List<Entry>> change) {
    this.change = change;
  }

  @Override
  public Message onRequest(Message.Request request) {
    return request;
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), prepare.view(), change.apply(prepare.entries()), prepare.commit());
  }

  @Override
  public Message onPrepareOk(Message.PrepareOk prepareOk) {
    return prepareOk;
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
    return new Message.Entries(entries.sender(), entries.view(), change.apply(entries.entries()));
  }
}
