package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.message.MessageKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A signed DoViewChange without the content of its entries: what is needed to choose a log, and to
 * hold its author to it. Its signature covers headers, and which of the entries are present or
 * nacked; the headers' checksums cover the rest.
 *
 * @param message the message; of its entries only view, op-number and checksums are true
 * @param signature its author's signature
 */
public record Shown(DoViewChange message, Bytes signature) {

  /** Returns what is kept of a message. */
  public static Shown of(DoViewChange whole, Bytes signature) {
    LogTail tail = whole.tail();
    List<Entry> hollow = new ArrayList<>(tail.entries().size());
    for (Entry entry : tail.entries()) {
      hollow.add(hollow(entry.header()));
    }
    LogTail kept =
        new LogTail(tail.base(), tail.baseChecksum(), tail.headers(), hollow, tail.nacks());
    return new Shown(
        new DoViewChange(
            whole.sender(), whole.view(), whole.lastNormalView(), kept, whole.commit()),
        signature);
  }

  /** Returns an entry of which only the header is known. */
  public static Entry hollow(Header header) {
    return new Entry(
        header.view(), header.op(), header.parent(), 0, 0, 0, Bytes.EMPTY, 0, header.checksum());
  }

  /** Returns the replica whose log it is. */
  public int author() {
    return message.sender();
  }

  /** Returns whether its author signed it. */
  public boolean isSigned(Notary notary) {
    return notary.isFrame(
        MessageKind.DO_VIEW_CHANGE, message.sender(), content(message), signature);
  }

  /** Returns what is signed of a DoViewChange, whole or not. */
  public static byte[] content(DoViewChange message) {
    LogTail tail = message.tail();
    ByteBuffer out =
        ByteBuffer.allocate(
            5 * Long.BYTES
                + tail.headers().size() * 4 * Long.BYTES
                + tail.entries().size() * 2 * Long.BYTES
                + tail.nacks().size() * Long.BYTES);
    out.putLong(message.view()).putLong(message.lastNormalView()).putLong(message.commit());
    out.putLong(tail.base()).putLong(tail.baseChecksum());
    for (Header header : tail.headers()) {
      out.putLong(header.view()).putLong(header.op());
      out.putLong(header.parent()).putLong(header.checksum());
    }
    for (Entry entry : tail.entries()) {
      out.putLong(entry.op()).putLong(entry.checksum());
    }
    for (long op : tail.nacks()) {
      // Below zero, so that it cannot be taken for one of an entry.
      out.putLong(-op);
    }
    return out.array();
  }
}
