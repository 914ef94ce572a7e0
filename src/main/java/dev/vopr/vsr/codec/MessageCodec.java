package dev.vopr.vsr.codec;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Messages as bytes, and back.
 *
 * <p>A frame is a header of 32 bytes and a body, all numbers big-endian:
 *
 * <pre>
 *  0 magic "VSR1"   4 version (2)   6 kind (1)   7 zero (1)
 *  8 length of the frame (4)       12 cluster (4)
 * 16 sender (4)     20 zero (4)    24 checksum over all but itself (8)   32 body
 * </pre>
 *
 * <p>Nothing is allocated on the word of a length that the frame itself does not bear out, and no
 * input makes {@link #decode} throw.
 */
public final class MessageCodec {
  /** Bytes of a frame's header. */
  public static final int HEADER_BYTES = 32;

  private static final int MAGIC = 0x56535231;
  private static final short VERSION = 1;
  private static final int LENGTH_AT = 8;
  static final int KIND_AT = 6;
  static final int CHECKSUM_AT = 24;
  private static final long SEED = 0x6672616D65L;

  private final int cluster;
  private final Limits limits;
  private final ByteBuffer scratch;
  private final BodyWriter bodyWriter;

  /** Creates a codec for one cluster; frames of another one are rejected. */
  public MessageCodec(int cluster, Limits limits) {
    this.cluster = cluster;
    this.limits = limits;
    // A liar's frame may exceed the limits: the receiver shall be the one to say so.
    this.scratch = ByteBuffer.allocate(4 * limits.frameBytes());
    this.bodyWriter = new BodyWriter(scratch);
  }

  /** Returns the length of the largest frame that holds a full batch of the largest entries. */
  public static long largestFrameBytes(Limits limits) {
    long entryBytes = EntryCodec.ENTRY_MIN_BYTES + (long) limits.operationBytes();
    long batch = HEADER_BYTES + 3 * Long.BYTES + Integer.BYTES + limits.batchEntries() * entryBytes;
    long tail =
        HEADER_BYTES
            + 5 * Long.BYTES
            + 2 * Integer.BYTES
            + limits.tailEntries() * (EntryCodec.HEADER_BYTES + entryBytes);
    return Math.max(batch, tail);
  }

  /** Returns the message as a sealed frame. */
  public Frame encode(Message message) {
    scratch.clear();
    scratch.putInt(MAGIC).putShort(VERSION).put((byte) message.kind().code()).put((byte) 0);
    scratch.putInt(0).putInt(cluster).putInt(message.sender()).putInt(0).putLong(0);
    message.accept(bodyWriter);
    int length = scratch.position();
    scratch.putInt(LENGTH_AT, length);
    byte[] frame = new byte[length];
    scratch.flip();
    scratch.get(frame);
    ByteBuffer.wrap(frame).putLong(CHECKSUM_AT, contentHash(frame));
    return new Frame(frame);
  }

  private static long contentHash(byte[] frame) {
    long head = Hash64.of(frame, 0, CHECKSUM_AT, SEED);
    return Hash64.of(frame, HEADER_BYTES, frame.length - HEADER_BYTES, head);
  }

  /** Checks the frame and returns its message, or the first rule that it breaks. */
  public Decoded decode(Frame encoded) {
    byte[] frame = encoded.bytes();
    if (frame.length < HEADER_BYTES) {
      return new Decoded.Rejected(RejectionRule.FRAME_TOO_SHORT);
    }
    ByteBuffer in = ByteBuffer.wrap(frame);
    if (in.getInt() != MAGIC) {
      return new Decoded.Rejected(RejectionRule.FRAME_MAGIC);
    }
    short version = in.getShort();
    int code = in.get() & 0xFF;
    boolean isReservedZero = in.get() == 0;
    int length = in.getInt();
    if (length != frame.length || length > limits.frameBytes()) {
      return new Decoded.Rejected(RejectionRule.FRAME_LENGTH);
    }
    if (encoded.checksum() != contentHash(frame)) {
      return new Decoded.Rejected(RejectionRule.FRAME_CHECKSUM);
    }
    if (version != VERSION) {
      return new Decoded.Rejected(RejectionRule.FRAME_VERSION);
    }
    if (in.getInt() != cluster) {
      return new Decoded.Rejected(RejectionRule.WRONG_CLUSTER);
    }
    int sender = in.getInt();
    isReservedZero &= in.getInt() == 0;
    if (!isReservedZero) {
      return new Decoded.Rejected(RejectionRule.FRAME_RESERVED);
    }
    in.position(HEADER_BYTES);
    Optional<MessageKind> kind = MessageKind.ofCode(code);
    return kind.isPresent()
        ? decodeBody(kind.get(), sender, in)
        : new Decoded.Rejected(RejectionRule.FRAME_KIND);
  }

  private Decoded decodeBody(MessageKind kind, int sender, ByteBuffer in) {
    BodyReader body = new BodyReader(in, limits);
    Message message = read(kind, sender, body);
    Optional<RejectionRule> broken = body.broken();
    return broken.isPresent() ? new Decoded.Rejected(broken.get()) : new Decoded.Accepted(message);
  }

  private static Message read(MessageKind kind, int sender, BodyReader body) {
    return switch (kind) {
      case REQUEST -> new Message.Request(sender, body.number(), body.number(), body.bytes());
      case PREPARE -> prepare(sender, body);
      case PREPARE_OK -> new Message.PrepareOk(sender, body.number(), body.number(), body.number());
      case REPLY ->
          new Message.Reply(sender, body.number(), body.number(), body.number(), body.bytes());
      case COMMIT -> new Message.Commit(sender, body.number(), body.number(), body.number());
      case GET_ENTRIES ->
          new Message.GetEntries(sender, body.number(), body.number(), body.number());
      case ENTRIES -> entries(sender, body);
      case START_VIEW_CHANGE -> new Message.StartViewChange(sender, body.number());
      case DO_VIEW_CHANGE -> doViewChange(sender, body);
      case START_VIEW -> startView(sender, body);
      case GET_VIEW -> new Message.GetView(sender, body.number(), body.number());
      case GET_STATE -> new Message.GetState(sender, body.number(), body.number(), body.number());
      case NEW_STATE -> newState(sender, body);
      case RECOVERY -> new Message.Recovery(sender, body.number(), body.number());
      case RECOVERY_RESPONSE -> recoveryResponse(sender, body);
      case PING -> new Message.Ping(sender, body.number(), body.number(), body.number());
      case PONG ->
          new Message.Pong(sender, body.number(), body.number(), body.number(), body.number());
      case EVICTED -> new Message.Evicted(sender, body.number(), body.number());
    };
  }

  private static Message prepare(int sender, BodyReader body) {
    long view = body.number();
    long commit = body.number();
    return new Message.Prepare(sender, view, body.entries(), commit);
  }

  private static Message entries(int sender, BodyReader body) {
    long view = body.number();
    long commit = body.number();
    long checkpoint = body.number();
    return new Message.Entries(sender, view, body.entries(), commit, checkpoint);
  }

  private static Message doViewChange(int sender, BodyReader body) {
    long view = body.number();
    long lastNormalView = body.number();
    long commit = body.number();
    return new Message.DoViewChange(sender, view, lastNormalView, body.tail(), commit);
  }

  private static Message startView(int sender, BodyReader body) {
    long view = body.number();
    long commit = body.number();
    long nonce = body.number();
    return new Message.StartView(sender, view, body.tail(), commit, nonce);
  }

  private static Message newState(int sender, BodyReader body) {
    long checkpoint = body.number();
    long digest = body.number();
    long size = body.number();
    long offset = body.number();
    long nonce = body.number();
    return new Message.NewState(sender, checkpoint, digest, size, offset, body.bytes(), nonce);
  }

  private static Message recoveryResponse(int sender, BodyReader body) {
    long view = body.number();
    long nonce = body.number();
    long commit = body.number();
    return new Message.RecoveryResponse(sender, view, nonce, body.tail(), commit);
  }
}
