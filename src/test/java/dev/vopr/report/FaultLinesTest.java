package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.FaultOrigin;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLinesTest {
  private static final Decision CRASH = new Decision(FaultKind.CRASH, 0, 1, 1_000_000, 0);

  private static String line(String setting, String value, String place) {
    FaultOrigin origin = new FaultOrigin(FaultKind.CRASH, 0, setting, value, place);
    List<String> lines = FaultLines.of(List.of(CRASH), List.of(origin), 4);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).length()).isLessThanOrEqualTo(Paragraph.WIDTH);
    return lines.get(0);
  }

  @Test
  void placeIsShownAsItIsIfThereIsRoom() {
    assertThat(line("vopr.process.crash", "0.05", "conf/chaos.conf:76"))
        .endsWith("   vopr.process.crash = 0.05   conf/chaos.conf:76");
  }

  @Test
  void longPlaceLosesItsDirectoriesButNotItsLineNumber() {
    String directories = "a-directory/in/another/directory/of/a/long/name";

    assertThat(line("vopr.process.crash", "0.05", directories + "/chaos.conf:1234"))
        .endsWith("   vopr.process.crash = 0.05   chaos.conf:1234");
  }

  @Test
  void longSettingLosesItsFrontButNotItsValue() {
    String path = "vopr.process." + "and-so-on.".repeat(10) + "crash";

    assertThat(line(path, "0.05", "conf/chaos.conf:1234"))
        .endsWith("on.crash = 0.05   chaos.conf:1234")
        .contains("   …");
  }

  @Test
  void ofMoreFaultsThanFitTheLastOnesAreShown() {
    Decision later = new Decision(FaultKind.CRASH, 1, 5, 1_000_000, 0);

    List<String> lines = FaultLines.of(List.of(CRASH, CRASH, later), List.of(), 2);

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("    … 2 faults before");
    assertThat(lines.get(1)).contains("crash r1");
  }
}
