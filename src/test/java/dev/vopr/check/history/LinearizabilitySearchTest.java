package dev.vopr.check.history;

import static dev.vopr.check.history.SearchResult.Answer.LINEARIZABLE;
import static dev.vopr.check.history.SearchResult.Answer.NOT_LINEARIZABLE;
import static dev.vopr.check.history.SearchResult.Answer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.history.GeneratedHistory.Fault;
import dev.vopr.check.model.KeyValueModel;
import dev.vopr.check.model.RegisterModel;
import dev.vopr.check.model.SequentialModel;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The search for an order, which believes no log. */
class LinearizabilitySearchTest {
  private static final SearchBudget AMPLE = new SearchBudget(100_000_000, 64 << 20);
  private static final int GENERATED = 2_400;

  // ---- by hand ----------------------------------------------------------------------------------

  private final List<Operation<RegisterModel.Call, Optional<String>>> history = new ArrayList<>();

  private void write(int client, String value, long from, long to) {
    history.add(
        Operation.known(
            client, new RegisterModel.Write("x", Optional.of(value)), Optional.empty(), from, to));
  }

  private void read(int client, String value, long from, long to) {
    history.add(Operation.known(client, new RegisterModel.Read("x"), Optional.of(value), from, to));
  }

  private SearchResult<RegisterModel.Call, Optional<String>> searched() {
    return LinearizabilitySearch.search(new RegisterModel(), history, AMPLE);
  }

  @Test
  void anEmptyHistoryIsLinearizable() {
    assertThat(searched().answer()).isEqualTo(LINEARIZABLE);
  }

  @Test
  void aReadMayReturnAWriteThatIsUnderWay() {
    write(0, "1", 1, 2);
    write(1, "2", 3, 8);
    read(2, "2", 4, 5);
    read(2, "2", 6, 7);

    assertThat(searched().answer()).isEqualTo(LINEARIZABLE);
  }

  @Test
  void aReadDoesNotGoBackToAnOlderValue() {
    write(0, "1", 1, 2);
    write(1, "2", 3, 10);
    read(2, "2", 4, 5);
    read(3, "1", 6, 7);
    read(3, "1", 8, 9);

    SearchResult<RegisterModel.Call, Optional<String>> result = searched();

    assertThat(result.answer()).isEqualTo(NOT_LINEARIZABLE);
    assertThat(result.refutation()).map(SearchResult.Refutation::last).contains(history.get(3));
    assertThat(result.refutation()).map(SearchResult.Refutation::operations).contains(4);
    assertThat(result.refutation().orElseThrow().around())
        .containsExactly(history.get(0), history.get(1), history.get(2));
  }

  @Test
  void aWriteOfUnknownOutcomeMayTakeEffectAtAnyTimeOrNever() {
    write(0, "1", 1, 2);
    history.add(Operation.unknown(1, new RegisterModel.Write("x", Optional.of("2")), 3));
    read(2, "1", 4, 5);
    read(2, "2", 6, 7);
    assertThat(searched().answer()).as("it took effect late").isEqualTo(LINEARIZABLE);

    read(2, "1", 8, 9);
    assertThat(searched().answer()).as("it cannot be undone").isEqualTo(NOT_LINEARIZABLE);
  }

  @Test
  void aCompareAndSetFindsWhatItExpects() {
    write(0, "1", 1, 2);
    Optional<String> one = Optional.of("1");
    RegisterModel.Call swap = new RegisterModel.CompareAndSet("x", one, Optional.of("2"));
    history.add(Operation.known(1, swap, Optional.empty(), 3, 6));
    history.add(Operation.known(2, swap, Optional.empty(), 4, 5));

    assertThat(searched().answer()).as("both cannot win").isEqualTo(NOT_LINEARIZABLE);
    write(3, "1", 1, 7);
    assertThat(searched().answer()).as("with a write in between").isEqualTo(LINEARIZABLE);
  }

