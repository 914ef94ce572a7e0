/**
 * The commands. No logic: options in, text and exit codes out. Start reading at {@link
 * dev.vopr.cli.VoprCommand}.
 */
package dev.vopr.cli;
