package dev.vopr.vsr.codec;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proofs as bytes, the same behind a frame's body and in the view record. Nothing is allocated on
 * the word of a length; the limits are those of the largest cluster.
 */
public final class ProofCodec {
  /** Most replicas of a cluster, and so most signatures under one claim. */
  public static final int MOST_REPLICAS = 7;

  /** Most views in a row that started and in which nothing was committed. */
  public static final int MOST_STARTS = 8;

  /** Most certificates or claims beside one message. */
  public static final int MOST_CERTIFICATES = 64;

  private static final int MOST_EVIDENCE = 2;

  private static final Claim.Kind[] CLAIMS = Claim.Kind.values();

  private ProofCodec() {}

  /**
   * Returns a proof as bytes of their own, without the message's signature.
   *
   * @param scratch where they are put together; it has room for a frame
   */
  public static Bytes encode(Proof proof, ByteBuffer scratch) {
    scratch.clear();
    write(proof, scratch);
    byte[] bytes = new byte[scratch.position()];
    scratch.flip().get(bytes);
    return Bytes.wrap(bytes);
  }

  /**
   * Returns the proof that {@code bytes} hold, if they hold one; all signatures have one length.
   */
  public static Optional<Proof> decode(Bytes bytes, Limits limits, int signatureBytes) {
    BodyReader in = new BodyReader(bytes.asBuffer(), limits);
    Proof proof = read(in, limits, signatureBytes);
    return in.broken().isEmpty() ? Optional.of(proof) : Optional.empty();
  }

  static void write(Proof proof, ByteBuffer out) {
    writeCertificates(proof.certificates(), out);
    write(proof.view(), out);
    out.putInt(proof.evidence().size());
    for (Evidence evidence : proof.evidence()) {
      out.put((byte) evidence.contradiction().ordinal()).putInt(evidence.accused());
      writeCertificates(evidence.claims(), out);
      writeShown(evidence.shown(), out);
    }
  }

  private static void write(ViewProof view, ByteBuffer out) {
    out.putInt(view.starts().size());
    for (ViewStart start : view.starts()) {
      writeShown(start.shown(), out);
    }
    writeCertificates(view.basis().votes().isEmpty() ? List.of() : List.of(view.basis()), out);
  }

  private static void writeCertificates(List<Certificate> certificates, ByteBuffer out) {
    out.putInt(certificates.size());
    for (Certificate certificate : certificates) {
      Claim claim = certificate.claim();
      out.put((byte) claim.kind().ordinal()).putLong(claim.subject());
      out.putLong(claim.op()).putLong(claim.checksum()).putInt(certificate.votes().size());
      for (Vote vote : certificate.votes()) {
        out.putInt(vote.replica());
        vote.signature().writeTo(out);
      }
    }
  }

  private static void writeShown(List<Shown> all, ByteBuffer out) {
    out.putInt(all.size());
    for (Shown shown : all) {
      DoViewChange message = shown.message();
      LogTail tail = message.tail();
      out.putInt(message.sender()).putLong(message.view()).putLong(message.lastNormalView());
      out.putLong(message.commit()).putLong(tail.base()).putLong(tail.baseChecksum());
      BodyWriter.writeHeaders(tail, out);
      out.putInt(tail.entries().size());
      for (Entry entry : tail.entries()) {
        EntryCodec.write(entry.header(), out);
      }
      shown.signature().writeTo(out);
    }
  }

  static Proof read(BodyReader in, Limits limits, int signatureBytes) {
    List<Certificate> certificates = readCertificates(in, MOST_CERTIFICATES, signatureBytes);
    List<ViewStart> starts = new ArrayList<>();
    for (int left = in.count(MOST_STARTS, Integer.BYTES); left > 0 && in.isIntact(); left--) {
      starts.add(new ViewStart(readShown(in, limits, signatureBytes)));
    }
    List<Certificate> basis = readCertificates(in, 1, signatureBytes);
    ViewProof view = new ViewProof(starts, basis.isEmpty() ? Certificate.NONE : basis.get(0));
    List<Evidence> evidence = new ArrayList<>();
    for (int left = in.count(MOST_EVIDENCE, 1); left > 0 && in.isIntact(); left--) {
      Evidence.Contradiction[] kinds = Evidence.Contradiction.values();
      int kind = Math.floorMod(in.int8(), kinds.length);
      evidence.add(
          new Evidence(
              kinds[kind],
              in.int32(),
              readCertificates(in, 2, signatureBytes),
              readShown(in, limits, signatureBytes)));
    }
    return new Proof(Bytes.EMPTY, certificates, view, evidence);
  }

  private static List<Certificate> readCertificates(BodyReader in, int most, int signatureBytes) {
    int count = in.count(most, 1 + 3 * Long.BYTES);
    if (count == 0) {
      return List.of();
    }
    List<Certificate> certificates = new ArrayList<>(count);
    for (int left = count; left > 0 && in.isIntact(); left--) {
      Claim.Kind kind = CLAIMS[Math.floorMod(in.int8(), CLAIMS.length)];
      Claim claim = new Claim(kind, in.number(), in.number(), in.number());
      int signed = in.count(MOST_REPLICAS, Integer.BYTES);
      List<Vote> votes = new ArrayList<>(signed);
      for (int more = signed; more > 0 && in.isIntact(); more--) {
        votes.add(new Vote(in.int32(), in.raw(signatureBytes)));
      }
      certificates.add(new Certificate(claim, votes));
    }
    return certificates;
  }

  private static List<Shown> readShown(BodyReader in, Limits limits, int signatureBytes) {
    List<Shown> all = new ArrayList<>();
    for (int left = in.count(MOST_REPLICAS, Integer.BYTES); left > 0 && in.isIntact(); left--) {
      int author = in.int32();
      long view = in.number();
      long lastNormalView = in.number();
      long commit = in.number();
      long base = in.number();
      long baseChecksum = in.number();
      BodyReader.Headers headers = in.headers();
      List<Entry> present = new ArrayList<>();
      for (Header header : readHeaders(in, limits)) {
        present.add(Shown.hollow(header));
      }
      LogTail tail = new LogTail(base, baseChecksum, headers.headers(), present, headers.nacks());
      DoViewChange message = new DoViewChange(author, view, lastNormalView, tail, commit);
      all.add(new Shown(message, in.raw(signatureBytes)));
    }
    return all;
  }

  private static List<Header> readHeaders(BodyReader in, Limits limits) {
    List<Header> headers = new ArrayList<>();
    int count = in.count(limits.tailEntries(), EntryCodec.HEADER_BYTES);
    for (int left = count; left > 0 && in.isIntact(); left--) {
      headers.add(in.header());
    }
    return headers;
  }
}
