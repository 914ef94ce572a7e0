package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.history.Operation;
import dev.vopr.run.history.HistoryFiles;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import dev.vopr.vsr.state.KeyValueStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vopr check-history}, from the file to the exit code. */
class CheckHistoryTest {
  @TempDir private Path directory;

  private String file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines)).toString();
  }

  private static Cli check(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "check-history";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Cli.run(all);
  }

  @Test
  void aJepsenHistoryOfARegisterIsLinearizable() throws IOException {
    Cli cli =
        check(
            file(
                "a.edn",
                "{:process 0, :type :invoke, :f :write, :value 3}",
                "#jepsen.history.Op{:process 1, :type :invoke, :f :read, :value nil, :index 1}",
                "{:process :nemesis, :type :info, :f :start, :value nil}",
                "{:process 1, :type :ok, :f :read, :value nil}",
                "{:process 0, :type :ok, :f :write, :value 3}",
                "{:process 1, :type :invoke, :f :cas, :value [3 4]}",
                "{:process 1, :type :ok, :f :cas, :value [3 4]}",
                "{:process 0, :type :invoke, :f :cas, :value [3 5]}",
                "{:process 0, :type :fail, :f :cas, :value [3 5]}",
                "{:process 2, :type :invoke, :f :write, :value 9}",
                "{:process 2, :type :info, :f :write, :value 9, :error :timeout}",
                "{:process 1, :type :invoke, :f :read, :value nil}",
                "{:process 1, :type :ok, :f :read, :value 4}"));

    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isEqualTo(0);
    assertThat(cli.out()).startsWith("LINEARIZABLE · 5 operations");
  }

  @Test
  void aStaleReadOfOneOfManyKeysIsShown() throws IOException {
    Cli cli =
        check(
            file(
                "a.edn",
                "{:process 0, :type :invoke, :f :write, :value [x 1]}",
                "{:process 0, :type :ok, :f :write, :value [x 1]}",
                "{:process 0, :type :invoke, :f :cas, :value [x [1 2]]}",
                "{:process 0, :type :ok, :f :cas, :value [x [1 2]]}",
                "{:process 1, :type :invoke, :f :read, :value [y nil]}",
                "{:process 1, :type :ok, :f :read, :value [y nil]}",
                "{:process 1, :type :invoke, :f :read, :value [x nil]}",
                "{:process 1, :type :ok, :f :read, :value [x 1]}"));

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.out().lines())
        .containsExactly(
            "NOT_LINEARIZABLE · 4 operations, 4 steps tried",
            "  which means no order of the operations explains every answer",
            "  no order explains the first 3 operations on x; without the last answer there is one:",
            "    1–2            client 0    write x := 1 → nil",
            "    3–4            client 0    cas x from 1 to 2 → nil",
            "  > 7–8            client 1    read x → 1");
  }

  @Test
  void aHistoryOfTheKeyValueServiceIsWrittenAndReadAgain() throws IOException {
    Bytes key = Bytes.of("k");
    Bytes odd = Bytes.copyOf(new byte[] {(byte) 0xFF, 0});
    List<Operation<KeyValueCommand, Bytes>> operations =
        List.of(
            Operation.known(
                0, new KeyValueCommand.Put(1, key, odd), KeyValueStore.Status.OK.result(), 1, 2),
            Operation.known(
                1,
                new KeyValueCommand.CompareAndSet(1, key, Bytes.of("b"), Bytes.of("a")),
                KeyValueStore.Status.MISMATCH.with(odd),
                3,
                4),
            Operation.known(
                1, new KeyValueCommand.Delete(1, key), KeyValueStore.Status.OK.result(), 5, 6),
            Operation.unknown(0, new KeyValueCommand.Get(1, key), 7));
    Path file = directory.resolve("a.jsonl");

    HistoryFiles.write(file, operations);

    assertThat(HistoryFiles.read(file).operations()).isEqualTo(operations);
    assertThat(check(file.toString()).code()).isEqualTo(0);
  }

  @Test
  void aWrongAnswerOfTheKeyValueServiceIsFound() throws IOException {
    String get = "\"command\":\"get\",\"tenant\":0,\"key\":\"k\",\"result\":";

    Cli cli =
        check(file("a.jsonl", "{\"client\":0,\"invoked\":1,\"returned\":2," + get + "\"ok\"}"));

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.out()).contains("> 1–2            client 0    get 0/k → ok");
  }

  @Test
  void aSearchThatEndsAtItsLimitKnowsNothing() throws IOException {
    Cli cli =
        check(
            file(
                "a.edn",
                "{:process 0, :type :invoke, :f :write, :value 1}",
                "{:process 0, :type :ok, :f :write, :value 1}",
                "{:process 0, :type :invoke, :f :write, :value 2}",
                "{:process 0, :type :ok, :f :write, :value 2}"),
            "--steps",
            "1");

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.out()).startsWith("UNKNOWN").contains("raise --steps");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a.edn   | {:process 0, :type         | a.edn:2: is no EDN
          a.edn   | 7                          | a.edn:2: is not one map; write one event a line
          a.edn   | {:process 0} {:process 1}  | a.edn:2: is not one map
          a.edn   | {:process 0, :type :invoke, :f :add, :value 1} | a.edn:2: :f :add is unknown; give :read
          a.edn   | {:process 0, :type :ok, :f :read, :value 1} | a.edn:2: process 0 ends a :read that it
          a.edn   | {:process 0, :type :odd, :f :read, :value 1} | a.edn:2: :type :odd is unknown; give
          a.edn   | {:process 0, :type :invoke, :f :cas, :value 1} | a.edn:2: :value of a :cas is no pair
          a.edn   | {:process -1, :type :invoke, :f :read} | a.edn:2: :process -1 is no number; give one
          a.edn   | {:process 0, :type 3, :f :read} | a.edn:2: :type 3 is no keyword; give one
          a.jsonl | {"client":0,               | a.jsonl:2: is no JSON object
          a.jsonl | [1]                        | a.jsonl:2: is no JSON object; write one operation a line
          a.jsonl | {"client":0} {"client":1}  | a.jsonl:2: holds more than one object; write one a line
          a.jsonl | {"klient":0}               | a.jsonl:2: klient: unknown field; give some of client
          a.jsonl | {"client":0,"client":1}    | a.jsonl:2: is no JSON object: Duplicate
          a.jsonl | {"client":true}            | a.jsonl:2: client: give a text or a whole number
          a.jsonl | {"client":-1,"invoked":1}  | a.jsonl:2: client: "-1" is no whole number from 0
          a.jsonl | {"client":0,"invoked":1,"command":"get"} | a.jsonl:2: tenant: is missing; give it
          a.jsonl | {"client":0,"invoked":1,"command":"inc","tenant":0} | command: "inc" is unknown; give
          a.jsonl | {"client":0,"invoked":1,"command":"get","tenant":0,"key-base64":"*"} | is no base64
          a.jsonl | {"client":0,"invoked":1,"returned":1,"command":"get","tenant":0,"key":"k","result":"ok"} | returned: 1 is not after invoked, 1
          a.jsonl | {"client":0,"invoked":1,"returned":2,"command":"get","tenant":0,"key":"k"} | returned and result belong together
          a.jsonl | {"client":0,"invoked":1,"returned":2,"command":"get","tenant":0,"key":"k","result":"no"} | result: "no" is unknown; give one of ok
          """)
  void aDamagedLineIsNamedWithItsPlaceAndRemedy(String name, String line, String expected)
      throws IOException {
    Cli cli = check(file(name, "", line));

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).contains(expected).hasLineCount(1);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    assertThat(check(directory.resolve("no.edn").toString()).err())
        .contains("there is no such file; check the path");
    assertThat(check(file("a.txt", "x")).err()).contains("a.txt: is neither .jsonl nor .edn");
    Files.write(directory.resolve("b.edn"), new byte[] {(byte) 0xFF});
    assertThat(check(directory.resolve("b.edn").toString()).err()).contains("not text in UTF-8");
    assertThat(check(file("c.edn"), "--steps", "0").code()).isEqualTo(2);
    assertThat(check(file("c.edn"), "--memory", "0").code()).isEqualTo(2);
    assertThat(check(file("c.edn")).code()).as("nothing was asked").isEqualTo(0);
  }
}
