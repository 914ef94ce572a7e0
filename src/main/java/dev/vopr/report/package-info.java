/**
 * Text for people, each a pure function of results and traces. Start reading at {@link
 * dev.vopr.report.Summary}.
 */
package dev.vopr.report;
