package dev.vopr.vsr;

import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Collects the {@link Output} of the step that is under way. Most of its lists stay empty, and to
 * go through {@link Collections#emptyList} takes no iterator of its own.
 */
final class Effects {
  private final Proofs proofs;
  private List<Output.Send> sends = Collections.emptyList();
  private List<DiskOperation> disk = Collections.emptyList();
  private List<RejectionRule> rejections = Collections.emptyList();
  private final long[] rejected = new long[RejectionRule.values().length];
  private List<Evidence> evidence = Collections.emptyList();

  Effects(Proofs proofs) {
    this.proofs = proofs;
  }

  void send(int to, Message message) {
    if (sends.isEmpty()) {
      sends = new ArrayList<>(4);
    }
    sends.add(new Output.Send(to, message, proofs.of(message)));
  }

  void broadcast(Message message) {
    send(Output.ALL_REPLICAS, message);
  }

  void broadcastToMembers(Message message) {
    send(Output.ALL_MEMBERS, message);
  }

  void disk(DiskOperation operation) {
    if (disk.isEmpty()) {
      disk = new ArrayList<>(1);
    }
    disk.add(operation);
  }

  void reject(RejectionRule rule) {
    if (rejections.isEmpty()) {
      rejections = new ArrayList<>(1);
    }
    rejections.add(rule);
    rejected[rule.ordinal()]++;
  }

  /** Returns how often something was refused by the rule, since the replica was started. */
  long rejected(RejectionRule rule) {
    return rejected[rule.ordinal()];
  }

  void accuse(Evidence found) {
    if (evidence.isEmpty()) {
      evidence = new ArrayList<>(1);
    }
    evidence.add(found);
  }

  /** Returns what was collected, and begins anew. */
  Output take(long wakeAtNanos) {
    Output output = new Output(sends, disk, rejections, evidence, wakeAtNanos);
    sends = Collections.emptyList();
    disk = Collections.emptyList();
    rejections = Collections.emptyList();
    evidence = Collections.emptyList();
    return output;
  }
}
