/**
 * Histories as files: JSON Lines for the key-value service, EDN as Jepsen writes it for registers.
 * Start reading at {@link dev.vopr.run.history.HistoryFiles}.
 */
package dev.vopr.run.history;
