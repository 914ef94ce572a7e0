package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;

/** Changes the commit-number of the kinds of messages that carry one; others stay as they are. */
final class CommitNumberRewriter implements Rewriter {
  private final NumberChange change;

  CommitNumberRewriter(NumberChange change) {
    this.change = change;
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), prepare.view(), prepare.entries(), change.apply(prepare.commit()));
  }

  @Override
  public Message onCommit(Message.Commit commit) {
    return new Message.Commit(
        commit.sender(), commit.view(), change.apply(commit.commit()), commit.checksum());
  }

  @Override
  public Message onDoViewChange(Message.DoViewChange shown) {
    return new Message.DoViewChange(
        shown.sender(),
        shown.view(),
        shown.lastNormalView(),
        shown.tail(),
        change.apply(shown.commit()));
  }

  @Override
  public Message onStartView(Message.StartView start) {
    return new Message.StartView(
        start.sender(), start.view(), start.tail(), change.apply(start.commit()), start.nonce());
  }

  @Override
  public Message onRecoveryResponse(Message.RecoveryResponse response) {
    return new Message.RecoveryResponse(
        response.sender(),
        response.view(),
        response.nonce(),
        response.tail(),
        change.apply(response.commit()));
  }

  @Override
  public Message onEntries(Message.Entries entries) {
    return new Message.Entries(
        entries.sender(),
        entries.view(),
        entries.entries(),
        change.apply(entries.commit()),
        entries.checkpoint());
  }
}
