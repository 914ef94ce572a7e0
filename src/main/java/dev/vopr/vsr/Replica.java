package dev.vopr.vsr;

import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.state.StateMachine;
import java.util.List;
import java.util.Optional;

/**
 * One replica of a Viewstamped Replication cluster: a state machine without clock, network, disk or
 * chance. What it is told comes in by {@link #step}; what it wants done goes out as the result.
 *
 * <p>The words are those of Liskov and Cowling, "Viewstamped Replication Revisited"
 * (MIT-CSAIL-TR-2012-021, "VRR"). Each kind of message has its handler in the class of the
 * sub-protocol that it belongs to; {@link Dispatch} checks what is checked for all kinds alike,
 * {@link Timeouts} says who acts when time has passed, and this class who does when the disk is
 * done.
 *
 * <pre>
 *  OPENING ──▶ NORMAL ◀──▶ VIEW_CHANGE        RECOVERING: the disk cannot be trusted
 *     └──────▶ RECOVERING ──▶ NORMAL          STOPPED:    the disk has failed
 * </pre>
 */
public final class Replica implements ReplicaView {
  private final ReplicaState state;
  private final MessageCodec codec;
  private final ProofChecks checks;
  private final Contradictions contradictions;
  private final Parts parts;
  private final Dispatch dispatch;
  private final Timeouts timeouts;
  private long openingId;
  private boolean isBeginning;

  /**
   * Creates a replica that has not opened its disk yet.
   *
   * @param number its index in the configuration, from 0; standbys come after the members
   * @param stateMachine the service, in its initial state
   * @param codec decodes what it receives
   */
  public Replica(
      ReplicaSettings settings, int number, StateMachine stateMachine, MessageCodec codec) {
    this(settings, number, stateMachine, codec, Notary.NONE);
  }

  /**
   * Creates a replica that signs, and verifies others' signatures.
   *
   * @param notary holds its own signer; {@link Notary#NONE} below level {@code signed}
   */
  public Replica(
      ReplicaSettings settings,
      int number,
      StateMachine stateMachine,
      MessageCodec codec,
      Notary notary) {
    Check.that(number >= 0 && number < settings.nodes(), "a replica's number is an index");
    this.state = new ReplicaState(settings, number, stateMachine, notary);
    this.checks = new ProofChecks(settings, notary);
    this.codec = codec;
    this.parts = Parts.of(state);
    this.contradictions = new Contradictions(state, parts.effects());
    this.dispatch = new Dispatch(state, parts);
    this.timeouts = new Timeouts(state, parts, dispatch);
  }

  /**
   * Returns what must be on the disk of a replica before its first start. A disk without it is
   * taken for a lost one, whose replica has to recover (rule D4).
   */
  public static List<DiskOperation.Block> format() {
    return DiskCodec.format();
  }

  /**
   * Handles one input.
   *
   * @param reading what the replica's own clocks show
   * @return what is to be done, in order
   */
  public Output step(Input input, ClockReading reading) {
    Check.that(reading.monotonic() >= state.now, "a monotonic clock never falls");
    state.now = reading.monotonic();
    state.clock.read(reading);
    if (input instanceof Input.Received received) {
      onReceived(received);
    } else if (input instanceof Input.DiskDone done) {
      onDiskDone(done.completion());
    } else if (input instanceof Input.Start start) {
      onStart(start);
    }
    // Whatever wakes the replica, it does all that is due.
    timeouts.onTick();
    followProofs();
    return parts.effects().take(state.timers.next());
  }

  private void onStart(Input.Start start) {
    state.seed(start.entropy());
    openingId = parts.journal().nextId();
    parts.effects().disk(new DiskOperation.ReadZones(openingId, List.of(Zone.values())));
  }

  private void onReceived(Input.Received received) {
    if (state.status == Status.STOPPED || state.status == Status.OPENING) {
      parts.effects().reject(RejectionRule.NOT_NORMAL);
      return;
    }
    Decoded decoded = codec.decode(received.frame());
    if (decoded instanceof Decoded.Rejected rejected) {
      parts.effects().reject(rejected.rule());
    } else if (decoded instanceof Decoded.Accepted accepted) {
      Message message = accepted.message();
      if (state.settings.enforces(RejectionRule.SENDER_NOT_ON_LINK)
          && message.sender() != received.link()) {
        parts.effects().reject(RejectionRule.SENDER_NOT_ON_LINK);
      } else if (isBorneOut(message, accepted.proof())) {
        message.accept(dispatch);
      }
    }
  }

  /** Level signed: what a message claims must be proven by what came with it. */
  private boolean isBorneOut(Message message, Proof proof) {
    if (!state.proofs.isOn()) {
      return true;
    }
    Optional<RejectionRule> broken = checks.check(message, proof);
    if (broken.isPresent()) {
      parts.effects().reject(broken.get());
      return false;
    }
    state.proofs.receive(proof);
    contradictions.see(message, proof);
    return true;
  }

  /** Level signed: what is known to be committed is, once its entry is here. */
  private void followProofs() {
    if (!state.proofs.isOn()) {
      return;
    }
    long proven = state.proofs.committable();
    if (state.status == Status.NORMAL && proven > state.commit) {
      parts.execution().commitUpTo(proven);
    }
    state.proofs.onCommitted();
    parts.journal().flush();
    boolean isToLeave = state.status == Status.NORMAL && state.isPrimaryAccused();
    if (isToLeave && !parts.suspicion().isActive()) {
      parts.viewChange().suspect();
    }
  }

