package dev.vopr.cluster;

import dev.vopr.fault.Decision;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.sign.Signer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the bad requests of one client; the detail of a decision says which and to whom.
 *
 * <p>None takes effect unless its client has asked for it, at any level of hardening: what is
 * refused by rule at the higher levels names at the lower ones no session that there is. A forged
 * registration may end a session of the other client at {@code plain}, which is no more than a
 * crash of that client would do.
 */
final class BadRequests {
  private static final int KINDS = BadRequest.values().length;

  /** Bytes of two numbers, before an operation's length: what is shorter is no request. */
  private static final int MOST_GARBAGE = 2 * Long.BYTES;

  private final int node;
  private final int clients;
  private final int replicas;
  private final int operationBytes;
  private final MessageCodec codec;
  private final Signer signer;

  /** A frame and its receiver. */
  record Sending(int to, Frame frame) {}

  /**
   * Creates the maker of bad requests of the client {@code node}.
   *
   * @param clients number of clients
   * @param replicas number of replicas that clients ask
   * @param operationBytes length of the longest operation that is allowed
   * @param signer the client's own
   */
  BadRequests(
      int node, int clients, int replicas, int operationBytes, MessageCodec codec, Signer signer) {
    this.node = node;
    this.clients = clients;
    this.replicas = replicas;
    this.operationBytes = operationBytes;
    this.codec = codec;
    this.signer = signer;
  }

  static BadRequest kind(Decision decision) {
    return BadRequest.values()[(int) SimRng.scale(decision.detail(), KINDS)];
  }

  /** Returns an operation that no service of this project knows. */
  static Bytes unknownOperation(Decision decision) {
    return Bytes.of("?" + Long.toHexString(SimRng.mix(decision.detail())));
  }

  /**
   * Returns what is sent besides the true request.
   *
   * @param session the client's session, or 0 while it has none
   * @param request the number of its last request
   * @param own what it rightly sends
   */
  List<Sending> sendings(Decision decision, long session, long request, List<Output.Send> own) {
    long bits = SimRng.mix(decision.detail());
    int to = (int) SimRng.scale(SimRng.mix(bits), replicas);
    return switch (kind(decision)) {
      case GARBAGE -> one(to, codec.encodeBody(MessageKind.REQUEST, node, garbage(bits)));
      case OVERSIZED -> {
        Bytes operation = Bytes.wrap(new byte[operationBytes + 1]);
        yield one(to, encoded(new Message.Request(node, session, request, operation)));
      }
      case IMPOSSIBLE_NUMBER -> one(to, encoded(impossible(bits, session)));
      case FOREIGN_SENDER -> one(to, encoded(forged(bits)));
      case REPLICA_MESSAGE -> one(to, encoded(new Message.Commit(node, bits >>> 32, 0, 0)));
      case BACKUPS_ONLY -> toBackups(own);
      case UNKNOWN_OPERATION -> List.of();
    };
  }

  private Frame encoded(Message message) {
    return codec.encode(message, Proof.NONE, signer);
  }

  private static List<Sending> one(int to, Frame frame) {
    return List.of(new Sending(to, frame));
  }

  private static Bytes garbage(long bits) {
    byte[] garbage = new byte[1 + (int) SimRng.scale(bits, MOST_GARBAGE)];
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = (byte) SimRng.mix(bits + i);
    }
    return Bytes.wrap(garbage);
  }

  /** Neither a registration, which has two zeros, nor two numbers from 1. */
  private Message impossible(long bits, long session) {
    Bytes operation = Bytes.of(Long.toHexString(bits));
    long someSession = Math.max(1, session);
    long some = 1 + (bits >>> 33);
    return switch ((int) (bits & 3)) {
      case 0 -> new Message.Request(node, 0, some, operation);
      case 1 -> new Message.Request(node, someSession, 0, operation);
      case 2 -> new Message.Request(node, someSession, -some, operation);
      default -> new Message.Request(node, -some, some, operation);
    };
  }

  /** The next client; if there is no other, one that does not exist. */
  private Message forged(long bits) {
    int other = Nodes.client((node - Nodes.FIRST_CLIENT + 1) % Math.max(2, clients));
    return new Message.Request(other, 0, 0, Bytes.of(Long.toHexString(bits)));
  }

  private List<Sending> toBackups(List<Output.Send> own) {
    Output.Send first = own.get(0);
    Frame frame = codec.encode(first.message(), first.proof(), signer);
    List<Sending> sendings = new ArrayList<>(replicas);
    for (int replica = 0; replica < replicas; replica++) {
      if (replica != first.to()) {
        sendings.add(new Sending(replica, frame));
      }
    }
    return sendings;
  }
}
