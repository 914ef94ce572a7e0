package dev.vopr.check;

import java.util.HexFormat;

/** Checksums as reports show them. */
final class Hex {
  private Hex() {}

  static String of(long checksum) {
    return HexFormat.of().toHexDigits(checksum);
  }
}
