package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;

/** Changes the view-number of the kinds of messages that carry one; others stay as they are. */
final class ViewNumberRewriter implements Message.Visitor<Message> {
  private final NumberChange change;

  ViewNumberRewriter(NumberChange change) {
    this.change = change;
  }

  @Override
  public Message onRequest(Message.Request request) {
    return request;
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), change.apply(prepare.view()), prepare.entries(), prepare.commit());
  }

  @Override
  public Message onPrepareOk(Message.PrepareOk ok) {
    return new Message.PrepareOk(ok.sender(), change.apply(ok.view()), ok.op(), ok.checksum());
  }

  @Override
  public Message onReply(Message.Reply reply) {
    return new Message.Reply(
        reply.sender(), change.apply(reply.view()), reply.request(), reply.result());
  }

  @Override
  public Message onCommit(Message.Commit commit) {
    return new Message.Commit(
        commit.sender(), change.apply(commit.view()), commit.commit(), commit.checksum());
  }

  @Override
  public Message onGetEntries(Message.GetEntries get) {
    return new Message.GetEntries(get.sender(), change.apply(get.view()), get.first(), get.last());
  }

  @Override
  public Message onEntries(Message.Entries entries) {
    return new Message.Entries(entries.sender(), change.apply(entries.view()), entries.entries());
  }
}
