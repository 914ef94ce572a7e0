package dev.vopr.byzantine;

import dev.vopr.byzantine.ChangeList.Change;
import dev.vopr.byzantine.ChangeList.ListField;
import dev.vopr.byzantine.ConflictingLogTail.EntryPart;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Changes lists in one place each. */
final class ListLies {
  private static final List<ListField> LISTS = List.of(ListField.values());
  private static final List<Change> CHANGES = List.of(Change.values());

  /** A message and what goes with it. */
  record Told(Message message, Proof proof) {}

  /** A lie, and what it is called. */
  record Changed(Told told, String what) {}

  private final long bits;

  private ListLies(long bits) {
    this.bits = bits;
  }

  /**
   * Returns what becomes of a message by one of the changes of one of the lists, if any is
   * possible.
   *
   * @param bits which list, which change and which place
   */
  static Optional<Changed> apply(ChangeList wanted, Told honest, long bits) {
    ListLies lies = new ListLies(SimRng.mix(bits + 1));
    int firstList = (int) SimRng.scale(bits, LISTS.size());
    int firstChange = (int) SimRng.scale(SimRng.mix(bits + 2), CHANGES.size());
    for (int i = 0; i < LISTS.size() * CHANGES.size(); i++) {
      ListField list = LISTS.get((firstList + i / CHANGES.size()) % LISTS.size());
      Change change = CHANGES.get((firstChange + i) % CHANGES.size());
      if (wanted.lists().contains(list) && wanted.changes().contains(change)) {
        Told told = lies.told(honest, list, change);
        if (!told.equals(honest)) {
          return Optional.of(new Changed(told, list + ": " + change));
        }
      }
    }
    return Optional.empty();
  }

  private Told told(Told honest, ListField list, Change change) {
    return switch (list) {
      case ENTRIES -> with(honest, new LogTailRewriter(all -> entries(all, change)));
      case HEADERS -> with(honest, LogTailRewriter.ofTails(tail -> headers(tail, change)));
      case NACKS -> with(honest, LogTailRewriter.ofTails(tail -> nacks(tail, change)));
      case BYTES -> with(honest, new BytesRewriter(bytes -> bytes(bytes, change)));
      case CERTIFICATES -> {
        Proof proof = honest.proof();
        List<Certificate> all =
            changed(proof.certificates(), change, ListLies::next, ListLies::other);
        yield new Told(
            honest.message(), new Proof(proof.signature(), all, proof.view(), proof.evidence()));
      }
      case STARTS -> {
        Proof proof = honest.proof();
        ViewProof view = proof.view();
        List<ViewStart> all =
            changed(view.starts(), change, UnaryOperator.identity(), ListLies::withoutOne);
        yield new Told(
            honest.message(),
            new Proof(
                proof.signature(),
                proof.certificates(),
                new ViewProof(all, view.basis()),
                proof.evidence()));
      }
    };
  }

  private static Told with(Told honest, Message.Visitor<Message> rewriter) {
    return new Told(honest.message().accept(rewriter), honest.proof());
  }

  private List<Entry> entries(List<Entry> entries, Change change) {
    if (change != Change.CONFLICT || entries.isEmpty()) {
      return changed(entries, change, ForgedEntries::successor, UnaryOperator.identity());
    }
    Entry replaced = entries.get(place(entries.size()));
    EnumSet<EntryPart> part = EnumSet.of(EntryPart.OPERATION);
    return ForgedEntries.chained(
        entries,
        entry -> entry.op() == replaced.op() ? ForgedEntries.conflicting(entry, part) : entry);
  }

  private LogTail headers(LogTail tail, Change change) {
    List<Header> headers =
        changed(
            tail.headers(),
            change,
            last -> Header.named(last, last.checksum() ^ 1),
            it -> new Header(it.view(), it.op(), it.parent(), it.checksum() ^ 1));
    return new LogTail(tail.base(), tail.baseChecksum(), headers, tail.entries(), tail.nacks());
  }

  private LogTail nacks(LogTail tail, Change change) {
    return switch (change) {
      case TRUNCATE, REORDER ->
          new LogTail(
              tail.base(),
              tail.baseChecksum(),
              tail.headers(),
              tail.entries(),
              changed(tail.nacks(), change, UnaryOperator.identity(), UnaryOperator.identity()));
      case EXTEND -> denied(tail, false);
      case CONFLICT -> denied(tail, true);
    };
  }

  /** Says of one entry that is present that it never was. */
  private LogTail denied(LogTail tail, boolean isShown) {
    if (tail.entries().isEmpty()) {
      return tail;
    }
    Entry denied = tail.entries().get(place(tail.entries().size()));
    List<Entry> shown = new ArrayList<>(tail.entries());
    if (!isShown) {
      shown.remove(denied);
    }
    Set<Long> nacks = new TreeSet<>(tail.nacks());
    nacks.add(denied.op());
    return new LogTail(tail.base(), tail.baseChecksum(), tail.headers(), shown, List.copyOf(nacks));
  }

  private Bytes bytes(Bytes bytes, Change change) {
    List<Byte> all = new ArrayList<>();
    for (byte each : bytes.toArray()) {
      all.add(each);
    }
    List<Byte> forged = changed(all, change, last -> last, each -> (byte) (each ^ 1));
    byte[] content = new byte[forged.size()];
    for (int i = 0; i < content.length; i++) {
      content[i] = forged.get(i);
    }
    return Bytes.copyOf(content);
  }

  /** Says one op-number more with the same signatures. */
  private static Certificate next(Certificate last) {
    Claim claim = last.claim();
    return new Certificate(
        new Claim(claim.kind(), claim.subject(), Saturating.add(claim.op(), 1), claim.checksum()),
        last.votes());
  }

  /** Says another checksum with the same signatures. */
  private static Certificate other(Certificate certificate) {
    Claim claim = certificate.claim();
    return new Certificate(
        new Claim(claim.kind(), claim.subject(), claim.op(), claim.checksum() ^ 1),
        certificate.votes());
  }

  private static ViewStart withoutOne(ViewStart start) {
    int size = start.shown().size();
    return new ViewStart(start.shown().subList(0, Math.max(0, size - 1)));
  }

  private <T> List<T> changed(
      List<T> list, Change change, UnaryOperator<T> successor, UnaryOperator<T> other) {
    if (list.isEmpty()) {
      return list;
    }
    List<T> forged = new ArrayList<>(list);
    int last = list.size() - 1;
    switch (change) {
      case TRUNCATE -> forged.remove(last);
      case EXTEND -> forged.add(successor.apply(list.get(last)));
      case REORDER -> {
        int at = last == 0 ? 0 : place(last);
        T moved = forged.remove(at);
        forged.add(Math.min(last, at + 1), moved);
      }
      case CONFLICT -> {
        int at = place(list.size());
        forged.set(at, other.apply(list.get(at)));
      }
    }
    return forged;
  }

  private int place(int places) {
    return (int) SimRng.scale(bits, places);
  }
}
