package dev.vopr.canary;

/** A canary that cannot be planted or hunted; the message says where, why, and what to do. */
public final class CanaryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a sentence for people. */
  public CanaryException(String message) {
    super(message);
  }

  /** As above, with what led to it. */
  public CanaryException(String message, Throwable cause) {
    super(message, cause);
  }
}