  @Test
  void partsAreSearchedAloneAndTheEarliestRefutationIsShown() {
    write(0, "1", 1, 2);
    read(1, "2", 5, 8);
    Operation<RegisterModel.Call, Optional<String>> other =
        Operation.known(2, new RegisterModel.Read("y"), Optional.of("3"), 3, 4);
    history.add(other);

    SearchResult<RegisterModel.Call, Optional<String>> result = searched();

    assertThat(result.refutation()).map(SearchResult.Refutation::part).contains("y");
    assertThat(result.refutation()).map(SearchResult.Refutation::last).contains(other);
  }

  // ---- generated --------------------------------------------------------------------------------

  private static Fault faultOf(long seed) {
    return Fault.values()[(int) (seed % Fault.values().length)];
  }

  @Test
  void searchAndWitnessAgreeOnGeneratedHistories() {
    Map<Fault, Integer> refuted = new EnumMap<>(Fault.class);
    int strict = 0;
    for (long seed = 0; seed < GENERATED; seed++) {
      Fault fault = faultOf(seed);
      GeneratedHistory generated = GeneratedHistory.of(seed, 4, 2, 60, fault);
      SearchResult.Answer answer =
          LinearizabilitySearch.search(new KeyValueModel(), generated.operations(), AMPLE).answer();
      boolean isWitnessed = generated.witnessed().isEmpty();

      assertThat(answer).as("seed %d is decided", seed).isNotEqualTo(UNKNOWN);
      boolean isLinearizable = answer == LINEARIZABLE;
      if (isWitnessed || fault == Fault.NONE) {
        assertThat(isLinearizable).as("seed %d, %s: the log is an order", seed, fault).isTrue();
      }
      if (fault == Fault.NONE || fault == Fault.WRONG_VALUE) {
        assertThat(isWitnessed)
            .as("seed %d, %s: both say the same", seed, fault)
            .isEqualTo(isLinearizable);
      }
      refuted.merge(fault, isLinearizable ? 0 : 1, Integer::sum);
      strict += isLinearizable && !isWitnessed ? 1 : 0;
    }
    int all = refuted.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(all).as("not linearizable: %s", refuted).isGreaterThan(GENERATED / 3);
    assertThat(refuted.get(Fault.WRONG_VALUE)).isGreaterThan(GENERATED / 8);
    refuted.remove(Fault.NONE);
    assertThat(refuted.values())
        .as("each fault is found: %s", refuted)
        .allMatch(count -> count > 20);
    assertThat(strict).as("another order than that of the log").isLessThan(GENERATED / 4);
  }

  @Test
  void theSearchAnswersAsTryingEveryOrderDoes() {
    int refuted = 0;
    for (long seed = 0; seed < GENERATED; seed++) {
      List<Operation<KeyValueCommand, Bytes>> operations =
          GeneratedHistory.of(seed, 3, 1, 7, faultOf(seed)).operations();
      KeyValueModel model = new KeyValueModel();

      SearchResult<KeyValueCommand, Bytes> result =
          LinearizabilitySearch.search(model, operations, AMPLE);

      boolean isLinearizable = BruteForce.isLinearizable(model, operations);
      assertThat(result.answer())
          .as("seed %d", seed)
          .isEqualTo(isLinearizable ? LINEARIZABLE : NOT_LINEARIZABLE);
      if (!isLinearizable) {
        refuted++;
        long end = result.refutation().orElseThrow().last().returned();
        assertThat(BruteForce.isLinearizable(model, operations, end))
            .as("seed %d: the beginning that is shown has no order", seed)
            .isFalse();
        assertThat(BruteForce.isLinearizable(model, operations, end - 1))
            .as("seed %d: a shorter one has", seed)
            .isTrue();
      }
    }
    assertThat(refuted).isGreaterThan(GENERATED / 4);
  }

