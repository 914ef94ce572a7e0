package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.ConflictingLogTail;
import dev.vopr.byzantine.ConflictingLogTail.EntryPart;
import dev.vopr.byzantine.Inflation;
import dev.vopr.byzantine.MessageFieldMutation;
import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.MessageTypeFilter;
import dev.vopr.byzantine.RoundBudget;
import dev.vopr.byzantine.TailCut;
import dev.vopr.byzantine.TwinSettings;
import dev.vopr.check.CheckSettings;
import dev.vopr.check.history.SearchBudget;
import dev.vopr.cluster.ClientFaultSettings;
import dev.vopr.cluster.ClockFaultSettings;
import dev.vopr.cluster.HealScope;
import dev.vopr.cluster.KeyPattern;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.ProcessSettings;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.net.CapacityPolicy;
import dev.vopr.net.Episodes;
import dev.vopr.net.KindFaults;
import dev.vopr.net.LatencyLaw;
import dev.vopr.net.LinkLatency;
import dev.vopr.net.LinkSettings;
import dev.vopr.net.NetworkSettings;
import dev.vopr.net.PacketFaultSettings;
import dev.vopr.net.PartitionKind;
import dev.vopr.net.PartitionSettings;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.FaultsEnd;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.scenario.ReportSettings;
import dev.vopr.scenario.ResumeSettings;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.scenario.TraceWanted;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.Interleaving;
import dev.vopr.storage.StorageSettings;
import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.client.ClientSettings;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.sign.Signatures;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the text of the settings to the values that the program works with. */
class JobReaderTest {
  private static final String EVERYTHING =
      """
      vopr {
        name = everything, description = "all at once", expect = [stalled, crashed]
        scenarios = [], scenario = "", mode = vsr, for = 0 s, report.junit = ""
        goals { %s }
        goal-share = 0.25
        seed = -17, iterations = 1001, workers = 3, fail-fast = true, check-determinism = true
        wall-limit = 61 s
        run { fault-time = 11 ms, until = goals, settle-time = 12 ms, heal = core, max-events = 113, interleaving = pct
          pct-depth = 14, pct-steps = 15, narrate = true, resume = true }
        cluster { replicas = 7, standbys = 6 }
        swarm.omit = 0
        vsr { hardening = chained, signatures = ed25519
          heartbeat-interval = 21 us, prepare-retry = 22 us, repair-retry = 23 us
          suspicion = 24 us, client-patience = 240 us, view-change = 241 us, view-change-cap = 242 us, vote-life = 244 us
          vote-retry = 243 us, ping = 245 us, abdication = 246 us, log-slots = 2470
          scrub-interval = 247 us
          clock-synchronised = false, clock-tolerance = 251 us, clock-window = 252 us
          clock-expiry = 253 us, clock-patience = 254 us, clock-drift-ppm = 255
          timestamp-distance = 256 us
          checkpoint-entries = 248, checkpoint-bytes = 249 KiB, sessions = 250
          pipeline-entries = 25, queue-requests = 26, batch-entries = 27, repair-entries = 28
          operation-bytes = 290 B, frame-bytes = 301 KiB }
        client { retry = 31 ms, retry-cap = 32 ms, crash = 0.33, down-min = 34 ns, down-max = 35 ns
          bad-request = 0.36 }
        workload { clients = 41, tenants = 42, keys = 43, value-bytes = 44 B, think-min = 45 ns
          think-max = 46 ns, operations = 47, pattern = hot-spot, hot-share = 0.48
          mix { get = 401, put = 402, compare-and-set = 403, delete = 404 }
          read-modify-write = 0.405, burst { operations = 406, pause-min = 407 ns, pause-max = 408 ns }
          idle { probability = 0.409, min = 410 ns, max = 411 ns } }
        network {
          latency { law = exponential, min = 51 ns, max = 5300 ns, mean = 52 ns, median = 53 ns
            sigma = 5.4, shape = 5.5 }
          loss = 0.54, duplication = 0.55, reordering = 0.56, reordering-delay = 57 ns, fifo = true
          capacity = 58, capacity-policy = back-pressure, backlog = 59, bandwidth = 60 B
          links = [
            { from = [0, 1040], to = [1]
              latency { law = lognormal, min = 501 ns, max = 5302 ns, median = 503 ns, sigma = 0.504 } }
            { latency { law = pareto, min = 505 ns, max = 506 ns, shape = 50.7 } }
          ]
          late-replay { probability = 0.508, delay { law = constant, min = 509 ns
            max = 510 ns } }
          bit-corruption = 0.511, truncation = 0.512, misdelivery = 0.513
          kinds = [
            { message = do-view-change, loss = 0.531, reordering = 0.532, reordering-delay = 533 ns
              late-replay = 0.534, misdelivery = 0.535 }
            { message = pong }
          ]
          clogs { probability = 0.514, interval = 515 ns, stability = 516 ns
            duration { law = uniform, min = 517 ns, max = 518 ns, mean = 519 ns } }
          slow-links { probability = 0.521, interval = 522 ns, stability = 523 ns
            duration { law = uniform, min = 524 ns, max = 525 ns, mean = 526 ns }
            factor-min = 5.26, factor-max = 52.7 }
          partitions { probability = 0.61, interval = 62 ns, kinds = [one-way, isolate-one]
            min = 63 ns, max = 64 ns, stability = 65 ns, flapping = 0.66, flap-period = 134 ns
            rolling = 0.68 }
        }
        storage { law = exponential, min = 91 ns, max = 9200 ns, mean = 911 ns, sector-bytes = 4 KiB
          write-error = 0.093, attempts = 94, faulty-disks = 2, unrestricted = true
          disk-full = 0.901, disk-full-writes = 902, torn-write = 0.903, lost-write = 0.904
          lying-sync = 0.905, misdirected-write = 0.906, read-error = 0.907, read-flip = 0.908
          misdirected-read = 0.909, stale-sector = 0.910, interval = 911 ms, bit-rot = 0.912
          zeroed-sector = 0.913, corruption = 0.096, lost-disk = 0.097
          slow { probability = 0.914, interval = 915 ms, min = 916 ns, max = 917 ns, disks = [0, 4, 0]
            latency-min = 918 ns, latency-max = 919 ns }
          disks = [{ disks = [1, 2], latency { law = constant, min = 920 ns } }
            { latency { law = pareto, min = 921 ns, shape = 9.2, max = 922 ns } }] }
        process { crash = 0.101, interval = 102 ns, down-min = 103 ns, down-max = 104 ns
          max-down = 5, correlated-crash = 0.131, stop = 0.132, restart-loop = 0.133
          restart-loop-within = 134 ns, reformat = 0.135
          pause { probability = 0.136, min = 137 ns, max = 138 ns }
          points {
            before-prepare = 0.01, after-prepare = 0.02, before-prepare-ok = 0.03
            after-prepare-ok = 0.04, on-prepare-ok-quorum = 0.05, after-reply = 0.06
            before-start-view-change = 0.07, after-start-view-change = 0.08, before-do-view-change = 0.09
            after-do-view-change = 0.10, on-do-view-change = 0.11, before-start-view = 0.12
            after-start-view = 0.13, on-start-view = 0.14, during-recovery = 0.15
            during-state-transfer = 0.16, during-view-record = 0.17, during-checkpoint = 0.18
            after-recovery = 0.19, after-get-view = 0.20 } }
        gray { interval = 141 ns, max-impaired = 2
          slow { probability = 0.142, min = 143 ns, max = 144 ns }
          intermittent { probability = 0.145, min = 146 ns, max = 147 ns }
          deaf { probability = 0.148, min = 149 ns, max = 150 ns }
          mute { probability = 0.151, min = 152 ns, max = 153 ns }
          read-only { probability = 0.154, min = 155 ns, max = 156 ns } }
        clock { offset-max = 111 ns, drift-max-ppm = 112, correction = 113 ms, faulty-clocks = 4
          interval = 115 ns
          step { probability = 0.116, size-min = 117 ns, size-max = 118 ns, min = 119 ns, max = 120 ns }
          freeze { probability = 0.121, min = 122 ns, max = 123 ns }
          failure { probability = 0.124, error-max = 125 ns, min = 126 ns, max = 127 ns } }
        byzantine {
          compromised = [1, 5]
          budget { process-rounds = 128, network-rounds = 129, rounds = 130 }
          twins { share = 0.131, interval = 132 ns }
          rules = [
            { name = one, message = [prepare, commit], from = [5], to = [0, 1040], probability = 0.7
              mutation = { kind = inflate-commit-number, amount = 71 }, deliver = false
              max-strikes = 72 }
            { name = two, mutation = { kind = inflate-commit-number, factor = 7.3 } }
            { name = three, mutation = { kind = truncate-log-tail, keep = 74 } }
            { name = four, mutation = { kind = truncate-log-tail, cut-off = 75 } }
            { name = five, mutation = { kind = conflicting-log-tail, last = 76
                parts = [client, timestamp] } }
            { name = six, mutation = { kind = op-number-mismatch, offset = -77 } }
            { name = seven, mutation = { kind = decrement-view-number, amount = 78 } }
            { name = eight, mutation = { kind = corrupt-checksum, bits = 63 } }
            { name = nine, mutation = { kind = duplicate-message, copies = 79 } }
            { name = ten, mutation = { kind = drop } }
            { name = eleven, mutation = { kind = delay, min = 80 ns, max = 81 ns } }
            { name = twelve, mutation = { kind = fork, branches = [
                { to = [2], mutation = { kind = drop } }
                { to = [3, 4], mutation = { kind = composite, mutations = [
                    { kind = conflicting-log-tail }, { kind = duplicate-message } ] } } ] } }
          ]
        }
        check { audit = false, linearizability-search = 0.5, history-operations = 77, search-steps = 88
          search-memory = 99 KiB }
        minimize { for = 7 s, runs = 66 }
        report { output = none, trace = all, directory = elsewhere, runs = 157, trace-events = 158, minimize = 159 ms
          remembered = known, reached = true, progress = kept }
      }
      """
          .formatted(everyGoal());

