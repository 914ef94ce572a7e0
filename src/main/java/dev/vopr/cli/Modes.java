package dev.vopr.cli;

import dev.vopr.config.SettingsException;
import dev.vopr.config.SettingsProblem;
import dev.vopr.scenario.Job;
import java.util.List;
import java.util.Optional;

/** Who runs what: some commands need a cluster, and some scenarios are not in the model. */
final class Modes {
  private static final String SETTING = "vopr.mode";

  private Modes() {}

  /**
   * Returns the job, for commands that know clusters only.
   *
   * @throws SettingsException if it is of the model
   */
  static Job ofCluster(Job job) {
    if (job.scenario().model().isPresent()) {
      throw problem(
          job,
          "is simplified, but this command needs the plans and traces of a cluster; say --mode vsr");
    }
    return job;
  }

  /** Returns why the model says nothing about a job's scenario, if so. */
  static Optional<String> refusal(Job job) {
    return job.scenario().model().flatMap(claim -> claim.refusal());
  }

  /**
   * Returns the job, if its scenario can be run.
   *
   * @throws SettingsException if it is not in the model
   */
  static Job runnable(Job job) {
    Optional<String> refusal = refusal(job);
    if (refusal.isPresent()) {
      throw problem(
          job, "is simplified, but this scenario is not in the model, because " + refusal.get());
    }
    return job;
  }

  private static SettingsException problem(Job job, String sentence) {
    return new SettingsException(
        List.of(new SettingsProblem(job.scenario().name(), SETTING, sentence)));
  }
}
