package dev.vopr.report;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One file in the directory of a run, made from its trace, and that of its minimised run, and
 * nothing else.
 *
 * @param fileName its name in the directory
 * @param writer writes it
 */
public record Export(String fileName, Writer writer) {

  /** Writes a file from a trace. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes the file.
     *
     * @param directory that of the run, as people name it
     * @param file where to write; overwritten if it is there
     */
    void write(FailedRun run, Path directory, Path file) throws IOException;
  }
}