  /** Each measure with its place, from 1. */
  private static String everyGoal() {
    return Stream.of(Measure.values())
        .map(measure -> measure.key() + " = " + (measure.ordinal() + 1))
        .collect(Collectors.joining(", "));
  }

  @TempDir private Path directory;

  private Job read(String text) {
    return JobReader.read(Optional.of(Sandbox.fileIn(directory, text)), Map.of());
  }

  @Test
  void everySettingLandsInItsField() {
    Map<Countable, Long> goals = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      goals.put(measure, measure.ordinal() + 1L);
    }
    NetworkSettings network =
        new NetworkSettings(
            new LatencyLaw.Exponential(51, 103, 5_300),
            0.54,
            0.55,
            0.56,
            57,
            true,
            58,
            new PartitionSettings(
                0.61,
                62,
                63,
                64,
                List.of(PartitionKind.ONE_WAY, PartitionKind.ISOLATE_ONE),
                65,
                0.66,
                67,
                0.68),
            new PacketFaultSettings(
                0.508,
                new LatencyLaw.Constant(509),
                0.511,
                0.512,
                0.513,
                List.of(
                    new KindFaults(MessageKind.DO_VIEW_CHANGE, 0.531, 0.532, 533, 0.534, 0.535),
                    new KindFaults(MessageKind.PONG, 0, 0, 20_000_000, 0, 0))),
            new LinkSettings(
                List.of(
                    new LinkLatency(
                        List.of(0, 1040),
                        List.of(1),
                        new LatencyLaw.Lognormal(501, 1_004, 0.504, 5_302)),
                    new LinkLatency(List.of(), List.of(), new LatencyLaw.Pareto(505, 50.7, 506))),
                60,
                CapacityPolicy.BACK_PRESSURE,
                59,
                new Episodes(0.514, 515, new LatencyLaw.Uniform(517, 518), 516),
                new Episodes(0.521, 522, new LatencyLaw.Uniform(524, 525), 523),
                5.26,
                52.7));
    SimulationSettings simulation =
        new SimulationSettings(
            Interleaving.PCT,
            14,
            15,
            11_000_000,
            12_000_000,
            HealScope.CORE,
            113,
            new ReplicaSettings(
                7,
                6,
                Hardening.CHAINED,
                new ReplicaSettings.Timing(
                    21_000, 22_000, 23_000, 24_000, 240_000, 241_000, 242_000, 244_000, 243_000,
                    245_000, 246_000, 247_000),
                25,
                26,
                28,
                2_470,
                248,
                249 << 10,
                250,
                new Limits(301 << 10, 27, 248 + 25 + 2 * 27, 290),
                new ClockSettings(false, 251_000, 252_000, 253_000, 254_000, 255, 256_000)),
            new ClientSettings(7, 31_000_000, 32_000_000),
            new WorkloadSettings(
                41,
                42,
                43,
                44,
                45,
                46,
                47,
                new WorkloadSettings.Choice(
                    KeyPattern.HOT_SPOT, 0.48, new WorkloadSettings.Mix(401, 402, 403, 404), 0.405),
                new WorkloadSettings.Idleness(406, 407, 408, 0.409, 410, 411)),
            new ClientFaultSettings(0.33, 34, 35, 0.36),
            network,
            new ByzantineSettings(
                List.of(1, 5),
                false,
                3,
                rules(),
                new RoundBudget(128, 129, 130),
                new TwinSettings(0.131, 132)),
            new StorageSettings(
                new LatencyLaw.Exponential(91, 1_002, 9_200),
                94,
                4096,
                new StorageSettings.Writes(0.093, 0.901, 902, 0.903, 0.904, 0.905, 0.906),
                new StorageSettings.Reads(0.907, 0.908, 0.909, 0.910),
                new StorageSettings.Rest(911_000_000, 0.912, 0.913, 0.096, 0.097),
                new StorageSettings.Slow(
                    0.914, 915_000_000, 916, 917, new LatencyLaw.Uniform(918, 919), List.of(0, 4)),
                2,
                true,
                List.of(
                    new StorageSettings.OwnLatency(List.of(1, 2), new LatencyLaw.Constant(920)),
                    new StorageSettings.OwnLatency(
                        List.of(), new LatencyLaw.Pareto(921, 9.2, 922)))),
            new ProcessSettings(
                0.101,
                102,
                103,
                104,
                5,
                0.131,
                0.132,
                new ProcessSettings.Restarts(0.133, 134, 0.135),
                new ProcessSettings.Spell(0.136, 137, 138),
                new ProcessSettings.Gray(
                    141,
                    2,
                    new ProcessSettings.Spell(0.142, 143, 144),
                    new ProcessSettings.Spell(0.145, 146, 147),
                    new ProcessSettings.Spell(0.148, 149, 150),
                    new ProcessSettings.Spell(0.151, 152, 153),
                    new ProcessSettings.Spell(0.154, 155, 156)),
                points()),
            new ClockFaultSettings(
                111,
                112,
                113_000_000,
                4,
                115,
                new ClockFaultSettings.Step(
                    new ClockFaultSettings.Spell(0.116, 119, 120), 117, 118),
                new ClockFaultSettings.Spell(0.121, 122, 123),
                new ClockFaultSettings.Failure(new ClockFaultSettings.Spell(0.124, 126, 127), 125)),
            Signatures.ED25519,
            List.of(),
            Optional.empty());
    Scenario scenario =
        new Scenario(
            "everything",
            "all at once",
            List.of(Verdict.STALLED, Verdict.CRASHED),
            simulation,
            goals,
            0.25,
            FaultsEnd.GOALS,
            Optional.empty(),
            new CheckSettings(false, 0.5, 77, new SearchBudget(88, 99 << 10)));
    SweepSettings sweep = new SweepSettings(-17, 1_001, 3, true, true, 61_000);

