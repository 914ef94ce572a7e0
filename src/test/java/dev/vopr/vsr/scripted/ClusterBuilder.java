package dev.vopr.vsr.scripted;

import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.sign.Signatures;
import java.util.Arrays;
import java.util.List;

/** What a script may choose before the cluster starts. */
final class ClusterBuilder {
  final int replicas;
  private int slots = 16;
  private int checkpointEntries = 8;
  private int pipeline = 4;
  private int batch = 2;
  private int queue = 16;
  private int sessions = 8;
  int clients = 4;
  private int scrubMillis;
  private int standbys;
  boolean isStarted = true;
  private ClockSettings clock = TestCluster.OWN_TIME;
  Hardening hardening = Hardening.CHAINED;
  Signatures signatures = Signatures.IDEAL;
  List<Integer> liars = List.of();

  ClusterBuilder(int replicas) {
    this.replicas = replicas;
  }

  ClusterBuilder batch(int entries) {
    batch = entries;
    return this;
  }

  ClusterBuilder slots(int newSlots) {
    slots = newSlots;
    return this;
  }

  ClusterBuilder checkpointEvery(int entries) {
    checkpointEntries = entries;
    return this;
  }

  ClusterBuilder pipeline(int entries) {
    pipeline = entries;
    return this;
  }

  ClusterBuilder sessions(int newSessions) {
    sessions = newSessions;
    return this;
  }

  ClusterBuilder clients(int newClients) {
    clients = newClients;
    return this;
  }

  /** Each replica reads a slot of its disk this often; not at all if this is not called. */
  ClusterBuilder scrubEvery(int millis) {
    scrubMillis = millis;
    return this;
  }

  /** So many nodes without a vote are numbered after the members. */
  ClusterBuilder standbys(int newStandbys) {
    standbys = newStandbys;
    return this;
  }

  /** The replicas agree on the time, within so many milliseconds. */
  ClusterBuilder synchronised(int tolerance) {
    clock =
        new ClockSettings(
            true,
            tolerance * Cluster.TICK,
            200 * Cluster.TICK,
            600 * Cluster.TICK,
            100 * Cluster.TICK,
            1_000,
            50 * Cluster.TICK);
    return this;
  }

  ClusterBuilder hardening(Hardening level) {
    hardening = level;
    return this;
  }

  /**
   * These replicas may say anything: what is sent is not audited, and a violation by the others
   * does not fail the script, but can be asked for.
   */
  ClusterBuilder liars(Who... whos) {
    liars = Arrays.stream(whos).map(Who::ordinal).toList();
    return this;
  }

  /** The replicas run at level signed, and these of them may lie. */
  ClusterBuilder signed(Integer... newLiars) {
    hardening = Hardening.SIGNED;
    liars = List.of(newLiars);
    return this;
  }

  ClusterBuilder signatures(Signatures newSignatures) {
    signatures = newSignatures;
    return this;
  }

  /** The replicas are not started. */
  ClusterBuilder down() {
    isStarted = false;
    return this;
  }

  Cluster start() {
    return new Cluster(this);
  }

  ReplicaSettings settings() {
    Limits sizes = new Limits(0, batch, slots, Cluster.OPERATION_BYTES);
    long proofs =
        hardening == Hardening.SIGNED
            ? MessageCodec.largestProofBytes(sizes, signatures.bytes(), replicas)
            : 0;
    int frame = (int) (MessageCodec.largestFrameBytes(sizes) + proofs);
    Limits limits = new Limits(frame, batch, slots, Cluster.OPERATION_BYTES);
    return new ReplicaSettings(
        replicas,
        standbys,
        hardening,
        timing(),
        pipeline,
        queue,
        4,
        slots,
        checkpointEntries,
        1 << 16,
        sessions,
        limits,
        clock);
  }

  private ReplicaSettings.Timing timing() {
    return new ReplicaSettings.Timing(
        20 * Cluster.TICK,
        30 * Cluster.TICK,
        10 * Cluster.TICK,
        60 * Cluster.TICK,
        1_000 * Cluster.TICK,
        100 * Cluster.TICK,
        400 * Cluster.TICK,
        80 * Cluster.TICK,
        20 * Cluster.TICK,
        30 * Cluster.TICK,
        120 * Cluster.TICK,
        scrubMillis * Cluster.TICK);
  }
}
