package dev.vopr.vsr.codec;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes the body of each kind of message; {@link BodyReader} reads the same fields in the same
 * order.
 */
final class BodyWriter implements Message.Visitor<BodyWriter> {
  private final ByteBuffer out;

  BodyWriter(ByteBuffer out) {
    this.out = out;
  }

  @Override
  public BodyWriter onRequest(Message.Request request) {
    return number(request.request()).bytes(request.operation());
  }

  @Override
  public BodyWriter onPrepare(Message.Prepare prepare) {
    return number(prepare.view()).number(prepare.commit()).entries(prepare.entries());
  }

  @Override
  public BodyWriter onPrepareOk(Message.PrepareOk ok) {
    return number(ok.view()).number(ok.op()).number(ok.checksum());
  }

  @Override
  public BodyWriter onReply(Message.Reply reply) {
    return number(reply.view()).number(reply.request()).bytes(reply.result());
  }

  @Override
  public BodyWriter onCommit(Message.Commit commit) {
    return number(commit.view()).number(commit.commit()).number(commit.checksum());
  }

  @Override
  public BodyWriter onGetEntries(Message.GetEntries get) {
    return number(get.view()).number(get.first()).number(get.last());
  }

  @Override
  public BodyWriter onEntries(Message.Entries entries) {
    return number(entries.view()).entries(entries.entries());
  }

  private BodyWriter number(long value) {
    out.putLong(value);
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
      out.putLong(entry.view()).putLong(entry.op()).putLong(entry.parent());
      out.putInt(entry.client()).putLong(entry.request()).putLong(entry.timestamp());
      out.putLong(entry.checksum());
      bytes(entry.operation());
    }
    return this;
  }
}
