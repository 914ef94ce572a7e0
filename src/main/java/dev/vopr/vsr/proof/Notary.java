package dev.vopr.vsr.proof;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.sign.Signer;
import dev.vopr.vsr.sign.Verifier;
import java.nio.ByteBuffer;

/**
 * How one node signs statements, and verifies those of others. A statement begins with what it is,
 * the cluster and its author, so that no signature is good for anything else.
 *
 * @param cluster number of the cluster
 * @param node the node that signs
 * @param signer signs as that node
 * @param verifier verifies all nodes' signatures
 */
public record Notary(int cluster, int node, Signer signer, Verifier verifier) {
  /** Signs nothing, for clusters below {@code signed}. */
  public static final Notary NONE = new Notary(0, 0, Signer.NONE, Verifier.NONE);

  private static final int TAG_REQUEST = 101;
  private static final int PREFIX = 1 + 2 * Integer.BYTES;

  /** Returns the statement that a frame makes: its kind, cluster, sender and content. */
  public static byte[] frame(int kindCode, int cluster, int sender, byte[] content) {
    return frame(kindCode, cluster, sender, content, 0, content.length);
  }

  /** As above, where the content is {@code length} bytes of {@code bytes} from {@code offset}. */
  public static byte[] frame(
      int kindCode, int cluster, int sender, byte[] bytes, int offset, int length) {
    return begin(length, kindCode, cluster, sender).put(bytes, offset, length).array();
  }

  /** Returns a message's signature, over {@code content} in the form of {@link #frame}. */
  public Bytes signFrame(MessageKind kind, byte[] content) {
    return signer.sign(frame(kind.code(), cluster, node, content));
  }

  /** Returns whether {@code sender} signed a message of that kind and content. */
  public boolean isFrame(MessageKind kind, int sender, byte[] content, Bytes signature) {
    return verifier.isSigned(sender, frame(kind.code(), cluster, sender, content), signature);
  }

  /** Returns this node's signature of a claim. */
  public Bytes sign(Claim claim) {
    return signer.sign(statement(claim, node));
  }

  /** Returns whether {@code author} signed the claim. */
  public boolean isSigned(Claim claim, int author, Bytes signature) {
    return verifier.isSigned(author, statement(claim, author), signature);
  }

  private byte[] statement(Claim claim, int author) {
    return begin(3 * Long.BYTES, claim.kind().tag(), cluster, author)
        .putLong(claim.subject())
        .putLong(claim.op())
        .putLong(claim.checksum())
        .array();
  }

  /** Returns the request with the signature of its client, who is this node. */
  public Message.Request sign(Message.Request request) {
    return request.signed(
        signer.sign(
            request(request.sender(), request.session(), request.request(), request.operation())));
  }

  /** Returns whether the request is really its client's. */
  public boolean isSigned(Message.Request request) {
    return verifier.isSigned(
        request.sender(),
        request(request.sender(), request.session(), request.request(), request.operation()),
        request.signature());
  }

  /** Returns whether what the entry holds was really asked for by its client. */
  public boolean isAskedFor(Entry entry) {
    return verifier.isSigned(
        entry.client(),
        request(entry.client(), entry.session(), entry.request(), entry.operation()),
        entry.clientSignature());
  }

  private byte[] request(int client, long session, long number, Bytes operation) {
    byte[] content = new byte[2 * Long.BYTES + operation.length()];
    ByteBuffer out = ByteBuffer.wrap(content).putLong(session).putLong(number);
    operation.writeTo(out);
    return frame(TAG_REQUEST, cluster, client, content);
  }

  private static ByteBuffer begin(int length, int tag, int cluster, int author) {
    return ByteBuffer.allocate(PREFIX + length).put((byte) tag).putInt(cluster).putInt(author);
  }
}
