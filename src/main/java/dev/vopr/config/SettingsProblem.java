package dev.vopr.config;

import java.util.Comparator;

/**
 * One thing that is wrong with the settings.
 *
 * @param where the place, such as {@code conf/byzantine.conf:12}, {@code reference.conf:40}, {@code
 *     system property} or {@code command line}; a file below the working directory is named
 *     relative to it
 * @param path the setting, such as {@code vopr.network.loss} or {@code vopr.rules[2].kind}; empty
 *     if the problem is with the file as a whole
 * @param message what is wrong and, after a semicolon, what to do
 */
public record SettingsProblem(String where, String path, String message) {

  /** By file, then line, then path: the order in which a person goes through the files. */
  static final Comparator<SettingsProblem> BY_PLACE =
      Comparator.comparing(SettingsProblem::file)
          .thenComparingInt(SettingsProblem::line)
          .thenComparing(SettingsProblem::path);

  /** One line such as {@code conf/a.conf:12: vopr.network.loss: 1.5 is above 1.0; give …}. */
  @Override
  public String toString() {
    return path.isEmpty() ? where + ": " + message : where + ": " + path + ": " + message;
  }

  private String file() {
    return hasLine() ? where.substring(0, where.lastIndexOf(':')) : where;
  }

  private int line() {
    return hasLine() ? Integer.parseInt(where.substring(where.lastIndexOf(':') + 1)) : 0;
  }

  private boolean hasLine() {
    return where.matches(".+:[0-9]{1,9}");
  }
}
