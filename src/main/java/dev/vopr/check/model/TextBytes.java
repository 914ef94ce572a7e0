package dev.vopr.check.model;

import dev.vopr.vsr.message.Bytes;
import java.util.HexFormat;

/** Shows bytes to people: as text where they are printable ASCII, else as hexadecimal digits. */
public final class TextBytes {
  private TextBytes() {}

  /** Returns the bytes as text; different bytes give different texts. */
  public static String of(Bytes bytes) {
    byte[] content = bytes.toArray();
    boolean isText = true;
    for (byte one : content) {
      isText &= one > ' ' && one < 0x7F;
    }
    String text = bytes.text();
    return isText && !text.startsWith("0x") ? text : "0x" + HexFormat.of().formatHex(content);
  }
}
