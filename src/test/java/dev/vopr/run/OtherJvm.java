package dev.vopr.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM that computes hashes of seeds. */
public final class OtherJvm implements AutoCloseable {
  private static final String VARIABLE = "VOPR_OTHER_JAVA";
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final int OLDEST = 17;
  private static final long LIMIT_SECONDS = 120;

  private final Process process;
  private final Path out;
  private final Path err;

  private OtherJvm(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Returns the home of the JDK that runs this test. */
  public static Path thisHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Returns the home of a JDK of another version, 17 or later, if there is one. */
  public static Optional<Path> otherHome() {
    String named = System.getenv(VARIABLE);
    if (named != null) {
      Path path = Path.of(named);
      return Optional.of(Files.isDirectory(path) ? path : path.getParent().getParent());
    }
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      int mine = Runtime.version().feature();
      return homes
          .filter(home -> version(home) >= OLDEST && version(home) != mine)
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(release)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.+-]", 2)[0]);
  }

  /**
   * Starts a JVM.
   *
   * @param home of the JDK
   * @param flags for the JVM
   * @param arguments of {@link SeedHashes#main}
   */
  public static OtherJvm start(
      Path directory, Path home, List<String> flags, World world, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath()));
    command.add(SeedHashes.class.getName());
    command.add(world.name());
    Stream.of(arguments).map(String::valueOf).forEach(command::add);
    try {
      Path out = Files.createTempFile(directory, "child", ".out");
      Path err = Files.createTempFile(directory, "child", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      return new OtherJvm(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the class path, which JUnit's console puts into a class loader of its own. */
  public static String classPath() {
    return OtherJvm.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs())
            .map(URL::getPath)
            .collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  /** Waits for the end of the JVM and returns its hashes. */
  public SeedHashes hashes() {
    try {
      boolean isEnded = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!isEnded || process.exitValue() != 0) {
        throw new AssertionError("the other JVM failed: " + Files.readString(err));
      }
      return SeedHashes.parse(Files.readString(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while another JVM ran", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
