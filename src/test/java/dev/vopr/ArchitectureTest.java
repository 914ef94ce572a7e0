package dev.vopr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.vopr.sim.LayeringFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of DESIGN §7: who sees whom, and what a deterministic package must not use. Each ban is
 * shown to strike by {@link BannedFixtures}.
 */
class ArchitectureTest {

  /** A package and the packages of ours that it may see; none beyond means libraries are free. */
  private record Layer(String name, List<String> mayUse, List<String> libraries) {
    static Layer of(String name, String... mayUse) {
      return new Layer(name, List.of(mayUse), List.of());
    }

    Layer withLibraries(String... only) {
      return new Layer(name, mayUse, List.of(only));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Something that a deterministic package must not use, and why. */
  private record Ban(
      String name,
      String reason,
      Class<?> fixture,
      List<String> types,
      Predicate<JavaAccess<?>> access) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A class that may do what a ban forbids, and why. */
  private record Exemption(String className, String ban, String reason) {
    @Override
    public String toString() {
      return className + " from " + ban;
    }
  }

  private static final String[] WORLD = {
    "sim", "vsr", "trace", "fault", "net", "byzantine", "storage"
  };

  private static final List<Layer> LAYERS =
      List.of(
          Layer.of("sim").withLibraries("java..", "akka..", "scala..", "com.typesafe.config.."),
          Layer.of("vsr").withLibraries("java..", "javax.crypto.."),
          Layer.of("trace", "vsr", "fault").withLibraries("java.."),
          Layer.of("check", "vsr", "trace").withLibraries("java.."),
          Layer.of("fault", "sim", "vsr").withLibraries("java.."),
          Layer.of("net", with(WORLD, "cluster")),
          Layer.of("byzantine", with(WORLD, "cluster")),
          Layer.of("storage", with(WORLD, "cluster")),
          Layer.of("cluster", WORLD),
          Layer.of("model", with(WORLD, "cluster", "check", "scenario")),
          Layer.of("config", with(WORLD, "cluster", "check", "scenario", "model")),
          Layer.of("scenario", with(WORLD, "cluster", "check", "config")),
          Layer.of("run", with(WORLD, "cluster", "check", "config", "scenario", "model")),
          Layer.of("report", with(WORLD, "cluster", "check", "config", "scenario", "run", "model")),
          Layer.of("canary", with(WORLD, "cluster", "check", "config", "scenario", "run")),
          Layer.of(
              "cli",
              with(WORLD, "cluster", "check", "config", "scenario", "run", "report", "canary")));

  private static final List<String> DETERMINISTIC =
      List.of(
          "sim",
          "vsr",
          "net",
          "byzantine",
          "storage",
          "cluster",
          "trace",
          "check",
          "fault",
          "model");

  private static final List<Ban> BANS =
      List.of(
          new Ban(
              "wall clocks",
              "time is an argument",
              BannedFixtures.WallClocks.class,
              List.of("java.util.Date", "java.util.Calendar", "java.time.Clock"),
              access ->
                  isCall(access, "java.lang.System", "currentTimeMillis", "nanoTime")
                      || (owner(access).startsWith("java.time.")
                          && access.getName().equals("now"))),
          new Ban(
              "unseeded randomness",
              "chance comes from SimRng",
              BannedFixtures.UnseededRandomness.class,
              List.of(
                  "java.util.Random",
                  "java.util.concurrent.ThreadLocalRandom",
                  "java.util.SplittableRandom",
                  "java.util.random.RandomGenerator",
                  "java.security.SecureRandom"),
              access ->
                  isCall(access, "java.lang.Math", "random")
                      || isCall(access, "java.util.UUID", "randomUUID")
                      || isCall(access, "java.util.Collections", "shuffle")),
          new Ban(
              "threads",
              "a simulation has one thread",
              BannedFixtures.Threads.class,
              List.of(
                  "java.util.Timer",
                  "java.util.concurrent.Executors",
                  "java.util.concurrent.ForkJoinPool",
                  "java.util.concurrent.ThreadPoolExecutor",
                  "java.util.concurrent.ScheduledThreadPoolExecutor"),
              access ->
                  (access.getTargetOwner().isAssignableTo(Thread.class)
                          && List.of("<init>", "start", "sleep").contains(access.getName()))
                      || isCall(access, "java.util.Arrays", "parallelSort", "parallelSetAll")),
          new Ban(
              "asynchronous futures",
              "callbacks run in the turn that completes the future",
              BannedFixtures.AsynchronousFutures.class,
              List.of(),
              access ->
                  isCall(access, "java.util.concurrent.CompletableFuture")
                      && (access.getName().endsWith("Async")
                          || List.of("orTimeout", "completeOnTimeout", "delayedExecutor")
                              .contains(access.getName()))),
          new Ban(
              "parallel streams",
              "a simulation has one thread",
              BannedFixtures.ParallelStreams.class,
              List.of(),
              access -> List.of("parallel", "parallelStream").contains(access.getName())),
          new Ban(
              "hash tables",
              "their order depends on hash codes; use a list, EnumMap, TreeMap or LinkedHashMap",
              BannedFixtures.HashTables.class,
              List.of(
                  "java.util.HashMap",
                  "java.util.HashSet",
                  "java.util.IdentityHashMap",
                  "java.util.WeakHashMap",
                  "java.util.Hashtable",
                  "java.util.concurrent.ConcurrentHashMap"),
              access ->
                  isCall(
                          access,
                          "java.util.stream.Collectors",
                          "toSet",
                          "toUnmodifiableSet",
                          "toUnmodifiableMap")
                      || isHashCollector(access)),
          new Ban(
              "immutable sets and maps",
              "their order is salted anew in each JVM",
              BannedFixtures.ImmutableSetsAndMaps.class,
              List.of(),
              access ->
                  isCall(access, "java.util.Set", "of", "copyOf")
                      || isCall(access, "java.util.Map", "of", "copyOf", "ofEntries")),
          new Ban(
              "identity hash codes",
              "they differ between runs, an enum's too",
              BannedFixtures.IdentityHashCodes.class,
              List.of(),
              access ->
                  isCall(access, "java.lang.System", "identityHashCode")
                      || (access.getName().equals("hashCode")
                          && (owner(access).equals("java.lang.Object")
                              || access.getTargetOwner().isAssignableTo(Enum.class)))));

  private static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption(
              "dev.vopr.sim.ThreadRandom",
              "unseeded randomness",
              "it is what seeds the generator that Akka uses"));

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.vopr");

