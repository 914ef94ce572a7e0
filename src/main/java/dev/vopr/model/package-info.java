/**
 * The simplified mode: an abstract model of the replicated log at the level of the paper, for quick
 * looks at many seeds. Its steps are atomic; there is no codec, no disk, no clock and no actor, and
 * whoever crashes keeps view and log, and forgets the rest. It proves something of the protocol,
 * and nothing of this program's replicas.
 *
 * <p>Start reading at {@link dev.vopr.model.ModelRun}; {@code ModelReplica} is the protocol, {@link
 * dev.vopr.model.ModelFit} says what of a scenario the model leaves out.
 */
package dev.vopr.model;
