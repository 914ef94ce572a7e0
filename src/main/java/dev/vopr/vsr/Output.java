package dev.vopr.vsr;

import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Proof;
import java.util.List;

/**
 * What a step wants done, in order, and what it refused.
 *
 * @param sends messages to send
 * @param disk operations for the disk
 * @param rejections rules by which the input, or a part of it, was not followed
 * @param evidence contradictions of other replicas that were noticed, at level {@code signed}
 * @param wakeAtNanos instant of the replica's clock at which it wants a {@link Input.Tick} at the
 *     latest; {@code Long.MAX_VALUE} for never
 */
public record Output(
    List<Send> sends,
    List<DiskOperation> disk,
    List<RejectionRule> rejections,
    List<Evidence> evidence,
    long wakeAtNanos) {
  /** The receiver of a message to all other replicas, standbys included. */
  public static final int ALL_REPLICAS = -1;

  /** The receiver of a message to all other members: those that have a vote. */
  public static final int ALL_MEMBERS = -2;

  /**
   * A message to send.
   *
   * @param to node number, {@link #ALL_REPLICAS} or {@link #ALL_MEMBERS}
   * @param message what to send
   * @param proof what bears the message out, at level {@code signed}
   */
  public record Send(int to, Message message, Proof proof) {
    /** A message that nothing bears out but its sender's word. */
    public Send(int to, Message message) {
      this(to, message, Proof.NONE);
    }
  }
}
