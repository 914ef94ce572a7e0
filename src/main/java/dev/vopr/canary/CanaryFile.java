package dev.vopr.canary;

import dev.vopr.canary.Canary.FileDiff;
import dev.vopr.canary.Canary.Idle;
import dev.vopr.canary.Canary.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads canaries: files with a header and a unified diff against the root of the sources.
 *
 * <pre>
 *  id: N01
 *  wrong: commits with f votes, the own included
 *  source: Kimberlite canary
 *  trigger: the only other copy is lost, and a view change goes on without the primary
 *  trips: agreement, prefix
 *  difficulty: 1
 *
 *  --- a/src/main/java/dev/vopr/vsr/NormalOperation.java
 *  +++ b/src/main/java/dev/vopr/vsr/NormalOperation.java
 *  &#64;&#64; -251,7 +251,7 &#64;&#64;
 *  …
 * </pre>
 *
 * <p>What {@code git diff} prints can stand below the header as it is. A value goes on in lines
 * that begin with a space. Further keys: {@code expected} (what the source says would notice it,
 * where {@code trips} is what may), {@code settings} (a file in the directory of settings), {@code
 * twice} ({@code true}), {@code masked} (a view-number), {@code script} (a test that shows it doing
 * harm, if no search has found it), and instead of being hunted {@code harmless} or, without a
 * diff, {@code absent}, each with the reason.
 */
public final class CanaryFile {
  private static final String ENDING = ".patch";
  private static final String SOURCES = "src/main/java/";
  private static final List<String> KEYS =
      List.of(
          "id",
          "wrong",
          "source",
          "trigger",
          "trips",
          "expected",
          "difficulty",
          "settings",
          "twice",
          "masked",
          "script",
          "harmless",
          "absent");
  private static final int HARDEST = 5;

  private final Path file;
  private final Map<String, String> header = new LinkedHashMap<>();
  private final List<FileDiff> diffs = new ArrayList<>();

  private CanaryFile(Path file) {
    this.file = file;
  }

  /**
   * Reads all canaries of a directory, in the order of their names.
   *
   * @throws CanaryException if there are none, or one cannot be read
   */
  public static List<Canary> readAll(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Canary> canaries =
          files
              .filter(file -> file.toString().endsWith(ENDING))
              .sorted(Comparator.comparing(Path::toString))
              .map(CanaryFile::read)
              .toList();
      if (canaries.isEmpty()) {
        throw new CanaryException(
            directory + ": holds no file that ends with " + ENDING + "; name another directory");
      }
      return canaries;
    } catch (IOException e) {
      throw new CanaryException(
          directory + ": cannot be read as a directory of patches; name one that can", e);
    }
  }

  /**
   * Reads one canary.
   *
   * @throws CanaryException if it cannot be read
   */
  public static Canary read(Path file) {
    try {
      return read(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new CanaryException(file + ": cannot be read; it must be text in UTF-8", e);
    }
  }

  static Canary read(Path file, List<String> lines) {
    CanaryFile reading = new CanaryFile(file);
    int diff = reading.readHeader(lines);
    reading.readDiffs(lines, diff);
    return reading.canary();
  }

  /** Returns the number of the first line behind the header, from 0. */
  private int readHeader(List<String> lines) {
    String key = "";
    int at = 0;
    while (at < lines.size() && !isDiff(lines.get(at))) {
      String line = lines.get(at++);
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        key = "";
      } else if (line.startsWith(" ") && !key.isEmpty()) {
        header.merge(key, line.strip(), (before, more) -> before + " " + more);
      } else if (colon > 0 && KEYS.contains(line.substring(0, colon))) {
        key = line.substring(0, colon);
        header.put(key, line.substring(colon + 1).strip());
      } else {
        throw problem(at, "is neither a key of the header nor a diff; keys are " + KEYS);
      }
    }
    return at;
  }

  private static boolean isDiff(String line) {
    return line.startsWith("--- ") || line.startsWith("diff --git ");
  }

  private void readDiffs(List<String> lines, int first) {
    List<String> current = new ArrayList<>();
    for (int at = first; at < lines.size(); at++) {
      String line = lines.get(at);
      boolean isStart =
          line.startsWith("--- ")
              && at + 2 < lines.size()
              && lines.get(at + 1).startsWith("+++ ")
              && lines.get(at + 2).startsWith("@@ ");
      if (isStart) {
        current = new ArrayList<>();
        diffs.add(new FileDiff(path(line, at + 1), current));
      }
      boolean isGit = line.startsWith("diff --git ") || line.startsWith("index ");
      if (!diffs.isEmpty() && !isGit) {
        current.add(line);
      }
    }
  }

  private String path(String line, int number) {
    String path = line.substring("--- ".length()).split("\t", 2)[0].strip();
    path = path.startsWith("a/") ? path.substring(2) : path;
    path = path.startsWith(SOURCES) ? path.substring(SOURCES.length()) : path;
    if (!path.endsWith(".java") || path.contains("..") || path.startsWith("/")) {
      throw problem(number, path + " is not a Java file below " + SOURCES);
    }
    return path;
  }

  private Canary canary() {
    String id = wanted("id");
    if (!file.endsWith(id + ENDING)) {
      throw problem(1, "the id " + id + " is not the name of the file; rename one of the two");
    }
    Optional<Idle> idle =
        Optional.ofNullable(header.get("absent"))
            .map(reason -> new Idle(Kind.ABSENT, reason))
            .or(
                () ->
                    Optional.ofNullable(header.get("harmless"))
                        .map(reason -> new Idle(Kind.HARMLESS, reason)));
    boolean isAbsent = idle.filter(why -> why.kind() == Kind.ABSENT).isPresent();
    if (diffs.isEmpty() != isAbsent) {
      throw problem(
          1,
          isAbsent
              ? "an absent canary has no diff; remove it, or the line absent"
              : "there is no diff; add one, or say why there is none in a line absent");
    }
    return new Canary(
        id,
        wanted("wrong"),
        wanted("source"),
        isAbsent ? "" : wanted("trigger"),
        idle.isPresent() ? List.of() : List.of(wanted("trips").split("\\s*,\\s*")),
        expected(),
        idle.isPresent() ? 0 : difficulty(),
        header.getOrDefault("settings", "canaries"),
        header.getOrDefault("twice", "false").equals("true"),
        number("masked", 0, Integer.MAX_VALUE),
        Optional.ofNullable(header.get("script")),
        idle,
        List.copyOf(diffs),
        file);
  }

  private List<String> expected() {
    String names = header.getOrDefault("expected", "");
    return names.isEmpty() ? List.of() : List.of(names.split("\\s*,\\s*"));
  }

  private int difficulty() {
    wanted("difficulty");
    return (int) number("difficulty", 1, HARDEST);
  }

  private long number(String key, long least, long most) {
    String text = header.getOrDefault(key, "0");
    if (!text.matches("[0-9]{1,9}") || (header.containsKey(key) && Long.parseLong(text) < least)) {
      throw problem(1, key + " is " + text + "; give a number from " + least + " to " + most);
    }
    long value = Long.parseLong(text);
    if (value > most) {
      throw problem(1, key + " is " + text + "; give a number from " + least + " to " + most);
    }
    return value;
  }

  private String wanted(String key) {
    String value = header.getOrDefault(key, "");
    if (value.isEmpty()) {
      throw problem(1, "the header has no line \"" + key + ": …\"; add it");
    }
    return value;
  }

  private CanaryException problem(int line, String message) {
    return new CanaryException(file + ":" + line + ": " + message);
  }
}
