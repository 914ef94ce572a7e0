package dev.vopr.byzantine;

import dev.vopr.byzantine.ConflictingLogTail.EntryPart;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Notary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes forged log tails whose checksums and chain are in order. */
final class ForgedEntries {
  private ForgedEntries() {}

  /** Changes the last entries, and chains each of them but the first to the changed one before. */
  static List<Entry> replaceLast(List<Entry> entries, int last, UnaryOperator<Entry> change) {
    int first = Math.max(0, entries.size() - last);
    List<Entry> forged = new ArrayList<>(entries.subList(0, first));
    for (int i = first; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      long parent = i == first ? entry.parent() : forged.get(i - 1).checksum();
      forged.add(withParent(change.apply(entry), parent));
    }
    return forged;
  }

  /**
   * Changes entries, and chains each that names the one before as its parent to what became of that
   * one; nothing is sealed again that need not be.
   */
  static List<Entry> chained(List<Entry> entries, UnaryOperator<Entry> change) {
    List<Entry> forged = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      Entry changed = change.apply(entry);
      boolean isChained = i > 0 && entry.parent() == entries.get(i - 1).checksum();
      boolean isParentKept = changed.parent() == entry.parent();
      long parent = isChained && isParentKept ? forged.get(i - 1).checksum() : changed.parent();
      forged.add(parent == changed.parent() ? changed : withParent(changed, parent));
    }
    return forged;
  }

  /** Returns a well-formed entry that follows another one. */
  static Entry successor(Entry last) {
    return Entry.sealed(
        last.view(),
        Saturating.add(last.op(), 1),
        last.checksum(),
        last.client(),
        last.session(),
        Saturating.add(last.request(), 1),
        last.operation(),
        Saturating.add(last.timestamp(), 1),
        last.clientSignature());
  }

  /** Returns a well-formed entry for the same place in the log that is another in {@code parts}. */
  static Entry conflicting(Entry entry, Set<EntryPart> parts) {
    return Entry.sealed(
        entry.view(),
        entry.op(),
        entry.parent(),
        parts.contains(EntryPart.CLIENT) ? entry.client() ^ 1 : entry.client(),
        entry.session(),
        parts.contains(EntryPart.REQUEST) ? Saturating.add(entry.request(), 1) : entry.request(),
        parts.contains(EntryPart.OPERATION) ? changed(entry.operation()) : entry.operation(),
        parts.contains(EntryPart.TIMESTAMP)
            ? Saturating.add(entry.timestamp(), 1)
            : entry.timestamp(),
        entry.clientSignature());
  }

  /** Operations end with a key or a value, so that this one most likely decodes too. */
  private static Bytes changed(Bytes operation) {
    if (operation.length() == 0) {
      return Bytes.of("x");
    }
    byte[] content = operation.toArray();
    content[content.length - 1] ^= 1;
    return Bytes.copyOf(content);
  }

  /** Returns the entry with another operation, sealed; the client's signature stays with it. */
  static Entry withOperation(Entry entry, Bytes operation) {
    return Entry.sealed(
        entry.view(),
        entry.op(),
        entry.parent(),
        entry.client(),
        entry.session(),
        entry.request(),
        operation,
        entry.timestamp(),
        entry.clientSignature());
  }

  /** Returns so many bytes that follow from {@code bits}, and begin like no command. */
  static Bytes garbage(int length, long bits) {
    byte[] bytes = new byte[length];
    long state = bits;
    for (int i = 0; i < length; i++) {
      state = SimRng.mix(state + i);
      bytes[i] = i == 0 ? (byte) 0xFF : (byte) state;
    }
    return Bytes.copyOf(bytes);
  }

  private static Entry withParent(Entry entry, long parent) {
    return Entry.sealed(
        entry.view(),
        entry.op(),
        parent,
        entry.client(),
        entry.session(),
        entry.request(),
        entry.operation(),
        entry.timestamp(),
        entry.clientSignature());
  }

  /**
   * Signs forged entries as the liar. That is worth something if it was the primary of their view,
   * and nothing else, for it has no other key. The client's signature stays: it still fits if only
   * the timestamp or the place in the log was changed.
   */
  static List<Entry> signed(List<Entry> entries, Notary notary) {
    List<Entry> signed = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      boolean isForged = entry.primarySignature().length() == 0;
      signed.add(isForged ? entry.signed(notary.sign(Claim.proposed(entry))) : entry);
    }
    return signed;
  }
}
