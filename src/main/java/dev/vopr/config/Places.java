package dev.vopr.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names places as people look for them: {@code conf/byzantine.conf:12}. */
final class Places {
  static final String COMMAND_LINE = "command line";
  static final String SYSTEM_PROPERTY = "system property";
  static final String REFERENCE = "reference.conf";

  /** The strongest layer comes first in a merged origin. */
  private static final Pattern MERGED = Pattern.compile("merge of ([^,]+).*", Pattern.DOTALL);

  private static final Pattern LINE = Pattern.compile("(.*): ([0-9]+)(-[0-9]+)?", Pattern.DOTALL);

  private final Path workingDirectory;

  Places(Path workingDirectory) {
    this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
  }

  Path workingDirectory() {
    return workingDirectory;
  }

  /** The file, relative to the working directory if it is below. */
  String of(Path file) {
    Path path = workingDirectory.resolve(file).normalize();
    return path.startsWith(workingDirectory)
        ? workingDirectory.relativize(path).toString()
        : path.toString();
  }

  /** The line of the file. */
  String of(Path file, int line) {
    return of(file) + ":" + line;
  }

  /** Where a value was written; for a section of several layers, where the strongest begins. */
  String of(ConfigOrigin origin) {
    Matcher merged = MERGED.matcher(origin.description());
    String description = merged.matches() ? merged.group(1) : origin.description();
    Matcher withLine = LINE.matcher(description);
    if (!withLine.matches()) {
      return file(description);
    }
    String file = file(withLine.group(1));
    boolean isOverride = file.equals(COMMAND_LINE) || file.equals(SYSTEM_PROPERTY);
    return isOverride ? file : file + ":" + withLine.group(2);
  }

  private String file(String description) {
    return description.startsWith("/") ? of(Path.of(description)) : description;
  }
}
