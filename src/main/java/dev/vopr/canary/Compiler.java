package dev.vopr.canary;

import com.typesafe.config.Config;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles changed sources in memory, against the classes that are running. */
final class Compiler {
  /** One class of each library that the sources of this program need. */
  private static final List<String> LIBRARIES =
      List.of(
          "akka.actor.ActorSystem",
          "akka.actor.typed.ActorRef",
          "akka.testkit.ExplicitlyTriggeredScheduler",
          "akka.actor.testkit.typed.javadsl.ActorTestKit",
          "scala.Option",
          "org.slf4j.Logger",
          "com.fasterxml.jackson.core.JsonFactory",
          "us.bpsm.edn.Keyword",
          "picocli.CommandLine",
          "me.tongfei.progressbar.ProgressBar",
          "org.HdrHistogram.Histogram",
          "com.github.difflib.DiffUtils");

  private Compiler() {}

  /**
   * Returns the classes of a canary by their names: those of the changed files, or all if a change
   * is such that others have to be compiled anew.
   *
   * @throws CanaryException with the compiler's message if the patched code does not compile
   */
  static Map<String, byte[]> compile(Canary canary, Sources sources) {
    Map<String, String> changed = sources.plant(canary);
    Output output = new Output();
    Optional<String> error = run(changed, output);
    if (error.isPresent() || Signatures.areLost(output.classes())) {
      // A changed signature: whoever uses it has to be compiled as well, and is perhaps at fault.
      Map<String, String> all = sources.all();
      all.putAll(changed);
      output = new Output();
      error = run(all, output);
    }
    if (error.isPresent()) {
      throw new CanaryException(
          canary.file() + ": the patched code does not compile; mend the patch:\n" + error.get());
    }
    return output.classes();
  }

  private static Optional<String> run(Map<String, String> texts, Output output) {
    JavaCompiler compiler = Tools.COMPILER;
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<JavaFileObject> units = new ArrayList<>();
    texts.forEach((path, text) -> units.add(new Source(path, text)));
    List<String> options = List.of("-proc:none", "-nowarn", "-g");
    JavaFileManager files = output.over(Tools.FILES);
    boolean isDone = compiler.getTask(null, files, diagnostics, options, null, units).call();
    return isDone
        ? Optional.empty()
        : diagnostics.getDiagnostics().stream()
            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
            .map(Compiler::text)
            .findFirst();
  }

  /** The compiler, and what it has read of the class path, for all canaries of this JVM. */
  private static final class Tools {
    static final JavaCompiler COMPILER =
        Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
            .orElseThrow(
                () ->
                    new CanaryException(
                        "there is no Java compiler here; run it on a JDK instead of a JRE"));
    static final StandardJavaFileManager FILES = files();

    private static StandardJavaFileManager files() {
      StandardJavaFileManager files =
          COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
      try {
        files.setLocation(StandardLocation.CLASS_PATH, classPath());
      } catch (IOException e) {
        throw new CanaryException("the class path cannot be read", e);
      }
      return files;
    }
  }

  private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
    String place =
        diagnostic.getSource() == null
            ? ""
            : diagnostic.getSource().getName() + ":" + diagnostic.getLineNumber() + ": ";
    return place + diagnostic.getMessage(Locale.ROOT);
  }

  /** Where the classes that are running came from, whoever loaded them: Maven, a jar, or a test. */
  private static List<File> classPath() {
    Set<File> places = new LinkedHashSet<>();
    add(places, Compiler.class);
    add(places, Config.class);
    for (String library : LIBRARIES) {
      try {
        add(places, Class.forName(library, false, Compiler.class.getClassLoader()));
      } catch (ClassNotFoundException e) {
        throw new CanaryException("the class " + library + " is not on the class path", e);
      }
    }
    return List.copyOf(places);
  }

  private static void add(Set<File> places, Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      places.add(Path.of(source.getLocation().toURI()).toFile());
    } catch (URISyntaxException e) {
      throw new CanaryException("the class path has a strange entry: " + source, e);
    }
  }

  /** A source text that is in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String path;
    private final String text;

    Source(String path, String text) {
      super(URI.create("string:///" + path), Kind.SOURCE);
      this.path = path;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public String getName() {
      return path;
    }
  }

  /** The classes that the compiler writes. */
  private static final class Output {
    private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new LinkedHashMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    JavaFileManager over(JavaFileManager files) {
      return new ForwardingJavaFileManager<>(files) {
        @Override
        public JavaFileObject getJavaFileForOutput(
            Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
          return new SimpleJavaFileObject(
              URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
            @Override
            public OutputStream openOutputStream() {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              written.put(name, bytes);
              return bytes;
            }
          };
        }
      };
    }
  }
}