  // ---- disk -------------------------------------------------------------------------------------

  private void onDiskDone(DiskCompletion completion) {
    if (state.status == Status.STOPPED || parts.scrubber().onCompleted(completion)) {
      return;
    }
    if (!completion.isDone()) {
      // D5: what failed is not tried again and believed.
      state.reached(Milestone.DISK_FAILED);
      state.status = Status.STOPPED;
      state.timers.clearAll();
      return;
    }
    if (state.status == Status.OPENING && completion.id() == openingId) {
      open(state.counted(Reload.of(state.settings, completion.blocks())));
    } else if (parts.journal().onCompleted(completion)) {
      parts.execution().freeLog();
      onDurable();
    }
  }

  private void onDurable() {
    switch (state.status) {
      case NORMAL -> {
        if (isBeginning) {
          begin();
        }
        parts.normal().onDurable();
      }
      case VIEW_CHANGE -> parts.viewChange().onDurable();
      case OPENING, RECOVERING, STOPPED -> {}
    }
  }

  private void open(Reload reload) {
    ViewRecord record = reload.record();
    state.view = record.view();
    state.lastNormalView = record.lastNormalView();
    reload.checkpoint().ifPresent(this::openCheckpoint);
    for (Reload.Found found : reload.log()) {
      if (found.entry().isPresent()) {
        state.log.append(found.entry().get());
      } else {
        state.log.appendMissing(found.header(), reload.isNack(found));
      }
    }
    parts.journal().open(reload);
    state.proofs.open(record.proof(), reload.checkpoint()).forEach(contradictions::onCertificate);
    parts.execution().commitUpTo(Math.min(record.commit(), state.log.op()));
    parts.peers().start();
    parts.scrubber().start();
    if (state.isStandby()) {
      parts.recovery().skip();
      parts.repair().start();
      return;
    }
    switch (reload.trust()) {
      case WHOLE -> resume();
      case HEAD_UNKNOWN -> parts.recovery().begin(ViewRecord.Doubt.HEAD);
      case VIEW_UNKNOWN -> parts.recovery().begin(ViewRecord.Doubt.VIEWS);
    }
  }

  private void openCheckpoint(Checkpoint checkpoint) {
    state.log.restartAt(checkpoint.last());
    Check.that(parts.execution().restore(checkpoint), "a checkpoint that checks can be read");
  }

  private void resume() {
    if (state.lastNormalView < state.view) {
      parts.viewChange().resume();
      return;
    }
    state.status = Status.NORMAL;
    if (!state.isPrimary()) {
      parts.viewChange().onBecomeBackup();
    } else {
      // V7: a primary that restarts may have lost what it prepared; it does not resume its view.
      state.hasAbdicated = true;
      isBeginning = parts.journal().isNew();
      if (isBeginning) {
        parts.journal().onViewChanged();
      } else {
        parts.viewChange().suspect();
      }
    }
    parts.journal().flush();
    parts.repair().start();
  }

  /** The first primary of all acts once its disk shows that it has been started. */
  private void begin() {
    isBeginning = false;
    if (state.isPrimary()) {
      state.hasAbdicated = false;
      parts.normal().onBecomePrimary();
    }
  }

  // ---- for those who look on -------------------------------------------------------------------

  @Override
  public int number() {
    return state.number;
  }

  @Override
  public Status status() {
    return state.status;
  }

  @Override
  public long view() {
    return state.view;
  }

  @Override
  public boolean isPrimary() {
    return state.isPrimary();
  }

  @Override
  public long lastNormalView() {
    return state.lastNormalView;
  }

  @Override
  public long op() {
    return state.log.op();
  }

  @Override
  public long logBase() {
    return state.log.base();
  }

  @Override
  public long commit() {
    return state.commit;
  }

  @Override
  public long executed() {
    return state.executed;
  }

  @Override
  public long durableOp() {
    return parts.journal().durableOp();
  }

  @Override
  public long checkpoint() {
    return parts.journal().durableCheckpoint();
  }

  @Override
  public long checksumAt(long op) {
    return state.log.checksumAt(op);
  }

  @Override
  public long parentAt(long op) {
    return state.log.headerAt(op).parent();
  }

  @Override
  public boolean isNack(long op) {
    return state.log.isNack(op);
  }

  @Override
  public Optional<Entry> entryAt(long op) {
    return state.log.isPresent(op) ? Optional.of(state.log.at(op)) : Optional.empty();
  }

  @Override
  public ClockView clock() {
    return state.clock;
  }

  @Override
  public long stateDigest() {
    return state.stateMachine.digest();
  }

  @Override
  public long clientTableDigest() {
    return state.clientTable.digest();
  }

  @Override
  public boolean hasEvidenceAgainst(int replica) {
    return state.evidence[replica] != null;
  }

  @Override
  public int waiting() {
    return state.queue.size();
  }

  @Override
  public long reached(Milestone milestone) {
    return state.milestones[milestone.ordinal()];
  }

  @Override
  public long reloaded(ReloadRow row) {
    return state.reloaded[row.ordinal()];
  }

  @Override
  public ReplicaSnapshot snapshot() {
    return ReplicaSnapshot.of(this, parts.effects());
  }
}
