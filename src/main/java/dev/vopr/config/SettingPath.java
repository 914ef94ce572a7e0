package dev.vopr.config;

import com.typesafe.config.ConfigUtil;
import java.util.List;

/** Paths of settings such as {@code vopr.byzantine.rules[2].kind}, as text. */
final class SettingPath {
  private SettingPath() {}

  /** A key of a section; a key with unusual characters is put in quotes. */
  static String child(String section, String key) {
    String written = ConfigUtil.joinPath(List.of(key));
    return section.isEmpty() ? written : section + "." + written;
  }

  /** An element of a list, counted from 0. */
  static String element(String list, int index) {
    return list + "[" + index + "]";
  }

  /** The section of a setting; empty for a key at the top of a file. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, lastDot(path)));
  }

  /** The last key; the elements of a list have none of their own, but that of their list. */
  static String key(String path) {
    return path.substring(lastDot(path) + 1);
  }

  static boolean isInList(String path) {
    return path.contains("[");
  }

  static String withoutIndexes(String path) {
    return path.replaceAll("\\[[0-9]+]", "[]");
  }

  private static int lastDot(String path) {
    boolean isQuoted = false;
    for (int i = path.length() - 1; i >= 0; i--) {
      char c = path.charAt(i);
      isQuoted = (c == '"') != isQuoted;
      if (c == '.' && !isQuoted) {
        return i;
      }
    }
    return -1;
  }
}
