/**
 * Services as sequential models: what an operation that runs alone does and returns. They are
 * written anew, and share nothing with what replicas execute but the form of commands. Start
 * reading at {@link dev.vopr.check.model.SequentialModel}.
 */
package dev.vopr.check.model;