  @Test
  void aSearchThatKeepsTooLittleAtFirstAnswersTheSame() {
    int refuted = 0;
    for (long seed = 0; seed < GENERATED; seed++) {
      List<Operation<RegisterModel.Call, Optional<String>>> operations =
          RegisterHistory.ofAnyAnswers(seed);
      RegisterModel model = new RegisterModel();
      PartSearch<Optional<String>, RegisterModel.Call, Optional<String>> search =
          new PartSearch<>(model, operations, AMPLE);

      SearchResult.Answer answer = search.run(1);

      boolean isLinearizable = BruteForce.isLinearizable(model, operations);
      assertThat(answer)
          .as("seed %d", seed)
          .isEqualTo(isLinearizable ? LINEARIZABLE : NOT_LINEARIZABLE);
      if (!isLinearizable) {
        refuted++;
        long end = search.refutation("x").last().returned();
        assertThat(BruteForce.isLinearizable(model, operations, end)).as("seed %d", seed).isFalse();
        assertThat(BruteForce.isLinearizable(model, operations, end - 1))
            .as("seed %d: a shorter beginning has an order", seed)
            .isTrue();
      }
    }
    assertThat(refuted).isBetween(GENERATED / 4, GENERATED * 3 / 4);
  }

  @Test
  void thePlaceOfAWrongAnswerInALongHistoryIsFound() {
    List<Operation<KeyValueCommand, Bytes>> operations =
        GeneratedHistory.of(5, 10, 8, 10_000, Fault.WRONG_VALUE, 0).operations();

    SearchResult<KeyValueCommand, Bytes> result =
        LinearizabilitySearch.search(new KeyValueModel(), operations, AMPLE);

    assertThat(result.answer()).isEqualTo(NOT_LINEARIZABLE);
    assertThat(result.refutation().orElseThrow().last().output())
        .map(HistoryText::of)
        .contains("ok nobody's");
  }

  @Test
  void aLongHistoryWithoutAFaultIsDecidedWithinAFewStepsForEachOperation() {
    List<Operation<KeyValueCommand, Bytes>> operations =
        GeneratedHistory.of(6, 10, 8, 10_000, Fault.NONE).operations();

    SearchResult<KeyValueCommand, Bytes> result =
        LinearizabilitySearch.search(new KeyValueModel(), operations, AMPLE);

    assertThat(result.answer()).isEqualTo(LINEARIZABLE);
    assertThat(result.steps()).isLessThan(100 * 10_000);
    assertThat(result.refutation()).isEmpty();
  }

  // ---- how much is tried ------------------------------------------------------------------------

