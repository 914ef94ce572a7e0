package dev.vopr.byzantine;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.function.UnaryOperator;

/** Replaces the entries of the kinds of messages that carry some; others stay as they are. */
final class LogTailRewriter implements Rewriter {
  private final UnaryOperator<List<Entry>> lists;
  private final UnaryOperator<LogTail> tails;

  LogTailRewriter(UnaryOperator<List<Entry>> change) {
    this(change, tail -> changed(tail, change));
  }

  private LogTailRewriter(UnaryOperator<List<Entry>> lists, UnaryOperator<LogTail> tails) {
    this.lists = lists;
    this.tails = tails;
  }

  /** Changes log tails, headers and all, and no other entries. */
  static LogTailRewriter ofTails(UnaryOperator<LogTail> change) {
    return new LogTailRewriter(UnaryOperator.identity(), change);
  }

  /** Signs entries; that changes no header. */
  static LogTailRewriter signing(UnaryOperator<List<Entry>> sign) {
    return new LogTailRewriter(
        sign,
        tail ->
            new LogTail(
                tail.base(),
                tail.baseChecksum(),
                tail.headers(),
                sign.apply(tail.entries()),
                tail.nacks()));
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        prepare.sender(), prepare.view(), lists.apply(prepare.entries()), prepare.commit());
  }

  @Override
  public Message onEntries(Message.Entries entries) {
    return new Message.Entries(
        entries.sender(),
        entries.view(),
        lists.apply(entries.entries()),
        entries.commit(),
        entries.checkpoint());
  }

  @Override
  public Message onDoViewChange(Message.DoViewChange shown) {
    return new Message.DoViewChange(
        shown.sender(),
        shown.view(),
        shown.lastNormalView(),
        tails.apply(shown.tail()),
        shown.commit());
  }

  @Override
  public Message onStartView(Message.StartView start) {
    return new Message.StartView(
        start.sender(), start.view(), tails.apply(start.tail()), start.commit(), start.nonce());
  }

  @Override
  public Message onRecoveryResponse(Message.RecoveryResponse response) {
    return new Message.RecoveryResponse(
        response.sender(),
        response.view(),
        response.nonce(),
        tails.apply(response.tail()),
        response.commit());
  }

  /**
   * The forged headers are those of the forged entries. A tail with holes is left alone: its
   * entries do not tell its headers.
   */
  private static LogTail changed(LogTail tail, UnaryOperator<List<Entry>> change) {
    return tail.isWhole()
        ? LogTail.whole(tail.base(), tail.baseChecksum(), change.apply(tail.entries()))
        : tail;
  }
}
