/**
 * Who decides whether a fault strikes: chance or a plan. The actors of the world ask {@link
 * dev.vopr.fault.Faults} wherever something could go wrong, and carry out what it decides; what was
 * decided is the plan of the run. Sees {@code sim} and, for the names of nodes, {@code vsr}. Start
 * reading at {@link dev.vopr.fault.Faults}.
 */
package dev.vopr.fault;
