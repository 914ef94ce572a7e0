package dev.vopr.config;

import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with the settings, sorted by place; the message has one problem a line. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<SettingsProblem> problems;

  /**
   * An exception for the given problems.
   *
   * @param problems at least one problem, in any order
   */
  public SettingsException(List<SettingsProblem> problems) {
    super(lines(problems));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception about settings needs a problem");
    }
    this.problems = sorted(problems);
  }

  /** The problems by file, line and path; at least one. */
  public List<SettingsProblem> problems() {
    return problems;
  }

  private static String lines(List<SettingsProblem> problems) {
    return sorted(problems).stream()
        .map(SettingsProblem::toString)
        .collect(Collectors.joining("\n"));
  }

  private static List<SettingsProblem> sorted(List<SettingsProblem> problems) {
    return problems.stream().sorted(SettingsProblem.BY_PLACE).toList();
  }
}
