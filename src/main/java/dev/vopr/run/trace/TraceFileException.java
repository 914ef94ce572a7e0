package dev.vopr.run.trace;

import java.nio.file.Path;

/** A trace that cannot be read; the message says where, what is wrong, and what to do. */
public final class TraceFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TraceFileException(String message) {
    super(message);
  }

  static TraceFileException at(Path file, long line, String problem) {
    return new TraceFileException("%s:%d: %s".formatted(file, line, problem));
  }
}
