package dev.vopr.byzantine;

import static dev.vopr.byzantine.NumberField.ABOVE;
import static dev.vopr.byzantine.NumberField.BASE;
import static dev.vopr.byzantine.NumberField.BASE_CHECKSUM;
import static dev.vopr.byzantine.NumberField.CHECKPOINT;
import static dev.vopr.byzantine.NumberField.CHECKSUM;
import static dev.vopr.byzantine.NumberField.CLOCK;
import static dev.vopr.byzantine.NumberField.COMMIT_NUMBER;
import static dev.vopr.byzantine.NumberField.DIGEST;
import static dev.vopr.byzantine.NumberField.FIRST;
import static dev.vopr.byzantine.NumberField.LAST;
import static dev.vopr.byzantine.NumberField.LAST_NORMAL_VIEW;
import static dev.vopr.byzantine.NumberField.NONCE;
import static dev.vopr.byzantine.NumberField.OFFSET;
import static dev.vopr.byzantine.NumberField.OP_NUMBER;
import static dev.vopr.byzantine.NumberField.REQUEST_NUMBER;
import static dev.vopr.byzantine.NumberField.SENDER;
import static dev.vopr.byzantine.NumberField.SENT_AT;
import static dev.vopr.byzantine.NumberField.SESSION;
import static dev.vopr.byzantine.NumberField.SIZE;
import static dev.vopr.byzantine.NumberField.VIEW_NUMBER;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes every number of a message through a change, in the order of the message's components, and
 * makes a message of what comes out. A record component that is added to a message breaks this
 * class until it is passed through as well.
 *
 * <p>Entries that change are sealed again, and those behind them are chained to them; headers of a
 * log tail follow its entries. The entries of a tail with holes are left alone, because they do not
 * tell its headers.
 */
final class NumberRewriter implements Message.Visitor<Message> {
  /** Makes a value of a value. */
  @FunctionalInterface
  interface Change {
    long apply(NumberField field, long value);
  }

  private final Change change;

  NumberRewriter(Change change) {
    this.change = change;
  }

  /** Changes all numbers of some fields. */
  static NumberRewriter of(NumberChange change, NumberField... fields) {
    List<NumberField> all = List.of(fields);
    return new NumberRewriter((field, value) -> all.contains(field) ? change.apply(value) : value);
  }

  private long at(NumberField field, long value) {
    return change.apply(field, value);
  }

