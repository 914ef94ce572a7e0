package dev.vopr.vsr.codec;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes the body of each kind of message; {@link BodyReader} reads the fields in the same order.
 */
final class BodyWriter implements Message.Visitor<BodyWriter> {
  /** Where in a number of headers that of the nacks begins. */
  static final int NACKS_SHIFT = 16;

  private final ByteBuffer out;

  BodyWriter(ByteBuffer out) {
    this.out = out;
  }

  @Override
  public BodyWriter onRequest(Message.Request request) {
    numbers(request.session(), request.request());
    Bytes signature = request.signature();
    out.putInt(request.operation().length() | signature.length() << EntryCodec.SIGNATURE_SHIFT);
    request.operation().writeTo(out);
    signature.writeTo(out);
    return this;
  }

  @Override
  public BodyWriter onPrepare(Message.Prepare prepare) {
    return numbers(prepare.view(), prepare.commit()).entries(prepare.entries());
  }

  @Override
  public BodyWriter onPrepareOk(Message.PrepareOk ok) {
    return numbers(ok.view(), ok.op(), ok.checksum());
  }

  @Override
  public BodyWriter onReply(Message.Reply reply) {
    return numbers(reply.view(), reply.session(), reply.request()).bytes(reply.result());
  }

  @Override
  public BodyWriter onCommit(Message.Commit commit) {
    return numbers(commit.view(), commit.commit(), commit.checksum());
  }

  @Override
  public BodyWriter onGetEntries(Message.GetEntries get) {
    return numbers(get.view(), get.first(), get.last());
  }

  @Override
  public BodyWriter onEntries(Message.Entries answer) {
    return numbers(answer.view(), answer.commit(), answer.checkpoint()).entries(answer.entries());
  }

  @Override
  public BodyWriter onStartViewChange(Message.StartViewChange vote) {
    return numbers(vote.view());
  }

  @Override
  public BodyWriter onDoViewChange(Message.DoViewChange shown) {
    return numbers(shown.view(), shown.lastNormalView(), shown.commit()).tail(shown.tail());
  }

  @Override
  public BodyWriter onStartView(Message.StartView start) {
    return numbers(start.view(), start.commit(), start.nonce()).tail(start.tail());
  }

  @Override
  public BodyWriter onGetView(Message.GetView get) {
    return numbers(get.view(), get.nonce());
  }

  @Override
  public BodyWriter onGetState(Message.GetState get) {
    return numbers(get.checkpoint(), get.offset(), get.nonce());
  }

  @Override
  public BodyWriter onNewState(Message.NewState state) {
    return numbers(state.checkpoint(), state.digest(), state.size())
        .numbers(state.offset(), state.nonce())
        .bytes(state.part());
  }

  @Override
  public BodyWriter onRecovery(Message.Recovery recovery) {
    return numbers(recovery.nonce(), recovery.above());
  }

  @Override
  public BodyWriter onRecoveryResponse(Message.RecoveryResponse response) {
    return numbers(response.view(), response.nonce(), response.commit()).tail(response.tail());
  }

  @Override
  public BodyWriter onPing(Message.Ping ping) {
    return numbers(ping.view(), ping.sentAt(), ping.checkpoint());
  }

  @Override
  public BodyWriter onPong(Message.Pong pong) {
    return numbers(pong.view(), pong.sentAt(), pong.clock()).numbers(pong.checkpoint());
  }

  @Override
  public BodyWriter onEvicted(Message.Evicted evicted) {
    return numbers(evicted.view(), evicted.session());
  }

  private BodyWriter numbers(long first) {
    out.putLong(first);
    return this;
  }

  private BodyWriter numbers(long first, long second) {
    out.putLong(first).putLong(second);
    return this;
  }

  private BodyWriter numbers(long first, long second, long third) {
    out.putLong(first).putLong(second).putLong(third);
    return this;
  }

  private BodyWriter bytes(Bytes bytes) {
    out.putInt(bytes.length());
    bytes.writeTo(out);
    return this;
  }

  private BodyWriter entries(List<Entry> entries) {
    out.putInt(entries.size());
    for (Entry entry : entries) {
      EntryCodec.write(entry, out);
    }
    return this;
  }

  private BodyWriter tail(LogTail tail) {
    numbers(tail.base(), tail.baseChecksum());
    writeHeaders(tail, out);
    return entries(tail.entries());
  }

  /**
   * The nacks are counted in the upper half of the number of headers: there are hardly ever any.
   */
  static void writeHeaders(LogTail tail, ByteBuffer out) {
    out.putInt(tail.headers().size() | tail.nacks().size() << NACKS_SHIFT);
    for (Header header : tail.headers()) {
      EntryCodec.write(header, out);
    }
    for (long op : tail.nacks()) {
      out.putLong(op);
    }
  }
}
