package dev.vopr.vsr.codec;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.sign.Signer;
import dev.vopr.vsr.sign.Verifier;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Messages as bytes, and back.
 *
 * <p>A frame is a header of 32 bytes and a body, all numbers big-endian:
 *
 * <pre>
 *  0 magic "VSR1"   4 version (2)   6 kind (1)   7 zero (1)
 *  8 length of the frame (4)       12 cluster (4)
 * 16 sender (4)     20 seal (4)    24 checksum over all but itself (8)   32 body   then the seal
 * </pre>
 *
 * <p>The seal is there at level {@code signed} only, and its length is 0 else: a {@link Proof}, and
 * the sender's signature of kind, cluster, sender and body.
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
  private static final int SEAL_AT = 20;
  static final int CHECKSUM_AT = 24;
  private static final long SEED = 0x6672616D65L;

  /** Those of a few broadcasts; a power of two, within what the smallest replica may keep. */
  private static final int READ_FRAMES = 16;

  private final int cluster;
  private final Limits limits;
  private final Verifier verifier;
  private final ByteBuffer scratch;
  private final BodyWriter bodyWriter;

  /** Frames that were read lately, by their checksums, and what they hold; null where none was. */
  private final Frame[] read = new Frame[READ_FRAMES];

  private final Decoded[] decoded = new Decoded[READ_FRAMES];

  /** Creates a codec for one cluster; frames of another one are rejected. */
  public MessageCodec(int cluster, Limits limits) {
    this(cluster, limits, Verifier.NONE);
  }

  /** Creates a codec whose frames are signed, if {@code verifier} knows of signatures. */
  public MessageCodec(int cluster, Limits limits, Verifier verifier) {
    this.verifier = verifier;
    this.cluster = cluster;
    this.limits = limits;
    // A liar's frame may exceed the limits: the receiver shall be the one to say so.
    this.scratch = ByteBuffer.allocate(4 * limits.frameBytes());
    this.bodyWriter = new BodyWriter(scratch);
  }

  /** Creates a codec that reads signed frames and believes every signature: for those who look. */
  public static MessageCodec believing(int cluster, Limits limits, int signatureBytes) {
    return new MessageCodec(cluster, limits, Verifier.believing(signatureBytes));
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

  /**
   * Returns how much longer signatures and proofs of a cluster of that size make a frame at most.
   */
  public static long largestProofBytes(Limits limits, int signatureBytes, int replicas) {
    long headers = 2L * limits.tailEntries() * EntryCodec.HEADER_BYTES;
    long shown = headers + 6 * Long.BYTES + 3 * Integer.BYTES + signatureBytes;
    long certificate = 1 + 3 * Long.BYTES + Integer.BYTES + replicas * (4L + signatureBytes);
    long proof =
        (ProofCodec.MOST_STARTS + 2L) * replicas * shown
            + ProofCodec.MOST_CERTIFICATES * certificate;
    long signatures = 2L * limits.tailEntries() * signatureBytes;
    return signatures + proof + signatureBytes;
  }

  /** Returns the cluster whose frames these are. */
  public int cluster() {
    return cluster;
  }

  /** Returns whether frames are signed. */
  public boolean isSigned() {
    return verifier.signatureBytes() > 0;
  }

  /** Returns the message as a sealed frame, which nobody has signed. */
  public Frame encode(Message message) {
    return encode(message, Proof.NONE, Signer.NONE);
  }

  /** Returns the message as a sealed frame; {@code signer} is its sender's. */
  public Frame encode(Message message, Proof proof, Signer signer) {
    begin(message.kind(), message.sender());
    message.accept(bodyWriter);
    if (isSigned()) {
      seal(message, proof, signer);
    }
    return sealed();
  }

  /** Returns a frame with any body and no signature, as no correct node makes it. */
  public Frame encodeBody(MessageKind kind, int sender, Bytes body) {
    begin(kind, sender);
    body.writeTo(scratch);
    return sealed();
  }

  private void begin(MessageKind kind, int sender) {
    scratch.clear();
    scratch.putInt(MAGIC).putShort(VERSION).put((byte) kind.code()).put((byte) 0);
    scratch.putInt(0).putInt(cluster).putInt(sender).putInt(0).putLong(0);
  }

  private Frame sealed() {
    int length = scratch.position();
    scratch.putInt(LENGTH_AT, length);
    scratch.putLong(CHECKSUM_AT, contentHash(scratch.array(), length));
    return Frame.intact(Arrays.copyOf(scratch.array(), length));
  }

  private void seal(Message message, Proof proof, Signer signer) {
    int bodyEnd = scratch.position();
    ProofCodec.write(proof, scratch);
    signer.sign(statement(message, scratch.array(), bodyEnd)).writeTo(scratch);
    scratch.putInt(SEAL_AT, scratch.position() - bodyEnd);
  }

  /** Returns what the sender signs of a frame whose body ends at {@code bodyEnd}. */
  private byte[] statement(Message message, byte[] frame, int bodyEnd) {
    int code = message.kind().code();
    // A DoViewChange can be verified without the content of its entries.
    if (message instanceof Message.DoViewChange shown) {
      return Notary.frame(code, cluster, message.sender(), Shown.content(shown));
    }
    return Notary.frame(
        code, cluster, message.sender(), frame, HEADER_BYTES, bodyEnd - HEADER_BYTES);
  }

  /**
   * Returns bytes that begin like a frame as one that declares a length, true or not, with the
   * checksum that fits: for whoever lies.
   */
  public static Frame resealed(byte[] bytes, int length) {
    byte[] frame = bytes.clone();
    ByteBuffer.wrap(frame).putInt(LENGTH_AT, length);
    ByteBuffer.wrap(frame).putLong(CHECKSUM_AT, contentHash(frame, frame.length));
    return Frame.intact(frame);
  }

  /**
   * Returns a frame with another body, the same proof, and a signature and a checksum that fit: for
   * whoever lies.
   *
   * @param message what the frame says, by which a DoViewChange is signed
   * @param signer the liar's own
   */
  public Frame withBody(
      Frame honest, Message message, UnaryOperator<byte[]> change, Signer signer) {
    byte[] frame = honest.bytes();
    int bodyEnd = frame.length - ByteBuffer.wrap(frame).getInt(SEAL_AT);
    byte[] body = change.apply(Arrays.copyOfRange(frame, HEADER_BYTES, bodyEnd));
    byte[] changed = Arrays.copyOf(frame, HEADER_BYTES + body.length + frame.length - bodyEnd);
    System.arraycopy(body, 0, changed, HEADER_BYTES, body.length);
    System.arraycopy(frame, bodyEnd, changed, HEADER_BYTES + body.length, frame.length - bodyEnd);
    if (isSigned()) {
      byte[] statement = statement(message, changed, HEADER_BYTES + body.length);
      byte[] signature = signer.sign(statement).toArray();
      System.arraycopy(signature, 0, changed, changed.length - signature.length, signature.length);
    }
    return resealed(changed, changed.length);
  }

  /**
   * Returns where a frame says how many entries, headers or bytes follow, the first of such
   * numbers; 0 for kinds of messages that have none.
   */
  public static int countAt(MessageKind kind) {
    int numbers =
        switch (kind) {
          case PREPARE, REQUEST -> 2;
          case ENTRIES, REPLY -> 3;
          case DO_VIEW_CHANGE, START_VIEW, RECOVERY_RESPONSE, NEW_STATE -> 5;
          case PREPARE_OK,
              COMMIT,
              GET_ENTRIES,
              START_VIEW_CHANGE,
              GET_VIEW,
              GET_STATE,
              RECOVERY,
              PING,
              PONG,
              EVICTED ->
              -HEADER_BYTES / Long.BYTES;
        };
    return HEADER_BYTES + numbers * Long.BYTES;
  }

  private static long contentHash(byte[] frame, int length) {
    long head = Hash64.of(frame, 0, CHECKSUM_AT, SEED);
    return Hash64.of(frame, HEADER_BYTES, length - HEADER_BYTES, head);
  }

  /** Checks the frame and returns its message, or the first rule that it breaks. */
  public Decoded decode(Frame encoded) {
    // A broadcast goes to all, and who looks on reads what they read. Frames never change.
    int place = (int) encoded.checksum() & (READ_FRAMES - 1);
    if (read[place] != encoded) {
      decoded[place] = read(encoded);
      read[place] = encoded;
    }
    return decoded[place];
  }

  private Decoded read(Frame encoded) {
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
    if (!encoded.isIntact() && encoded.checksum() != contentHash(frame, frame.length)) {
      return new Decoded.Rejected(RejectionRule.FRAME_CHECKSUM);
    }
    if (version != VERSION) {
      return new Decoded.Rejected(RejectionRule.FRAME_VERSION);
    }
    if (in.getInt() != cluster) {
      return new Decoded.Rejected(RejectionRule.WRONG_CLUSTER);
    }
    int sender = in.getInt();
    int seal = in.getInt();
    isReservedZero &= isSigned() || seal == 0;
    if (!isReservedZero) {
      return new Decoded.Rejected(RejectionRule.FRAME_RESERVED);
    }
    Optional<MessageKind> kind = MessageKind.ofCode(code);
    if (kind.isEmpty()) {
      return new Decoded.Rejected(RejectionRule.FRAME_KIND);
    }
    if (isSigned()) {
      return decodeSigned(encoded, kind.get(), sender, seal);
    }
    in.position(HEADER_BYTES);
    return decodeBody(kind.get(), sender, in);
  }

  private Decoded decodeSigned(Frame encoded, MessageKind kind, int sender, int seal) {
    byte[] frame = encoded.bytes();
    int signatureBytes = verifier.signatureBytes();
    if (seal < signatureBytes || seal > frame.length - HEADER_BYTES) {
      return new Decoded.Rejected(RejectionRule.FRAME_SIGNATURE);
    }
    int bodyEnd = frame.length - seal;
    ByteBuffer in = ByteBuffer.wrap(frame, HEADER_BYTES, bodyEnd - HEADER_BYTES);
    Decoded decoded = decodeBody(kind, sender, in);
    if (!(decoded instanceof Decoded.Accepted accepted)) {
      return decoded;
    }
    int signatureAt = frame.length - signatureBytes;
    Bytes signature = Bytes.wrap(Arrays.copyOfRange(frame, signatureAt, frame.length));
    if (!encoded.isVerified()) {
      byte[] statement = statement(accepted.message(), frame, bodyEnd);
      if (!verifier.isSigned(sender, statement, signature)) {
        return new Decoded.Rejected(RejectionRule.FRAME_SIGNATURE);
      }
      encoded.setVerified();
    }
    BodyReader beside =
        new BodyReader(ByteBuffer.wrap(frame, bodyEnd, signatureAt - bodyEnd), limits);
    Proof proof = ProofCodec.read(beside, limits, signatureBytes);
    return beside.broken().isPresent()
        ? new Decoded.Rejected(beside.broken().get())
        : new Decoded.Accepted(accepted.message(), proof.signed(signature));
  }

  private Decoded decodeBody(MessageKind kind, int sender, ByteBuffer in) {
    BodyReader body = new BodyReader(in, limits, verifier.signatureBytes());
    Message message = read(kind, sender, body);
    Optional<RejectionRule> broken = body.broken();
    return broken.isPresent() ? new Decoded.Rejected(broken.get()) : new Decoded.Accepted(message);
  }

  private static Message read(MessageKind kind, int sender, BodyReader body) {
    return switch (kind) {
      case REQUEST -> request(sender, body);
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

  private static Message request(int sender, BodyReader body) {
    long session = body.number();
    long request = body.number();
    int lengths = body.int32();
    Bytes operation = body.bytes(body.operationLength(lengths));
    Bytes signature = body.signature(lengths >>> EntryCodec.SIGNATURE_SHIFT);
    return new Message.Request(sender, session, request, operation, signature);
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