  private int node(NumberField field, int value) {
    long changed = change.apply(field, value);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, changed));
  }

  private int from(Message message) {
    return node(SENDER, message.sender());
  }

  @Override
  public Message onRequest(Message.Request request) {
    return new Message.Request(
        from(request),
        at(SESSION, request.session()),
        at(REQUEST_NUMBER, request.request()),
        request.operation(),
        request.signature());
  }

  @Override
  public Message onPrepare(Message.Prepare prepare) {
    return new Message.Prepare(
        from(prepare),
        at(VIEW_NUMBER, prepare.view()),
        entries(prepare.entries()),
        at(COMMIT_NUMBER, prepare.commit()));
  }

  @Override
  public Message onPrepareOk(Message.PrepareOk ok) {
    return new Message.PrepareOk(
        from(ok), at(VIEW_NUMBER, ok.view()), at(OP_NUMBER, ok.op()), at(CHECKSUM, ok.checksum()));
  }

  @Override
  public Message onReply(Message.Reply reply) {
    return new Message.Reply(
        from(reply),
        at(VIEW_NUMBER, reply.view()),
        at(SESSION, reply.session()),
        at(REQUEST_NUMBER, reply.request()),
        reply.result());
  }

  @Override
  public Message onCommit(Message.Commit commit) {
    return new Message.Commit(
        from(commit),
        at(VIEW_NUMBER, commit.view()),
        at(COMMIT_NUMBER, commit.commit()),
        at(CHECKSUM, commit.checksum()));
  }

  @Override
  public Message onGetEntries(Message.GetEntries get) {
    return new Message.GetEntries(
        from(get), at(VIEW_NUMBER, get.view()), at(FIRST, get.first()), at(LAST, get.last()));
  }

  @Override
  public Message onEntries(Message.Entries answer) {
    return new Message.Entries(
        from(answer),
        at(VIEW_NUMBER, answer.view()),
        entries(answer.entries()),
        at(COMMIT_NUMBER, answer.commit()),
        at(CHECKPOINT, answer.checkpoint()));
  }

  @Override
  public Message onStartViewChange(Message.StartViewChange vote) {
    return new Message.StartViewChange(from(vote), at(VIEW_NUMBER, vote.view()));
  }

  @Override
  public Message onDoViewChange(Message.DoViewChange shown) {
    return new Message.DoViewChange(
        from(shown),
        at(VIEW_NUMBER, shown.view()),
        at(LAST_NORMAL_VIEW, shown.lastNormalView()),
        tail(shown.tail()),
        at(COMMIT_NUMBER, shown.commit()));
  }

  @Override
  public Message onStartView(Message.StartView start) {
    return new Message.StartView(
        from(start),
        at(VIEW_NUMBER, start.view()),
        tail(start.tail()),
        at(COMMIT_NUMBER, start.commit()),
        at(NONCE, start.nonce()));
  }

  @Override
  public Message onGetView(Message.GetView wanted) {
    return new Message.GetView(
        from(wanted), at(VIEW_NUMBER, wanted.view()), at(NONCE, wanted.nonce()));
  }

  @Override
  public Message onGetState(Message.GetState wanted) {
    return new Message.GetState(
        from(wanted),
        at(CHECKPOINT, wanted.checkpoint()),
        at(OFFSET, wanted.offset()),
        at(NONCE, wanted.nonce()));
  }

  @Override
  public Message onNewState(Message.NewState state) {
    return new Message.NewState(
        from(state),
        at(CHECKPOINT, state.checkpoint()),
        at(DIGEST, state.digest()),
        at(SIZE, state.size()),
        at(OFFSET, state.offset()),
        state.part(),
        at(NONCE, state.nonce()));
  }

  @Override
  public Message onRecovery(Message.Recovery recovery) {
    return new Message.Recovery(
        from(recovery), at(NONCE, recovery.nonce()), at(ABOVE, recovery.above()));
  }

  @Override
  public Message onRecoveryResponse(Message.RecoveryResponse response) {
    return new Message.RecoveryResponse(
        from(response),
        at(VIEW_NUMBER, response.view()),
        at(NONCE, response.nonce()),
        tail(response.tail()),
        at(COMMIT_NUMBER, response.commit()));
  }

  @Override
  public Message onPing(Message.Ping ping) {
    return new Message.Ping(
        from(ping),
        at(VIEW_NUMBER, ping.view()),
        at(SENT_AT, ping.sentAt()),
        at(CHECKPOINT, ping.checkpoint()));
  }

  @Override
  public Message onPong(Message.Pong pong) {
    return new Message.Pong(
        from(pong),
        at(VIEW_NUMBER, pong.view()),
        at(SENT_AT, pong.sentAt()),
        at(CLOCK, pong.clock()),
        at(CHECKPOINT, pong.checkpoint()));
  }

  @Override
  public Message onEvicted(Message.Evicted evicted) {
    return new Message.Evicted(
        from(evicted), at(VIEW_NUMBER, evicted.view()), at(SESSION, evicted.session()));
  }

  private LogTail tail(LogTail tail) {
    long base = at(BASE, tail.base());
    long baseChecksum = at(BASE_CHECKSUM, tail.baseChecksum());
    List<Entry> entries = tail.isWhole() ? entries(tail.entries()) : tail.entries();
    List<Header> told =
        entries.equals(tail.entries())
            ? tail.headers()
            : entries.stream().map(Entry::header).toList();
    List<Header> headers = new ArrayList<>(told.size());
    for (Header header : told) {
      headers.add(
          new Header(
              at(NumberField.HEADER_VIEW, header.view()),
              at(NumberField.HEADER_OP, header.op()),
              at(NumberField.HEADER_PARENT, header.parent()),
              at(NumberField.HEADER_CHECKSUM, header.checksum())));
    }
    List<Long> nacks = new ArrayList<>(tail.nacks());
    nacks.replaceAll(op -> at(NumberField.NACK, op));
    return new LogTail(base, baseChecksum, headers, entries, nacks);
  }

  private List<Entry> entries(List<Entry> entries) {
    return ForgedEntries.chained(entries, this::entry);
  }

  private Entry entry(Entry entry) {
    Entry changed =
        new Entry(
            at(NumberField.ENTRY_VIEW, entry.view()),
            at(NumberField.ENTRY_OP, entry.op()),
            at(NumberField.ENTRY_PARENT, entry.parent()),
            node(NumberField.ENTRY_CLIENT, entry.client()),
            at(NumberField.ENTRY_SESSION, entry.session()),
            at(NumberField.ENTRY_REQUEST, entry.request()),
            entry.operation(),
            at(NumberField.ENTRY_TIMESTAMP, entry.timestamp()),
            at(NumberField.ENTRY_CHECKSUM, entry.checksum()),
            entry.clientSignature(),
            entry.primarySignature());
    boolean isAsItWas = changed.equals(entry);
    return isAsItWas || changed.checksum() != entry.checksum() ? changed : changed.sealed();
  }
}
