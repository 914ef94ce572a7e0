package dev.vopr.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens when the JVM is told to end: the work under way is told to stop, and the JVM waits
 * for a few seconds until this is closed, so that what there is can still be reported.
 */
final class Interruption implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final Runnable stop;
  private final CountDownLatch isReported = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "vopr-interrupt");

  private Interruption(Runnable stop) {
    this.stop = stop;
  }

  /** Calls {@code stop} on another thread if the JVM is told to end before the result is closed. */
  static Interruption calling(Runnable stop) {
    Interruption interruption = new Interruption(stop);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Runs when the JVM is told to end. */
  private void interrupt() {
    stop.run();
    try {
      if (!isReported.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What came out has been reported. */
  @Override
  public void close() {
    isReported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook is what waited for the report.
      return;
    }
  }
}
