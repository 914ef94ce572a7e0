package dev.vopr.report;

import dev.vopr.trace.Trace;
import java.util.List;

/** Failures as annotations of a build at GitHub. */
public final class Annotations {
  private Annotations() {}

  /**
   * Returns one line, such as {@code ::error title=…::…}, that GitHub Actions takes from the
   * output.
   *
   * @param report the failure as text
   */
  public static String of(Trace trace, List<String> report) {
    return "::error title=%s::%s"
        .formatted(property(FailureText.headline(trace)), text(String.join("\n", report)));
  }

  private static String text(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return text(text).replace(":", "%3A").replace(",", "%2C");
  }
}
