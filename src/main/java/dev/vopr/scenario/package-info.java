/**
 * What is run and what must come out of it, as data. Start reading at {@link
 * dev.vopr.scenario.Scenario}.
 */
package dev.vopr.scenario;
