/**
 * A trace as files for other programs to show: a page for browsers, JSON for Perfetto, a log for
 * ShiViz. Each is a pure function of traces. It sees {@link dev.vopr.trace.Trace} and the words of
 * {@link dev.vopr.report.TextOf}. Start reading at {@link dev.vopr.report.export.HtmlReport}.
 */
package dev.vopr.report.export;