  // --- layers ---

  static Stream<Layer> layers() {
    return LAYERS.stream();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aPackageSeesOnlyThoseBelowIt(Layer layer) {
    ruleOf(layer).check(PRODUCTION);
  }

  @Test
  void aPackageThatSeesMoreThanItMayIsFound() {
    JavaClasses fixture = new ClassFileImporter().importClasses(LayeringFixture.class);

    List<String> details = ruleOf(LAYERS.get(0)).evaluate(fixture).getFailureReport().getDetails();

    assertThat(details).anyMatch(detail -> detail.contains("dev.vopr.BannedFixtures"));
    assertThat(details).anyMatch(detail -> detail.contains("org.assertj"));
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("dev.vopr.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(PRODUCTION);
  }

  @Test
  void eachPackageHasItsPlace() {
    List<String> places = LAYERS.stream().map(layer -> inside(layer.name())).toList();

    assertThat(PRODUCTION.stream().filter(type -> !isInAny(type, places)))
        .as("classes outside of the packages of DESIGN §7")
        .isEmpty();
  }

  private static ArchRule ruleOf(Layer layer) {
    List<String> visible = new ArrayList<>(layer.libraries());
    visible.add(inside(layer.name()));
    layer.mayUse().forEach(name -> visible.add(inside(name)));
    Predicate<JavaClass> isForeign =
        layer.libraries().isEmpty()
            ? type -> !type.getPackageName().startsWith("dev.vopr")
            : type -> false;
    return classes()
        .that()
        .resideInAPackage(inside(layer.name()))
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are in " + visible,
                type ->
                    isForeign.test(type)
                        || type.getBaseComponentType().isPrimitive()
                        || isInAny(type.getBaseComponentType(), visible)))
        .allowEmptyShould(true);
  }

