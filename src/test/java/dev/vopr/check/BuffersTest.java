package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.TestCluster;
import org.junit.jupiter.api.Test;

class BuffersTest {
  @Test
  void longestListIsFoundWhateverItIsCalled() {
    FakeReplica replica = new FakeReplica(0).appendTens(70);

    Buffers.Held longest = new Buffers().longest(replica).orElseThrow();

    assertThat(longest).isEqualTo(new Buffers.Held("FakeReplica.checksums", 70));
  }

  @Test
  void partsOfARealReplicaAreLookedInto() {
    TestCluster cluster = TestCluster.expectingViolation(3).committed(4);

    Buffers.Held longest = new Buffers().longest(cluster.replica(0)).orElseThrow();

    assertThat(longest.name()).isEqualTo("Log.slots");
    assertThat(longest.size()).isEqualTo(TestCluster.settings(3).logSlots());
  }
}
