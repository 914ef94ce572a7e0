package dev.vopr.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vopr.report.EventWords;
import dev.vopr.report.Evidence;
import dev.vopr.report.Finding;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of a run of 10,000 events in a real browser. It installs nothing: without Chromium and
 * its driver it is skipped, and says so.
 */
class ReportInBrowserTest {
  private static final int EVENTS = 10_000;
  private static final Path SCREENSHOTS = Path.of("target", "vopr-screenshots");

  @TempDir private static Path directory;

  private static Optional<Browser> started = Optional.empty();
  private static Trace trace;
  private static Trace minimised;
  private static String address;

  @BeforeAll
  static void openPage() throws IOException {
    started = Browser.start(directory.resolve("profile"));
    String sorry =
        "SKIPPED: the HTML report is not tested in a browser; install the packages chromium and"
            + " chromium-driver";
    if (started.isEmpty()) {
      System.err.println(sorry);
    }
    assumeTrue(started.isPresent(), sorry);
    trace = ExampleRuns.violation(EVENTS);
    minimised = ExampleRuns.shortViolation();
    Path file = directory.resolve("report.html");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      HtmlReport.write(out, trace, Optional.of(minimised));
    }
    address = file.toUri().toString();
  }

  @AfterAll
  static void close() throws InterruptedException {
    if (started.isPresent()) {
      started.get().close();
    }
  }

  @AfterEach
  void consoleHasNoErrors() {
    List<Map<?, ?>> lines = browser().console();
    assertThat(lines).filteredOn(it -> !it.get("level").equals("INFO")).isEmpty();
  }

  private static Browser browser() {
    return started.orElseThrow();
  }

  /** Opens the page anew, at an event if {@code place} names one. */
  private static void open(String place) {
    browser().open("about:blank");
    browser().open(address + place);
    browser().eval("0");
  }

  private static long chosen() {
    return Long.parseLong(worth("document.documentElement.dataset.event"));
  }

  private static String text(String selector) {
    return worth("document.querySelector('" + selector + "').textContent");
  }

  private static String worth(String expression) {
    return browser().eval(expression).toString();
  }

  private static long number(String expression) {
    return Long.parseLong(worth(expression));
  }

  private static long violation() {
    return trace.violation().orElseThrow().ordinal();
  }

  private static boolean isFault(TraceRecord record) {
    return record.event() instanceof TraceEvent.Struck;
  }

  @Test
  void pageOpensAtTheViolationAndLoadsNothingElse() {
    open("");

    assertThat(chosen()).isEqualTo(violation());
    assertThat(text("#headline")).contains("committed entry");
    assertThat(text("#verdict")).contains("VIOLATION agreement");
    assertThat(text("#event-title")).startsWith("event ");
    assertThat(
            (List<?>) browser().eval("performance.getEntriesByType('resource').map(it => it.name)"))
        .filteredOn(it -> !it.toString().startsWith("data:"))
        .isEmpty();
    Map<?, ?> paint =
        (Map<?, ?>)
            browser().eval("performance.getEntriesByName('first-contentful-paint')[0].toJSON()");
    System.out.println("first contentful paint of the report after ms: " + paint.get("startTime"));
  }

  @Test
  void arrowsGoFromEventToEventAndBack() {
    open("");
    browser().click("#clear");

    browser().type(Browser.LEFT + Browser.LEFT + Browser.LEFT);
    long before = chosen();
    browser().type(Browser.RIGHT);

    assertThat(before).isEqualTo(violation() - 3);
    assertThat(chosen()).isEqualTo(violation() - 2);
  }

  @Test
  void keysGoToFaultsAndToTheViolation() {
    List<Long> faults =
        trace.records().stream()
            .filter(ReportInBrowserTest::isFault)
            .map(TraceRecord::ordinal)
            .toList();
    open("");

    browser().type("p");
    long last = chosen();
    browser().type("p");
    long previous = chosen();
    browser().type("n");
    long next = chosen();
    browser().type("v");

    assertThat(last).isEqualTo(faults.get(faults.size() - 1));
    assertThat(previous).isEqualTo(faults.get(faults.size() - 2));
    assertThat(next).isEqualTo(last);
    assertThat(chosen()).isEqualTo(violation());
  }

  @Test
  void sliderChoosesAnEventAndTheAddressNamesIt() {
    open("");
    browser().click("#clear");

    browser()
        .eval(
            "(() => { const it = document.getElementById('slider'); it.value = 4000;"
                + " it.dispatchEvent(new Event('input', { bubbles: true })); return 0; })()");

    assertThat(chosen()).isEqualTo(trace.first() + 4000);
    assertThat(worth("location.hash")).isEqualTo("#e=" + chosen());
  }

  @Test
  void linkLeadsToItsEvent() {
    long wanted = violation() - 1234;

    open("#e=" + wanted);

    assertThat(chosen()).isEqualTo(wanted);
    assertThat(text("#events .chosen")).contains("%,d".formatted(wanted));
  }

  @Test
  void spacePlaysUntilItIsPressedAgain() {
    open("#e=" + (violation() - 5000));
    long begin = chosen();

    browser().type(" ");
    browser()
        .eval(
            "await new Promise(done => { const look = () =>"
                + " document.documentElement.dataset.event === '"
                + begin
                + "' ? requestAnimationFrame(look) : done(0); look(); })");
    browser().type(" ");

    assertThat(chosen()).isGreaterThan(begin);
    assertThat(worth("document.getElementById('play').getAttribute('aria-pressed')"))
        .isEqualTo("false");
  }

  @Test
  void filtersLeaveWhatTheyName() {
    open("");
    browser().click("#clear");
    assertThat(text("#shown")).isEqualTo("10,000 of 10,000 events");

    select("message", "Prepare");

    long prepares =
        trace.records().stream()
            .filter(it -> new EventWords(trace.header()).of(it).contains(" Prepare op"))
            .count();
    assertThat(shown()).isBetween(prepares / 2, 2 * prepares + 1);
    assertThat(text("#events")).contains("Prepare");
    select("message", "");
    select("past", "causes");
    assertThat(shown()).isBetween(3L, 2_000L);
    select("past", "all");
    select("node", "1000");
    assertThat(shown()).isBetween(100L, 5_000L);
  }

  private static void select(String id, String value) {
    browser()
        .eval(
            "(() => { const it = document.getElementById('%s'); it.value = '%s';"
                    .formatted(id, value)
                + " it.dispatchEvent(new Event('input', { bubbles: true })); return 0; })()");
  }

  private static long shown() {
    return Long.parseLong(text("#shown").split(" ", 2)[0].replace(",", ""));
  }

  @Test
  void draggingOnTheStripLeavesThatPartOfTheTime() {
    open("");
    browser().click("#clear");
    List<?> box =
        (List<?>)
            browser()
                .eval(
                    "(() => { const it = document.getElementById('strip').getBoundingClientRect();"
                        + " return [it.left, it.top, it.width].map(Math.round); })()");
    long left = (Long) box.get(0);
    long middle = (Long) box.get(1) + 30;
    long wide = (Long) box.get(2);

    browser().drag(left + wide / 4, middle, left + wide / 2, middle);

    assertThat(text("#shown")).endsWith("in the part chosen above");
    assertThat(shown()).isBetween(100L, 6_000L);
  }

  @Test
  void switchLeadsToTheMinimisedRunAndBack() {
    open("");

    browser().click("#switch button:nth-child(2)");
    String hash = worth("location.hash");
    browser().click("#clear");
    String minimisedShown = text("#shown");
    open(hash);
    String opened = text("#switch button[aria-pressed=true]");
    browser().click("#switch button:nth-child(1)");

    long end = minimised.violation().orElseThrow().ordinal();
    assertThat(hash).isEqualTo("#e=" + end + "&run=minimised");
    assertThat(minimisedShown).startsWith("%,d of ".formatted(minimised.records().size()));
    assertThat(opened).startsWith("minimised");
    assertThat(text("#switch button[aria-pressed=true]")).startsWith("original");
  }

  @Test
  void panelSaysWhatWentWrongAndLeadsToItsEvents() {
    Finding finding = Evidence.of(minimised).causes().get(0);
    long event = finding.events().get(0);
    open("#e=1&run=minimised");

    String sentence = text("#findings tr td");
    boolean isVisible = isVisible("#findings-panel");
    browser().click("#findings tr td a");
    browser().eval("new Promise(requestAnimationFrame)");

    assertThat(text("#findings-title")).isEqualTo("What went wrong");
    assertThat(isVisible).isTrue();
    assertThat(text("#findings tr th")).isEqualTo(finding.topic().label());
    assertThat(sentence).startsWith(finding.sentence());
    assertThat(chosen()).isEqualTo(event);
    assertThat(worth("location.hash")).isEqualTo("#e=" + event + "&run=minimised");
    assertThat(text("#switch button[aria-pressed=true]")).startsWith("minimised");
    assertThat(text("#events .chosen")).contains("%,d".formatted(event));
  }

  @Test
  void panelIsHiddenIfTheEventsSayNothingByThemselves() {
    open("");

    assertThat(Evidence.of(trace).findings()).as("its beginning is missing").isEmpty();
    assertThat(isVisible("#findings-panel")).isFalse();
  }

  private static boolean isVisible(String selector) {
    return number("document.querySelector('" + selector + "').offsetHeight") > 0;
  }

  @Test
  void logsDifferWhereTheViolationIs() {
    open("");

    TraceEvent.Violated violated = (TraceEvent.Violated) trace.violation().orElseThrow().event();
    assertThat(text("#log tr.about th")).isEqualTo(Long.toString(violated.op()));
    assertThat(text("#log tr.about .differs")).startsWith("≠ ");
    assertThat(number("document.querySelectorAll('#replicas tr').length"))
        .isEqualTo(1L + trace.header().replicas());
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textIsReadableInBothSchemesAndAPictureIsKept(String scheme) throws IOException {
    browser().setDark(scheme.equals("dark"));
    open("#e=" + violation());

    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve("report-" + scheme + ".png"), browser().screenshot());

    for (String selector :
        List.of(
            "#headline",
            "#verdict",
            "#facts",
            "#event-text",
            "#log td",
            "#replicas th",
            "button")) {
      double contrast = Double.parseDouble(worth(CONTRAST.formatted(selector)));
      assertThat(contrast).as("contrast of %s in %s", selector, scheme).isGreaterThan(4.5);
    }
    assertThat(number(COLOURS)).as("colours of the lanes").isGreaterThan(20);
    open("#e=" + minimised.violation().orElseThrow().ordinal() + "&run=minimised");
    Files.write(SCREENSHOTS.resolve("minimised-" + scheme + ".png"), browser().screenshot());
    for (String selector : List.of("#findings th", "#findings td", "#findings a")) {
      double contrast = Double.parseDouble(worth(CONTRAST.formatted(selector)));
      assertThat(contrast).as("contrast of %s in %s", selector, scheme).isGreaterThan(4.5);
    }
    browser().setDark(false);
  }

  /** The ratio of WCAG 2.1 between a text and the first background behind it that is not clear. */
  private static final String CONTRAST =
      """
      (() => {
        const part = (it) => it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4;
        const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3)
          .reduce((sum, it, i) => sum + [0.2126, 0.7152, 0.0722][i] * part(it / 255), 0);
        const behind = (it) => {
          const colour = getComputedStyle(it).backgroundColor;
          return /, 0\\)$/.test(colour) ? behind(it.parentElement) : colour;
        };
        const it = document.querySelector('%s');
        const [a, b] = [light(getComputedStyle(it).color), light(behind(it))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      })()""";

  private static final String COLOURS =
      """
      (() => {
        const it = document.getElementById('lanes');
        const { data } = it.getContext('2d').getImageData(0, 0, it.width, it.height);
        return new Set(new Uint32Array(data.buffer)).size;
      })()""";
}