  private static boolean isInAny(JavaClass type, List<String> packages) {
    return packages.stream()
        .anyMatch(name -> JavaClass.Predicates.resideInAPackage(name).test(type));
  }

  private static String inside(String name) {
    return "dev.vopr." + name + "..";
  }

  private static String[] with(String[] names, String... more) {
    return Stream.concat(Stream.of(names), Stream.of(more)).toArray(String[]::new);
  }

  // --- bans ---

  static Stream<Ban> bans() {
    return BANS.stream();
  }

  @ParameterizedTest
  @MethodSource("bans")
  void deterministicPackagesKeepOffWhatIsBanned(Ban ban) {
    String[] packages = DETERMINISTIC.stream().map(ArchitectureTest::inside).toArray(String[]::new);

    classes()
        .that()
        .resideInAnyPackage(packages)
        .should(keepOff(ban, EXEMPTIONS))
        .because(ban.reason())
        .allowEmptyShould(true)
        .check(PRODUCTION);
  }

  @ParameterizedTest
  @MethodSource("bans")
  void theBanStrikesEachUse(Ban ban) {
    JavaClass fixture = imported(ban.fixture());

    List<String> details = violations(ban, fixture);

    assertThat(fixture.getMethods()).isNotEmpty();
    assertThat(fixture.getMethods())
        .allSatisfy(
            method ->
                assertThat(details)
                    .as("%s forbids %s", ban.name(), method.getName())
                    .anyMatch(detail -> detail.contains("." + method.getName() + "(")));
  }

  @ParameterizedTest
  @MethodSource("bans")
  void theBanLeavesAloneWhatIsAllowed(Ban ban) {
    JavaClass fixture = imported(BannedFixtures.Allowed.class);

    assertThat(violations(ban, fixture)).isEmpty();
  }

  static Stream<Exemption> exemptions() {
    return EXEMPTIONS.stream();
  }

  @ParameterizedTest
  @MethodSource("exemptions")
  void eachExemptionIsNeeded(Exemption exemption) {
    Ban ban = BANS.stream().filter(b -> b.name().equals(exemption.ban())).findFirst().orElseThrow();

    assertThat(violations(ban, PRODUCTION.get(exemption.className())))
        .as("without it the ban would strike")
        .isNotEmpty();
  }

  private static JavaClass imported(Class<?> type) {
    return new ClassFileImporter().importClasses(type).get(type);
  }

  private static List<String> violations(Ban ban, JavaClass type) {
    ConditionEvents events = ConditionEvents.Factory.create();
    keepOff(ban, List.of()).check(type, events);
    return events.getViolating().stream()
        .flatMap(event -> event.getDescriptionLines().stream())
        .toList();
  }

  private static ArchCondition<JavaClass> keepOff(Ban ban, List<Exemption> exemptions) {
    return new ArchCondition<>("keep off " + ban.name()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean isExempt =
            exemptions.stream()
                .anyMatch(e -> e.className().equals(type.getName()) && e.ban().equals(ban.name()));
        if (isExempt) {
          return;
        }
        type.getAccessesFromSelf().stream()
            .filter(ban.access())
            .forEach(
                access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
        type.getDirectDependenciesFromSelf().stream()
            .filter(use -> ban.types().contains(use.getTargetClass().getName()))
            .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
      }
    };
  }

  private static boolean isCall(JavaAccess<?> access, String owner, String... names) {
    return owner(access).equals(owner)
        && (names.length == 0 || List.of(names).contains(access.getName()));
  }

  /** Without a supplier of the map these make a HashMap. */
  private static boolean isHashCollector(JavaAccess<?> access) {
    if (!isCall(access, "java.util.stream.Collectors", "toMap", "groupingBy")) {
      return false;
    }
    return !access.getTarget().getFullName().contains("java.util.function.Supplier");
  }

  private static String owner(JavaAccess<?> access) {
    return access.getTargetOwner().getName();
  }
}
