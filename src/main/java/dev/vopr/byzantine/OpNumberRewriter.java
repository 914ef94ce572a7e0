package dev.vopr.byzantine;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;

/**
 * Changes the op-numbers of the kinds of messages that place something in the log; others, those
 * that only ask for op-numbers among them, stay as they are.
 */
final class OpNumberRewriter implements Rewriter {
  private final NumberChange change;

  OpNumberRewriter(NumberChange change) {
    this.change = change;
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
  public Message onEntries(Message.Entries entries) {
    return new Message.Entries(
        entries.sender(),
        entries.view(),
        moved(entries.entries()),
        entries.commit(),
        entries.checkpoint());
  }

  private List<Entry> moved(List<Entry> entries) {
    return ForgedEntries.replaceLast(
        entries,
        entries.size(),
        entry ->
            Entry.sealed(
                entry.view(),
                change.apply(entry.op()),
                entry.parent(),
                entry.client(),
                entry.session(),
                entry.request(),
                entry.operation(),
                entry.timestamp(),
                entry.clientSignature()));
  }

  @Override
  public Message onDoViewChange(Message.DoViewChange shown) {
    return new Message.DoViewChange(
        shown.sender(), shown.view(), shown.lastNormalView(), moved(shown.tail()), shown.commit());
  }

  @Override
  public Message onStartView(Message.StartView start) {
    return new Message.StartView(
        start.sender(), start.view(), moved(start.tail()), start.commit(), start.nonce());
  }

  @Override
  public Message onRecoveryResponse(Message.RecoveryResponse response) {
    return new Message.RecoveryResponse(
        response.sender(),
        response.view(),
        response.nonce(),
        moved(response.tail()),
        response.commit());
  }

  private LogTail moved(LogTail tail) {
    return tail.isWhole()
        ? LogTail.whole(tail.base(), tail.baseChecksum(), moved(tail.entries()))
        : tail;
  }
}
