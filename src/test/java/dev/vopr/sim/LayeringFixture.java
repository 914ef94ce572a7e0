package dev.vopr.sim;

import dev.vopr.BannedFixtures;
import org.assertj.core.api.Assertions;

/** Sees what its package must not see: {@code ArchitectureTest} has to find it. */
public final class LayeringFixture {
  private LayeringFixture() {}

  static void useAnotherPackageAndALibrary() {
    Assertions.assertThat(BannedFixtures.class).isNotNull();
  }
}
