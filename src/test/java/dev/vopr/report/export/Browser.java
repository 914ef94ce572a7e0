package dev.vopr.report.export;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chromium without a window, told what to do over the W3C WebDriver protocol: JSON over HTTP to
 * chromedriver.
 */
final class Browser implements AutoCloseable {
  /** Keys that have no character, as WebDriver writes them. */
  static final String LEFT = "\uE012";

  static final String RIGHT = "\uE014";

  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--force-device-scale-factor=1",
          "--window-size=1500,1130");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port, Path chromium, Path profile) {
    this.driver = driver;
    List<Object> arguments = new ArrayList<>(ARGUMENTS);
    arguments.add("--user-data-dir=" + profile);
    Map<String, Object> options = Map.of("binary", chromium.toString(), "args", arguments);
    Map<String, Object> wanted =
        Map.of("goog:chromeOptions", options, "goog:loggingPrefs", Map.of("browser", "ALL"));
    String base = "http://127.0.0.1:" + port + "/session";
    Map<?, ?> answer =
        (Map<?, ?>) send("POST", base, Map.of("capabilities", Map.of("alwaysMatch", wanted)));
    this.session = base + "/" + answer.get("sessionId");
  }

  /**
   * Starts a browser.
   *
   * @param profile an empty directory of its own
   * @return nothing if chromium or chromedriver is not on the path
   */
  static Optional<Browser> start(Path profile) throws IOException {
    Optional<Path> driver = find("chromedriver");
    Optional<Path> chromium = find("chromium", "chromium-browser", "google-chrome");
    if (driver.isEmpty() || chromium.isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(driver.get().toString(), "--port=0").redirectErrorStream(true).start();
    return Optional.of(new Browser(process, port(process), chromium.get(), profile));
  }

  private static Optional<Path> find(String... names) {
    List<String> directories =
        List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator));
    return Stream.of(names)
        .flatMap(name -> directories.stream().map(it -> Path.of(it, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int port(Process driver) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
    }
    throw new IOException("chromedriver ended before it told its port");
  }

  // ---- commands ---------------------------------------------------------------------------------

  /** Opens a page, and waits until it is loaded. */
  void open(String address) {
    command("url", Map.of("url", address));
  }

  void setDark(boolean isDark) {
    Map<String, Object> scheme =
        Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light");
    command(
        "goog/cdp/execute",
        Map.of("cmd", "Emulation.setEmulatedMedia", "params", Map.of("features", List.of(scheme))));
  }

  /**
   * Returns what an expression is worth on the page, after it has drawn itself anew.
   *
   * @param expression may use {@code await}
   */
  Object eval(String expression) {
    String script =
        "const done = arguments[arguments.length - 1];"
            + "requestAnimationFrame(() => requestAnimationFrame(async () => done("
            + expression
            + ")))";
    return command("execute/async", Map.of("script", script, "args", List.of()));
  }

  /** Types keys, each pressed and released. */
  void type(String keys) {
    List<Object> strokes = new ArrayList<>();
    keys.codePoints()
        .mapToObj(Character::toString)
        .forEach(
            key -> {
              strokes.add(Map.of("type", "keyDown", "value", key));
              strokes.add(Map.of("type", "keyUp", "value", key));
            });
    act(Map.of("type", "key", "id", "keyboard", "actions", strokes));
  }

  /** Clicks on an element. */
  void click(String selector) {
    Map<?, ?> element =
        (Map<?, ?>) command("element", Map.of("using", "css selector", "value", selector));
    command("element/" + element.values().iterator().next() + "/click", Map.of());
  }

  /** Draws with the pointer from one point of the page to another. */
  void drag(long fromX, long fromY, long toX, long toY) {
    act(
        Map.of(
            "type",
            "pointer",
            "id",
            "mouse",
            "actions",
            List.of(
                move(fromX, fromY),
                Map.of("type", "pointerDown", "button", 0),
                move((fromX + toX) / 2, (fromY + toY) / 2),
                move(toX, toY),
                Map.of("type", "pointerUp", "button", 0))));
  }

  private static Map<String, Object> move(long x, long y) {
    return Map.of("type", "pointerMove", "duration", 20, "x", x, "y", y);
  }

  private void act(Map<String, Object> source) {
    command("actions", Map.of("actions", List.of(source)));
  }

  /** Returns what the page and the browser wrote to the console since the last call. */
  List<Map<?, ?>> console() {
    List<?> lines = (List<?>) command("se/log", Map.of("type", "browser"));
    return lines.stream().<Map<?, ?>>map(line -> (Map<?, ?>) line).toList();
  }

  /** Returns a picture of the window as PNG. */
  byte[] screenshot() {
    return Base64.getDecoder().decode((String) send("GET", session + "/screenshot", Map.of()));
  }

  private Object command(String name, Map<String, Object> arguments) {
    return send("POST", session + "/" + name, arguments);
  }

  private Object send(String method, String address, Map<String, Object> body) {
    HttpRequest.BodyPublisher sent =
        method.equals("POST")
            ? HttpRequest.BodyPublishers.ofString(Json.write(body))
            : HttpRequest.BodyPublishers.noBody();
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).method(method, sent).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(method + " " + address + ": " + answer.body());
      }
      return Json.object(Json.read(answer.body())).get("value");
    } catch (IOException e) {
      throw new AssertionError("the browser does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the browser works", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    send("DELETE", session, Map.of());
    driver.destroy();
    driver.waitFor(10, TimeUnit.SECONDS);
  }
}
