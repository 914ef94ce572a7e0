package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;

/** Changes the view-number of the kinds of messages that carry one; others stay as they are. */
final class ViewNumberRewriter implements Rewriter {
  private final NumberChange change;

  ViewNumberRewriter(NumberChange change) {
    this.change = change;
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
        reply.sender(),
        change.apply(reply.view()),
        reply.session(),
        reply.request(),
        reply.result());
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
    return new Message.Entries(
        entries.sender(),
        change.apply(entries.view()),
        entries.entries(),
        entries.commit(),
        entries.checkpoint());
  }

  @Override
  public Message onStartViewChange(Message.StartViewChange vote) {
    return new Message.StartViewChange(vote.sender(), change.apply(vote.view()));
  }

  @Override
  public Message onDoViewChange(Message.DoViewChange shown) {
    return new Message.DoViewChange(
        shown.sender(),
        change.apply(shown.view()),
        shown.lastNormalView(),
        shown.tail(),
        shown.commit());
  }

  @Override
  public Message onStartView(Message.StartView start) {
    return new Message.StartView(
        start.sender(), change.apply(start.view()), start.tail(), start.commit(), start.nonce());
  }

  @Override
  public Message onGetView(Message.GetView wanted) {
    return new Message.GetView(wanted.sender(), change.apply(wanted.view()), wanted.nonce());
  }

  @Override
  public Message onRecoveryResponse(Message.RecoveryResponse response) {
    return new Message.RecoveryResponse(
        response.sender(),
        change.apply(response.view()),
        response.nonce(),
        response.tail(),
        response.commit());
  }

  @Override
  public Message onPing(Message.Ping ping) {
    return new Message.Ping(
        ping.sender(), change.apply(ping.view()), ping.sentAt(), ping.checkpoint());
  }

  @Override
  public Message onPong(Message.Pong pong) {
    return new Message.Pong(
        pong.sender(), change.apply(pong.view()), pong.sentAt(), pong.clock(), pong.checkpoint());
  }

  @Override
  public Message onEvicted(Message.Evicted evicted) {
    return new Message.Evicted(evicted.sender(), change.apply(evicted.view()), evicted.session());
  }
}
