/**
 * Reads HOCON settings into typed values and reports every problem at once, each with its place.
 *
 * <p>Role: the only way from a settings file, a system property or an option to a value. A problem
 * names the file and line, the path of the setting, what is wrong and what to do. Layers, from the
 * strongest: options of the command line, JVM system properties that start with {@code vopr.}, the
 * file with its includes, {@code reference.conf} on the class path.
 *
 * <p>May see: the JDK and {@code com.typesafe.config}. The layer that reads values knows nothing of
 * the protocol or of the simulator.
 *
 * <p>Start reading at {@link dev.vopr.config.SettingsSource}, then {@link
 * dev.vopr.config.SettingsNode}. Reading goes {@code SettingsSource.load} → {@code root} → typed
 * reads, which record problems in a {@code Ledger} and go on → {@code finish}, which adds the
 * settings that nobody read and throws {@link dev.vopr.config.SettingsException}.
 */
package dev.vopr.config;
