package dev.vopr.vsr;

/** The sub-protocols of one replica, which know each other where one hands over to the next. */
record Parts(
    Effects effects,
    Journal journal,
    Execution execution,
    Repair repair,
    NormalOperation normal,
    Installation installation,
    Suspicion suspicion,
    ViewChange viewChange,
    StateTransfer transfer,
    Recovery recovery,
    Peers peers,
    Scrubber scrubber) {

  static Parts of(ReplicaState state) {
    Effects effects = new Effects(state.proofs);
    Journal journal = new Journal(state, effects);
    Execution execution = new Execution(state, effects, journal);
    LogWriter writer = new LogWriter(state, journal);
    Repair repair = new Repair(state, effects, journal, writer);
    NormalOperation normal =
        new NormalOperation(state, effects, journal, execution, writer, repair);
    Installation installation = new Installation(state, effects, journal);
    StateTransfer transfer = new StateTransfer(state, effects, journal, execution);
    Suspicion suspicion = new Suspicion(state, effects, journal);
    ViewChange viewChange =
        new ViewChange(
            state, effects, journal, execution, installation, transfer, normal, suspicion);
    Recovery recovery = new Recovery(state, effects, journal, installation);
    Peers peers = new Peers(state, effects, journal, execution);
    Scrubber scrubber = new Scrubber(state, effects, journal);
    return new Parts(
        effects,
        journal,
        execution,
        repair,
        normal,
        installation,
        suspicion,
        viewChange,
        transfer,
        recovery,
        peers,
        scrubber);
  }
}
