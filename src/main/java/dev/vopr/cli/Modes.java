package dev.vopr.cli;

import dev.vopr.config.SettingsException;
import dev.vopr.config.SettingsProblem;
import dev.vopr.scenario.Job;
import java.util.ArrayList;
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
      String sentence =
          "is simplified, but this command needs the plans and traces of a cluster; say --mode vsr";
      throw new SettingsException(List.of(problem(job, sentence)));
    }
    return job;
  }

  /** Returns why the model says nothing about a job's scenario, if so. */
  static Optional<String> refusal(Job job) {
    return job.scenario().model().flatMap(claim -> claim.refusal());
  }

  /**
   * Returns the jobs, if the scenario of at least one can be run.
   *
   * @throws SettingsException with the reason of each, if none of them is in the model
   */
  static List<Job> runnable(List<Job> jobs) {
    List<SettingsProblem> refused = new ArrayList<>();
    for (Job job : jobs) {
      refusal(job)
          .ifPresent(
              why ->
                  refused.add(
                      problem(
                          job,
                          "is simplified, but this scenario is not in the model, because " + why)));
    }
    if (refused.size() == jobs.size()) {
      throw new SettingsException(refused);
    }
    return jobs;
  }

  private static SettingsProblem problem(Job job, String sentence) {
    return new SettingsProblem(job.scenario().name(), SETTING, sentence);
  }
}
