package dev.vopr.byzantine;

import dev.vopr.net.Packet;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The latest frames that were sent, as their senders made them: from here liars take values of
 * other messages, and messages to be sent again. It holds a bounded number of each kind.
 */
final class FrameStore {
  /** Frames of one kind that are kept, of everybody, and of and for each liar. */
  static final int PER_KIND = 32;

  /** Frames that are looked through for one value: some fields hardly ever change. */
  private static final int MOST_LOOKED_AT = 64;

  /** A frame, and whom it was for. */
  private record Kept(Frame frame, int to) {}

  /** The latest frames, the newest in the place of the oldest. */
  private static final class Ring {
    private final List<Kept> kept = new ArrayList<>();
    private int next;

    void add(Kept frame) {
      if (kept.size() < PER_KIND) {
        kept.add(frame);
      } else {
        kept.set(next, frame);
      }
      next = (next + 1) % PER_KIND;
    }

    boolean isLast(Frame frame) {
      return !kept.isEmpty() && kept.get((next + PER_KIND - 1) % PER_KIND).frame() == frame;
    }
  }

  private final MessageCodec codec;
  private final List<Integer> liars;
  private final Map<Integer, Ring> ofAll = new LinkedHashMap<>();
  private final Map<Long, Ring> ofLiars = new LinkedHashMap<>();
  private final Map<Long, Ring> forLiars = new LinkedHashMap<>();

  FrameStore(MessageCodec codec, List<Integer> liars) {
    this.codec = codec;
    this.liars = liars;
  }

  /** Keeps what is sent. */
  void record(Packet packet) {
    int kind = packet.frame().kindCode();
    Kept sent = new Kept(packet.frame(), packet.to());
    Ring all = ofAll.computeIfAbsent(kind, code -> new Ring());
    if (!all.isLast(packet.frame())) {
      all.add(sent);
    }
    if (liars.contains(packet.from())) {
      ofLiars.computeIfAbsent(key(packet.from(), kind), key -> new Ring()).add(sent);
    }
    if (liars.contains(packet.to())) {
      forLiars.computeIfAbsent(key(packet.to(), kind), key -> new Ring()).add(sent);
    }
  }

  private static long key(int node, int kind) {
    return ((long) node << Integer.SIZE) | kind;
  }

  /**
   * Returns a value of a field that is not {@code current}, from messages of the same kind if one
   * of them has another, else from those of other kinds.
   */
  OptionalLong otherValue(MessageKind kind, NumberField field, long current, long bits) {
    List<Integer> kinds = new ArrayList<>(List.of(kind.code()));
    for (MessageKind other : MessageKind.values()) {
      if (other != kind) {
        kinds.add(other.code());
      }
    }
    int looked = 0;
    for (int code : kinds) {
      List<Kept> kept = ofAll.containsKey(code) ? ofAll.get(code).kept : List.of();
      for (int i = 0; i < kept.size() && looked < MOST_LOOKED_AT; i++) {
        int first = (int) SimRng.scale(bits, kept.size());
        OptionalLong found = otherIn(kept.get((first + i) % kept.size()).frame(), field, current);
        if (found.isPresent()) {
          return found;
        }
        looked++;
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong otherIn(Frame frame, NumberField field, long current) {
    // Clients send what does not decode, too.
    if (!(codec.decode(frame) instanceof Decoded.Accepted accepted)) {
      return OptionalLong.empty();
    }
    NumberSlots slots = NumberSlots.of(accepted.message());
    return slots.places(field).stream()
        .mapToLong(slots::value)
        .filter(value -> value != current)
        .findFirst();
  }

  /**
   * Returns an older frame of the packet's kind that differs from it, if there is one.
   *
   * @param bits which of them
   */
  Optional<Frame> older(Packet packet, Replay replay, long bits) {
    Map<Long, Ring> rings =
        switch (replay.of()) {
          case OWN -> ofLiars;
          case HEARD -> forLiars;
        };
    Ring ring = rings.get(key(packet.from(), packet.frame().kindCode()));
    if (ring == null) {
      return Optional.empty();
    }
    boolean isAnyReceiver = replay.recordedFor() == Replay.Receiver.ANY;
    List<Frame> fit = new ArrayList<>();
    for (Kept kept : ring.kept) {
      boolean isForHim =
          isAnyReceiver || replay.of() == Replay.Source.HEARD || kept.to() == packet.to();
      if (isForHim && kept.frame().checksum() != packet.frame().checksum()) {
        fit.add(kept.frame());
      }
    }
    return fit.isEmpty()
        ? Optional.empty()
        : Optional.of(fit.get((int) SimRng.scale(bits, fit.size())));
  }
}
