package dev.vopr.byzantine;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.function.UnaryOperator;

/** Replaces the entries of the kinds of messages that carry some; others stay as they are. */
final class LogTailRewriter implements Rewriter {
  private final UnaryOperator<List<Entry>> change;

  LogTailRewriter(UnaryOperator<List<Entry>> change) {
    this.change = change;
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), prepare.view(), change.apply(prepare.entries()), prepare.commit());
  }

  @Override
  public Message onEntries(Message.Entries entries) {
    return new Message.Entries(
        entries.sender(),
        entries.view(),
        change.apply(entries.entries()),
        entries.commit(),
        entries.checkpoint());
  }

  @Override
  public Message onDoViewChange(Message.DoViewChange shown) {
    return new Message.DoViewChange(
        shown.sender(),
        shown.view(),
        shown.lastNormalView(),
        changed(shown.tail()),
        shown.commit());
  }

  @Override
  public Message onStartView(Message.StartView start) {
    return new Message.StartView(
        start.sender(), start.view(), changed(start.tail()), start.commit(), start.nonce());
  }

  @Override
  public Message onRecoveryResponse(Message.RecoveryResponse response) {
    return new Message.RecoveryResponse(
        response.sender(),
        response.view(),
        response.nonce(),
        changed(response.tail()),
        response.commit());
  }

  /**
   * The forged headers are those of the forged entries. A tail with holes is left alone: its
   * entries do not tell its headers.
   */
  private LogTail changed(LogTail tail) {
    return tail.isWhole()
        ? LogTail.whole(tail.base(), tail.baseChecksum(), change.apply(tail.entries()))
        : tail;
  }
}
