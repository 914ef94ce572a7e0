package dev.vopr.canary;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * In which way canaries are hunted.
 *
 * @param order order of turns, or as the settings file has it
 * @param isSwarm whether settings are drawn for each seed; if not, all seeds of a try have those
 *     that its first one draws
 * @param isAudited whether each message is compared with the disk of its sender when it is sent
 */
public record Hunt(Order order, boolean isSwarm, boolean isAudited) {
  /** What most hunts use: whatever the settings file says. */
  public static final Hunt USUAL = new Hunt(Order.DRAWN, true, true);

  private static final String INTERLEAVING = "vopr.run.interleaving";
  private static final String AUDIT = "vopr.check.audit";

  /** Order in which actors with waiting messages take turns. */
  public enum Order {
    /** As the settings file says: usually drawn by the seed. */
    DRAWN,
    FIFO,
    RANDOM,
    PCT
  }

  /** Returns its name, such as {@code pct} or {@code random, kept, unaudited}. */
  public String name() {
    return order.name().toLowerCase(Locale.ROOT)
        + (isSwarm ? "" : ", kept")
        + (isAudited ? "" : ", unaudited");
  }

  /** Returns the settings that win over those of the file. */
  public Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    switch (order) {
      case DRAWN -> {}
      case FIFO, RANDOM, PCT -> overrides.put(INTERLEAVING, order.name().toLowerCase(Locale.ROOT));
    }
    if (!isAudited) {
      overrides.put(AUDIT, "false");
    }
    return overrides;
  }

  /** Returns the settings file with which a canary is hunted. */
  public static Path file(Path directory, String settings) {
    return directory.resolve(settings + ".conf");
  }
}
