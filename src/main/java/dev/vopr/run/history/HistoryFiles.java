package dev.vopr.run.history;

import dev.vopr.check.history.HistoryText;
import dev.vopr.check.history.Operation;
import dev.vopr.check.model.KeyValueModel;
import dev.vopr.check.model.RegisterModel;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads and writes histories; the ending of the name says in which form. */
public final class HistoryFiles {
  private HistoryFiles() {}

  /**
   * Reads a history: {@code .jsonl} for the key-value service, {@code .edn} for Jepsen's registers.
   *
   * @throws HistoryFileException if that is not possible
   */
  public static LoadedHistory<?, ?, ?> read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl")) {
      JsonHistory history = new JsonHistory(file);
      forEachLine(file, history::take);
      return new LoadedHistory<>(
          new KeyValueModel(), history.operations(), HistoryText::of, HistoryText::of);
    }
    if (name.endsWith(".edn")) {
      EdnHistory history = new EdnHistory(file);
      forEachLine(file, history::take);
      return new LoadedHistory<>(
          new RegisterModel(), history.operations(), HistoryText::of, HistoryText::of);
    }
    throw new HistoryFileException(
        name + ": is neither .jsonl nor .edn; name it after what it holds");
  }

  /** Takes one line that is not empty. */
  private interface LineReader {
    void take(long number, String line);
  }

  private static void forEachLine(Path file, LineReader reader) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          reader.take(number, line);
        }
      }
    } catch (NoSuchFileException e) {
      throw new HistoryFileException(file + ": there is no such file; check the path");
    } catch (CharacterCodingException e) {
      throw new HistoryFileException(file + ": is not text in UTF-8; convert it");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
      throw new HistoryFileException(file + ": cannot be read: " + why + "; give a readable file");
    }
  }

  /**
   * Writes a history of the key-value service as JSON Lines.
   *
   * @throws HistoryFileException if that is not possible
   */
  public static void write(Path file, List<Operation<KeyValueCommand, Bytes>> operations) {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Operation<KeyValueCommand, Bytes> operation : operations) {
        out.write(JsonHistory.line(operation));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new HistoryFileException(
          file
              + ": cannot be written: "
              + e.getMessage()
              + "; give a path in a writable directory");
    }
  }
}
