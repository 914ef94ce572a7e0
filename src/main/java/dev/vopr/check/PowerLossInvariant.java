package dev.vopr.check;

import dev.vopr.vsr.Recollection;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A replica could lose power at any moment and would still know what it has promised: its view, and
 * the entry that it acknowledged last, with the log of the view in which it did. Its disk is read
 * as after a crash, behind each stage of a write, and when something is acknowledged; so the crash
 * need not come at that moment for the bug to show.
 *
 * <p>The disk is taken at its word, as the replica takes it. Where it showed damage when it was
 * opened, the replica may well find itself in doubt again, and only what it would be certain of is
 * compared.
 */
public final class PowerLossInvariant implements Invariant, SendInvariant {
  private static final long NEVER = -1;

  /**
   * A view record of another view is looked at, and so is the first acknowledgement after it; of
   * all others, which at level signed come with each write, one in so many.
   */
  private static final int SAMPLE = 64;

  private final ReplicaSettings settings;
  private final DiskImage[] disks;
  private final long[] view;
  private final long[] op;
  private final long[] checksum;
  private final int[] acks;
  private final int[] writes;
  private final ViewRecord[] records;
  private final boolean[] isRecordNew;

  /** Whether the disk showed all that it should when it was opened. */
  private final boolean[] wasWhole;

  PowerLossInvariant(CheckedCluster cluster) {
    settings = cluster.settings();
    int nodes = settings.nodes();
    disks = new DiskImage[nodes];
    view = new long[nodes];
    op = new long[nodes];
    checksum = new long[nodes];
    acks = new int[nodes];
    writes = new int[nodes];
    records = new ViewRecord[nodes];
    Arrays.fill(records, ViewRecord.INITIAL);
    isRecordNew = new boolean[nodes];
    wasWhole = new boolean[nodes];
    Arrays.fill(wasWhole, true);
    Arrays.setAll(disks, node -> new DiskImage());
    Arrays.fill(view, NEVER);
  }

  @Override
  public String name() {
    return "power-loss";
  }

  @Override
  public String source() {
    return "VSR rules V2 and D1 to D3: what was promised survives a crash at any moment";
  }

  /**
   * What the replica itself has let go of, its disk need not remember: a checkpoint from a newer
   * view may have replaced its log. Whether it might do so is judged by {@link
   * AcknowledgedInvariant}.
   */
  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long promised = op[number];
    boolean isHeld =
        promised <= replica.logBase()
            || (promised <= replica.op() && replica.checksumAt(promised) == checksum[number]);
    if (view[number] != NEVER && !isHeld) {
      view[number] = NEVER;
    }
    return Optional.empty();
  }

  @Override
  public void onRestart(int replica) {
    view[replica] = NEVER;
  }

  void onOpened(int replica, List<Block> blocks) {
    disks[replica].open(blocks);
    wasWhole[replica] =
        disks[replica].isReadable() && Recollection.of(settings, blocks).isCertain();
    isRecordNew[replica] = true;
  }

  /**
   * The disk has acknowledged a write: a crash could have come behind each of its stages.
   *
   * @param record the view record that is on the disk now
   */
  Optional<Violation> onDurable(
      int replica, DiskOperation.Write write, ViewRecord record, long nanos) {
    boolean isWanted = isWanted(replica, record);
    for (List<Block> stage : write.stages()) {
      stage.forEach(disks[replica]::put);
      Optional<Violation> found = isWanted ? check(replica, nanos) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private boolean isWanted(int replica, ViewRecord record) {
    ViewRecord before = records[replica];
    if (record.sequence() == before.sequence()) {
      return false;
    }
    records[replica] = record;
    boolean isOther =
        record.view() != before.view()
            || record.lastNormalView() != before.lastNormalView()
            || record.doubt() != before.doubt();
    isRecordNew[replica] |= isOther;
    writes[replica]++;
    return view[replica] != NEVER && (isOther || writes[replica] % SAMPLE == 0);
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (!(sending.message() instanceof Message.PrepareOk ok)) {
      return Optional.empty();
    }
    int from = sending.from();
    boolean isHigher = ok.view() > view[from] || ok.op() > op[from];
    if (!isHigher) {
      return Optional.empty();
    }
    view[from] = ok.view();
    op[from] = ok.op();
    checksum[from] = ok.checksum();
    acks[from]++;
    if (!isRecordNew[from] && acks[from] % SAMPLE != 0) {
      return Optional.empty();
    }
    isRecordNew[from] = false;
    return check(from, sending.nanos());
  }

  private Optional<Violation> check(int replica, long nanos) {
    Recollection known = Recollection.of(settings, disks[replica].blocks());
    ViewRecord record = known.record();
    if (!known.isCertain()) {
      boolean isInDoubt = record.doubt() == ViewRecord.Doubt.HEAD;
      return wasWhole[replica] && !isInDoubt
          ? violation(replica, "could not tell where its log ends", nanos)
          : Optional.empty();
    }
    if (record.lastNormalView() != view[replica] || op[replica] <= known.base()) {
      return record.lastNormalView() >= view[replica]
          ? Optional.empty()
          : violation(
              replica, "would go back to the log of view " + record.lastNormalView(), nanos);
    }
    Optional<Header> held = known.headerAt(op[replica]);
    if (held.isEmpty()) {
      long end = known.base() + known.log().size();
      return violation(replica, "would end its log at op " + end, nanos);
    }
    if (held.get().checksum() != checksum[replica]) {
      return violation(replica, "would hold another entry there", nanos);
    }
    return known.nacks().contains(op[replica])
        ? violation(replica, "would say that it never had that", nanos)
        : Optional.empty();
  }

  private Optional<Violation> violation(int replica, String what, long nanos) {
    String sentence =
        "after a loss of power r%d, which has acknowledged op %d in view %d, %s"
            .formatted(replica, op[replica], view[replica], what);
    return Optional.of(
        new Violation(name(), sentence, List.of(replica), op[replica], nanos)
            .with(
                new Violation.Fact(
                    "acknowledged op " + op[replica],
                    "entry " + Hex.of(checksum[replica]),
                    replica,
                    nanos,
                    0)));
  }
}
