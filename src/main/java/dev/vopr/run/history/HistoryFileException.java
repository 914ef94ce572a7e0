package dev.vopr.run.history;

import java.nio.file.Path;

/** A history that cannot be read; the message says where, what is wrong, and what to do. */
public final class HistoryFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HistoryFileException(String message) {
    super(message);
  }

  static HistoryFileException at(Path file, long line, String problem) {
    return new HistoryFileException("%s:%d: %s".formatted(file.getFileName(), line, problem));
  }
}