    Job job = read(EVERYTHING);

    assertThat(job)
        .isEqualTo(
            new Job(
                scenario,
                sweep,
                true,
                OutputStyle.NONE,
                "",
                new ReportSettings(
                    "elsewhere",
                    TraceWanted.ALL,
                    157,
                    158,
                    159,
                    "known",
                    true,
                    new ResumeSettings("kept", true, job.report().resume().settings())),
                job.plans()));
  }

  private static Map<ProcessPoint, Double> points() {
    Map<ProcessPoint, Double> points = new EnumMap<>(ProcessPoint.class);
    for (ProcessPoint point : ProcessPoint.values()) {
      points.put(point, (point.ordinal() + 1) / 100.0);
    }
    return points;
  }

  private static List<MessageMutationRule> rules() {
    MessageFieldMutation.Fork fork =
        new MessageFieldMutation.Fork(
            List.of(
                new MessageFieldMutation.Branch(List.of(2), new MessageFieldMutation.Drop()),
                new MessageFieldMutation.Branch(
                    List.of(3, 4),
                    new MessageFieldMutation.Composite(
                        List.of(
                            new ConflictingLogTail(
                                Integer.MAX_VALUE, EnumSet.of(EntryPart.OPERATION)),
                            new MessageFieldMutation.DuplicateMessage(1))))));
    return List.of(
        new MessageMutationRule(
            "one",
            MessageTypeFilter.of(MessageKind.PREPARE, MessageKind.COMMIT),
            List.of(5),
            List.of(0, 1_040),
            0.7,
            new MessageFieldMutation.InflateCommitNumber(new Inflation.ByAmount(71)),
            false,
            72),
        rule("two", new MessageFieldMutation.InflateCommitNumber(new Inflation.ByFactor(7.3))),
        rule("three", new MessageFieldMutation.TruncateLogTail(new TailCut.Keep(74))),
        rule("four", new MessageFieldMutation.TruncateLogTail(new TailCut.CutOff(75))),
        rule("five", new ConflictingLogTail(76, EnumSet.of(EntryPart.CLIENT, EntryPart.TIMESTAMP))),
        rule("six", new MessageFieldMutation.OpNumberMismatch(-77)),
        rule("seven", new MessageFieldMutation.DecrementViewNumber(78)),
        rule("eight", new MessageFieldMutation.CorruptChecksum(63)),
        rule("nine", new MessageFieldMutation.DuplicateMessage(79)),
        rule("ten", new MessageFieldMutation.Drop()),
        rule("eleven", new MessageFieldMutation.Delay(80, 81)),
        rule("twelve", fork));
  }

  private static MessageMutationRule rule(String name, MessageFieldMutation mutation) {
    return new MessageMutationRule(
        name,
        MessageTypeFilter.of(MessageKind.values()),
        List.of(),
        List.of(),
        1,
        mutation,
        true,
        0);
  }

  @Test
  void limitsOfMinimisingAreReadByThemselves() {
    assertThat(MinimizeReader.read(Optional.of(Sandbox.fileIn(directory, EVERYTHING)), Map.of()))
        .isEqualTo(new MinimizeSettings(7_000, 66));
  }

  @Test
  void textAboveNamesEverySettingThatThereIs() {
    // What is not in the file comes from reference.conf, and the rendered text says so.
    String rendered =
        JobReader.render(Optional.of(Sandbox.fileIn(directory, EVERYTHING)), Map.of());

    assertThat(rendered).contains("everything").doesNotContain("reference.conf");
  }

  @Test
  void defaultsAreAJobThatRunsOnAllProcessors() {
    Job job = JobReader.read(Optional.empty(), Map.of());

    assertThat(job.sweep().seed()).isEqualTo(42);
    assertThat(job.sweep().workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(job.scenario().expected()).containsExactly(Verdict.SAFE);
    assertThat(job.scenario().simulation().byzantine())
        .isEqualTo(new ByzantineSettings(List.of(), 1, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          constant    | 5 ms | 1 ms
          uniform     | 1 ms | 5 ms
          exponential | 1 ms | 5 ms
          """)
  void eachLawOfLatencyIsRead(String law, String min, String max) {
    LatencyLaw latency =
        read("vopr.network.latency { law = %s, min = %s, max = %s }".formatted(law, min, max))
            .scenario()
            .simulation()
            .network()
            .latency();

    assertThat(latency.getClass().getSimpleName()).isEqualToIgnoringCase(law);
  }

  @Test
  void replicaThatIsNamedTwiceIsCompromisedOnce() {
    Job job = read("vopr.byzantine.compromised = [2, 2]");

    assertThat(job.scenario().simulation().byzantine().compromised()).containsExactly(2);
  }

  @Test
  void seedMayBeHexadecimalAndUseAllBits() {
    assertThat(read("vopr.seed = 0xffffffffffffffff").sweep().seed()).isEqualTo(-1);
    assertThat(read("vopr.seed = -9223372036854775808").sweep().seed()).isEqualTo(Long.MIN_VALUE);
  }
}
