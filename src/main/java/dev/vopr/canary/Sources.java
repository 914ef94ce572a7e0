package dev.vopr.canary;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import com.github.difflib.patch.PatchFailedException;
import dev.vopr.canary.Canary.FileDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sources of this program, which are only read. */
public final class Sources {
  private static final String A_FILE = "dev/vopr/vsr/Replica.java";

  private final Path root;

  private Sources(Path root) {
    this.root = root;
  }

  /**
   * Returns the sources below a directory.
   *
   * @throws CanaryException if it does not hold them
   */
  public static Sources at(Path root) {
    if (!Files.isRegularFile(root.resolve(A_FILE))) {
      throw new CanaryException(
          root + ": does not hold the sources (" + A_FILE + "); name src/main/java by --sources");
    }
    return new Sources(root);
  }

  /**
   * Returns the changed text of each file that a canary changes, by path. Its lines may have moved,
   * but must be there.
   *
   * @throws CanaryException if the patch does not apply
   */
  public Map<String, String> plant(Canary canary) {
    Map<String, String> changed = new LinkedHashMap<>();
    for (FileDiff diff : canary.diffs()) {
      changed.put(diff.path(), String.join("\n", apply(canary, diff)) + "\n");
    }
    return changed;
  }

  private List<String> apply(Canary canary, FileDiff diff) {
    List<String> before = lines(canary, diff.path());
    Patch<String> patch = UnifiedDiffUtils.parseUnifiedDiff(diff.lines());
    if (patch.getDeltas().isEmpty()) {
      throw new CanaryException(
          canary.file() + ": the diff of " + diff.path() + " changes nothing");
    }
    List<AbstractDelta<String>> hunks = new ArrayList<>(patch.getDeltas());
    Collections.reverse(hunks);
    List<String> after = new ArrayList<>(before);
    // From the end on, so that no hunk moves the lines of another.
    for (AbstractDelta<String> hunk : hunks) {
      Patch<String> alone = new Patch<>();
      alone.addDelta(hunk);
      try {
        after = alone.applyFuzzy(after, 0);
      } catch (PatchFailedException e) {
        throw new CanaryException(
            "%s: no longer applies to %s (hunk of its line %d); the code there has changed: make the patch anew"
                .formatted(canary.file(), diff.path(), hunk.getSource().getPosition() + 1),
            e);
      }
    }
    return after;
  }

  private List<String> lines(Canary canary, String path) {
    try {
      return Files.readAllLines(root.resolve(path));
    } catch (IOException e) {
      throw new CanaryException(
          canary.file() + ": changes " + path + ", which is not below " + root, e);
    }
  }

  /** Returns the text of every file by path, for compiling all of it. */
  Map<String, String> all() {
    Map<String, String> texts = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
        String path = root.relativize(file).toString().replace('\\', '/');
        if (!path.endsWith("package-info.java")) {
          texts.put(path, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new CanaryException(root + ": the sources cannot be read", e);
    }
    return texts;
  }
}
