/**
 * What clients asked for and got, and the search for an order of it that a sequential model allows,
 * which knows nothing of the protocol. Start reading at {@link
 * dev.vopr.check.history.LinearizabilitySearch}.
 */
package dev.vopr.check.history;
