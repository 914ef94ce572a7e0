package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message.DoViewChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of two equal logs is chosen: it decides who is asked for what is missing. */
class EqualLogsTest {
  private static final int TIMES = 64;

  @Test
  void choiceBetweenEqualLogsIsAlwaysTheSame() {
    assertThat(run()).hasSize(TIMES).containsOnly(1);
  }

  /** Makes the same choice again and again, and returns whose log was chosen. */
  static List<Integer> run() {
    List<Integer> sources = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      List<DoViewChange> shown = List.of(shown(1), shown(2));
      sources.add(new LogChoice(TestCluster.settings(3), shown).choose().orElseThrow().source());
    }
    if (sources.stream().distinct().count() > 1) {
      throw new AssertionError("nondeterministic: equal logs of r1 and r2, chosen: " + sources);
    }
    return sources;
  }

  private static DoViewChange shown(int sender) {
    Entry entry = Entry.sealed(0, 1, 0, 1_000, 0, 0, Bytes.of("register"), 10);
    LogTail tail = new LogTail(0, 0, List.of(entry.header()), List.of(entry));
    return new DoViewChange(sender, 1, 0, tail, 0);
  }
}
