package dev.vopr.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of whoever runs seeds: which is the first, and how many run at a time. */
final class SeedOptions {
  @Option(names = "--seed", paramLabel = "<n>", description = "Base seed (vopr.seed).")
  private String seed;

  @Option(
      names = "--workers",
      paramLabel = "<n>",
      description = "Threads; 0 for one a processor (vopr.workers).")
  private String workers;

  /** Returns the options that were given, as settings. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    Optional.ofNullable(seed).ifPresent(base -> overrides.put("vopr.seed", base));
    Optional.ofNullable(workers).ifPresent(threads -> overrides.put("vopr.workers", threads));
    return overrides;
  }
}
