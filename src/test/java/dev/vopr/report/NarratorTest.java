package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.run.Results;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs told as stories. */
class NarratorTest {
  private static List<String> story(Job job, long maxLines) {
    return stories(job, maxLines, 1);
  }

  /** Tells as many runs, one after the other, so that what is looked for occurs in one of them. */
  private static List<String> stories(Job job, long maxLines, int runs) {
    List<String> lines = new ArrayList<>();
    try (SimSystem sim = SimSystem.create("narrator-test")) {
      for (long seed = job.sweep().seed(); seed < job.sweep().seed() + runs; seed++) {
        lines.addAll(Narrator.opening(job.scenario().simulation(), seed));
        Narrator narrator = Narrator.of(job.scenario().simulation(), maxLines, lines::add);
        RunResult run = new SeedRunner(sim, job.scenario()).run(seed, narrator);
        lines.addAll(Narrator.closing(job.scenario(), run));
      }
    }
    return lines;
  }

  @Test
  void demoTellsTheLifeOfThreeRequests() {
    Golden.check("story-demo", story(Jobs.ofFile("demo.conf"), 400));
  }

  @Test
  void faultsAndLiesArePartOfTheStory() {
    Job job =
        Jobs.ofFile(
            "lies.conf",
            "run.fault-time = 3 s",
            "network.loss = 0.1",
            "network.duplication = 0.1",
            "network.partitions.probability = 0.5",
            "network.partitions.interval = 100 ms",
            "network.partitions.max = 100 ms");

    List<String> story = story(job, 10_000);

    assertThat(story)
        .anyMatch(line -> line.contains(" is compromised and lies to r0: op-number "))
        .anyMatch(
            line -> line.contains("lost on its way from ") && line.endsWith("the link loses it"))
        .anyMatch(line -> line.endsWith("the link is cut"))
        .anyMatch(line -> line.endsWith("its sender is compromised and keeps it back"))
        .anyMatch(line -> line.contains("will arrive once more: Prepare"))
        .anyMatch(line -> line.contains("does not follow it: "))
        .anyMatch(line -> line.contains("*** "))
        .anyMatch(line -> line.contains("r2 may lie"));
    assertThat(story)
        .filteredOn(line -> line.contains("lost on its way") || line.contains("once more"))
        .noneMatch(line -> line.contains("packet "));
  }

  @Test
  void crashesAndViewChangesArePartOfTheStory() {
    List<String> story = stories(Jobs.ofFile("chaos.conf"), 30_000, 4);

    assertThat(story)
        .anyMatch(line -> line.matches(".*\\*\\*\\* r\\d crashes"))
        .anyMatch(line -> line.matches(".*\\*\\*\\* r\\d starts again"))
        .anyMatch(line -> line.contains("sends StartViewChange: it wants to leave view 0"))
        .anyMatch(line -> line.contains("sends DoViewChange to view 1: its log of view 0 reaches"))
        .anyMatch(line -> line.contains("sends StartView of view "))
        .anyMatch(line -> line.contains(" is now in view "))
        .anyMatch(line -> line.contains("sends Recovery to r"))
        .anyMatch(line -> line.contains("sends RecoveryResponse of view "))
        .anyMatch(line -> line.contains("sends GetEntries for ops "))
        .anyMatch(line -> line.contains("sends GetState from byte 0"))
        .anyMatch(line -> line.contains("sends NewState: checkpoint of op "));
    assertThat(story)
        .as("what a replica sends, other than some clients, decodes")
        .noneMatch(line -> line.matches(".* r\\d sends .*does not decode.*"));
  }

  @Test
  void whatBefallsPacketsAndLinksIsPartOfTheStory() {
    List<String> story = stories(Jobs.ofFile("chaos.conf"), 60_000, 2);

    assertThat(story)
        .anyMatch(line -> line.matches(".* on the way from .*; a byte of it is changed"))
        .anyMatch(
            line -> line.matches(".* on the way from .*; only \\d+ of its \\d+ bytes are left"))
        .anyMatch(
            line -> line.matches(".* receives a frame of \\d+ bytes that does not decode from .*"))
        .anyMatch(line -> line.matches(".* on the way from .*; it will come to .* instead"))
        .anyMatch(line -> line.matches(".* on the way from .*; this copy comes \\d+ ms late"))
        .anyMatch(line -> line.matches(".* on the way from .*; it is held back for .*"))
        .anyMatch(line -> line.matches(".*\\*\\*\\* the link .* clogs"))
        .anyMatch(line -> line.matches(".*\\*\\*\\* the link .* turns slow"));
  }

  @Test
  void sessionIsOpenedBeforeTheFirstRequest() {
    List<String> story = story(Jobs.ofFile("demo.conf"), 400);

    List<String> client =
        story.stream().filter(line -> line.contains(" c0 ")).map(String::strip).toList();
    assertThat(client.get(0)).endsWith("it has no session yet, and opens one first");
    assertThat(client.get(1)).endsWith("c0 sends Request to open a session to r0");
    assertThat(story).anyMatch(line -> line.endsWith("r0 sends Reply: session 1 is open to c0"));
    assertThat(story).noneMatch(line -> line.contains("does not decode") || line.contains("Ping"));
  }

  @Test
  void longStoryEndsAtItsLimit() {
    List<String> lines = new ArrayList<>();
    Job job = Jobs.ofFile("demo.conf");
    try (SimSystem sim = SimSystem.create("narrator-test")) {
      Narrator narrator = Narrator.of(job.scenario().simulation(), 10, lines::add);
      new SeedRunner(sim, job.scenario()).run(1, narrator);
    }

    assertThat(lines).hasSize(11).last().asString().contains("the story goes on");
  }

  @ParameterizedTest
  @EnumSource
  void endIsToldForEachVerdict(Verdict verdict) {
    List<String> lines =
        Narrator.closing(Jobs.scenario(), Results.run(1, verdict, "the reason, in words"));

    assertThat(String.join(" ", lines).replaceAll("\\s+", " "))
        .contains("after each of the 812 steps")
        .contains(verdict == Verdict.SAFE ? "and held. Every request" : "the reason, in words.");
    assertThat(lines).allMatch(line -> line.length() <= 110);
  }
}
