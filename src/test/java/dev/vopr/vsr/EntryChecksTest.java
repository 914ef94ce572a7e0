package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no message that comes over a network can be, because its codec refuses it already. */
class EntryChecksTest {
  private static final int LARGEST = TestCluster.limits().operationBytes();

  private static ReplicaSettings settings(Hardening level) {
    return TestCluster.at(level, TestCluster.settings(3));
  }

  private static Entry ofBytes(int length) {
    return TestCluster.entry(1, 0, "x".repeat(length));
  }

  @ParameterizedTest
  @EnumSource(Hardening.class)
  void operationThatIsTooLargeIsRefusedAtEachLevel(Hardening level) {
    assertThat(EntryChecks.check(settings(level), ofBytes(LARGEST + 1), 0))
        .contains(RejectionRule.OPERATION_TOO_LARGE);
  }

  @Test
  void operationOfTheLargestSizeIsTaken() {
    assertThat(EntryChecks.check(settings(Hardening.CHAINED), ofBytes(LARGEST), 0)).isEmpty();
  }

  @Test
  void batchWithNothingInItIsRefused() {
    assertThat(EntryChecks.check(settings(Hardening.PLAIN), List.of(), 0))
        .contains(RejectionRule.BATCH_EMPTY);
  }
}