  /** Ten clients on so many keys of few or many values, with a share of lost answers. */
  @ParameterizedTest
  @CsvSource({
    "1, 5, 0, 100_000",
    "1, 5, 5, 8_000_000",
    "1, 1000, 5, 200_000",
    "4, 5, 0, 40_000",
    "4, 5, 5, 1_000_000",
    "4, 1000, 5, 40_000",
    "100, 5, 0, 20_000",
    "100, 5, 5, 20_000",
  })
  void tenThousandOperationsOfRegistersAreDecidedWithinALimit(
      int keys, int values, int unknownPercent, String most) {
    SearchBudget budget = new SearchBudget(Long.parseLong(most.replace("_", "")), 64 << 20);

    for (boolean isWrong : new boolean[] {false, true}) {
      List<Operation<RegisterModel.Call, Optional<String>>> operations =
          RegisterHistory.of(1, 10_000, keys, values, unknownPercent, isWrong);
      SearchResult<RegisterModel.Call, Optional<String>> result =
          LinearizabilitySearch.search(new RegisterModel(), operations, budget);
      assertThat(result.answer()).isEqualTo(isWrong ? NOT_LINEARIZABLE : LINEARIZABLE);
      if (isWrong) {
        SearchResult.Refutation<RegisterModel.Call, Optional<String>> refutation =
            result.refutation().orElseThrow();
        assertThat(refutation.last().output()).contains(Optional.of("nobody's"));
        assertThat(refutation.isShortest()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 250_000",
    "1, 4, 250_000",
    "4, 0, 50_000",
    "4, 4, 50_000",
    "100, 0, 20_000",
    "100, 4, 20_000"
  })
  void tenThousandOperationsOfTheKeyValueServiceAreDecidedWithinALimit(
      int keys, int unknownPercent, String most) {
    SearchBudget budget = new SearchBudget(Long.parseLong(most.replace("_", "")), 64 << 20);

    for (Fault fault : List.of(Fault.NONE, Fault.WRONG_VALUE)) {
      List<Operation<KeyValueCommand, Bytes>> operations =
          GeneratedHistory.of(1, 10, keys, 10_000, fault, unknownPercent).operations();
      SearchResult.Answer answer =
          LinearizabilitySearch.search(new KeyValueModel(), operations, budget).answer();
      assertThat(answer).isEqualTo(fault == Fault.NONE ? LINEARIZABLE : NOT_LINEARIZABLE);
    }
  }

  // ---- limits -----------------------------------------------------------------------------------

  /** Concurrent changes from each value to each other, and an answer that none of them explains. */
  private void addHardHistory(int values) {
    write(0, "0", 1, 2);
    int client = 1;
    for (int from = 0; from < values; from++) {
      for (int to = 0; to < values; to++) {
        RegisterModel.Call swap =
            new RegisterModel.CompareAndSet("x", Optional.of("" + from), Optional.of("" + to));
        history.add(Operation.known(client, swap, Optional.empty(), 2L + client, 1_000 + client));
        client++;
      }
    }
    read(client, "never written", 2L + client, 1_000 + client);
  }

  @Test
  void aSearchEndsAtItsSteps() {
    addHardHistory(6);

    SearchResult<RegisterModel.Call, Optional<String>> result =
        LinearizabilitySearch.search(new RegisterModel(), history, new SearchBudget(777, 1 << 20));

    assertThat(result.answer()).isEqualTo(UNKNOWN);
    assertThat(result.steps()).isEqualTo(777);
  }

  @Test
  void aSearchEndsAtItsMemory() {
    addHardHistory(6);

    SearchResult<RegisterModel.Call, Optional<String>> result =
        LinearizabilitySearch.search(
            new RegisterModel(), history, new SearchBudget(Long.MAX_VALUE, 64 << 10));

    assertThat(result.answer()).isEqualTo(UNKNOWN);
    assertThat(result.steps()).as("64 KiB hold some configurations").isBetween(100L, 1_000_000L);
  }

  /** Half of what is allowed: the other half is for an array that grows, and is there twice. */
  @ParameterizedTest
  @CsvSource({"6, 8", "6, 16", "6, 64"})
  void whatIsKeptNeverTakesMoreThanHalfOfTheMemoryThatIsAllowed(int values, int kibibytes) {
    addHardHistory(values);
    long bytes = (long) kibibytes << 10;

    PartSearch<Optional<String>, RegisterModel.Call, Optional<String>> search =
        new PartSearch<>(new RegisterModel(), history, new SearchBudget(400_000, bytes));

    assertThat(search.run()).isEqualTo(UNKNOWN);
    assertThat(search.mostBytes()).as("the limit was reached").isBetween(bytes / 8, bytes / 2);
  }

  @Test
  void manyOutcomesThatNobodyKnowsDoNotStopTheSearch() {
    List<Operation<RegisterModel.Call, Optional<String>>> operations = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      RegisterModel.Call lost = new RegisterModel.Write("x", Optional.of("lost" + i));
      operations.add(Operation.unknown(i, lost, 1 + i));
    }
    for (int i = 0; i < 2_000; i++) {
      RegisterModel.Call call = new RegisterModel.Write("x", Optional.of("w" + i));
      operations.add(Operation.known(50, call, Optional.empty(), 100 + 4L * i, 101 + 4L * i));
      Optional<String> read = Optional.of("w" + i);
      operations.add(
          Operation.known(51, new RegisterModel.Read("x"), read, 102 + 4L * i, 103 + 4L * i));
    }
    SequentialModel<Optional<String>, RegisterModel.Call, Optional<String>> model =
        new RegisterModel();

    assertThat(LinearizabilitySearch.search(model, operations, AMPLE).answer())
        .isEqualTo(LINEARIZABLE);
  }
}
