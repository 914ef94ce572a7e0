package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;

/** Changes the commit-number of the kinds of messages that carry one; others stay as they are. */
final class CommitNumberRewriter implements Message.Visitor<Message> {
  private final NumberChange change;

  CommitNumberRewriter(NumberChange change) {
    this.change = change;
  }

  @Override
  public Message onRequest(Message.Request request) {
    return request;
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), prepare.view(), prepare.entries(), change.apply(prepare.commit()));
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
    return new Message.Commit(
        commit.sender(), commit.view(), change.apply(commit.commit()), commit.checksum());
  }

  @Override
  public Message onGetEntries(Message.GetEntries getEntries) {
    return getEntries;
  }

  @Override
  public Message onEntries(Message.Entries entries) {
    return entries;
  }
}
