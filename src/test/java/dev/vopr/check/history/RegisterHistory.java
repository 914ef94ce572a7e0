package dev.vopr.check.history;

import dev.vopr.check.model.RegisterModel;
import dev.vopr.sim.SimRng;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What clients of a few registers with few values see. All follows from a seed. */
final class RegisterHistory {
  private static final String NOBODYS = "nobody's";

  private final SimRng rng;
  private final int values;
  private final List<Operation<RegisterModel.Call, Optional<String>>> operations =
      new ArrayList<>();

  private RegisterHistory(long seed, int values) {
    rng = SimRng.of(seed).fork("registers");
    this.values = values;
  }

  private Optional<String> value() {
    return Optional.of("" + rng.nextInt(values));
  }

  private RegisterModel.Call call(String register) {
    return switch (rng.nextInt(3)) {
      case 0 -> new RegisterModel.Read(register);
      case 1 -> new RegisterModel.Write(register, value());
      default -> new RegisterModel.CompareAndSet(register, value(), value());
    };
  }

  /** Returns a few operations that overlap at random and return anything. */
  static List<Operation<RegisterModel.Call, Optional<String>>> ofAnyAnswers(long seed) {
    RegisterHistory history = new RegisterHistory(seed, 3);
    int span = 4 + history.rng.nextInt(24);
    int unknownPercent = history.rng.nextInt(60);
    for (int client = 0; client < 7; client++) {
      long invoked = history.rng.nextInt(span);
      long returned = invoked + 1 + history.rng.nextInt(span);
      RegisterModel.Call call = history.call("x");
      Optional<String> output =
          call instanceof RegisterModel.Read ? history.value() : Optional.empty();
      history.operations.add(
          history.rng.nextInt(100) < unknownPercent
              ? Operation.unknown(client, call, invoked)
              : Operation.known(client, call, output, invoked, returned));
    }
    history.operations.sort(Comparator.comparingLong(Operation::invoked));
    return history.operations;
  }

  // ---- long ones --------------------------------------------------------------------------------

  /** What one client has under way. */
  private static final class Client {
    private RegisterModel.Call call = new RegisterModel.Read("");
    private long invoked;
    private boolean isWaiting;
    private boolean hasHappened;
    private boolean hasFailed;
    private Optional<String> output = Optional.empty();
  }

  /**
   * Returns a history in which each operation takes effect at once, somewhere between invocation
   * and return; some changes are never answered, half of which took effect.
   *
   * @param isWrong whether a read in the middle returns what nobody wrote
   */
  static List<Operation<RegisterModel.Call, Optional<String>>> of(
      long seed, int count, int keys, int values, int unknownPercent, boolean isWrong) {
    RegisterHistory history = new RegisterHistory(seed, values);
    history.make(count, keys, unknownPercent, isWrong);
    return history.operations;
  }

  private void make(int count, int keys, int unknownPercent, boolean isWrong) {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(new Client());
    }
    Map<String, String> cells = new TreeMap<>();
    int wrongFrom = isWrong ? count / 2 : Integer.MAX_VALUE;
    for (int event = 1; operations.size() < count; event++) {
      int number = rng.nextInt(clients.size());
      Client client = clients.get(number);
      boolean isLost = client.isWaiting && rng.nextInt(200) < unknownPercent;
      if (!client.isWaiting) {
        client.call = call("r" + rng.nextInt(keys));
        client.invoked = event;
        client.isWaiting = true;
        client.hasHappened = false;
      } else if (isLost) {
        operations.add(Operation.unknown(number, client.call, client.invoked));
        client.isWaiting = false;
      } else if (!client.hasHappened) {
        happen(client, cells);
      } else {
        client.isWaiting = false;
        boolean isRead = client.call instanceof RegisterModel.Read;
        boolean strikes = isRead && operations.size() >= wrongFrom;
        wrongFrom = strikes ? Integer.MAX_VALUE : wrongFrom;
        Optional<String> output = strikes ? Optional.of(NOBODYS) : client.output;
        if (!client.hasFailed) {
          operations.add(Operation.known(number, client.call, output, client.invoked, event));
        }
      }
    }
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      if (client.isWaiting) {
        operations.add(Operation.unknown(i, client.call, client.invoked));
      }
    }
  }

  private static void happen(Client client, Map<String, String> cells) {
    Optional<String> before = Optional.ofNullable(cells.get(client.call.register()));
    Optional<Optional<String>> known = Optional.empty();
    Optional<String> after = new RegisterModel().next(before, client.call, known).orElseThrow();
    client.hasHappened = true;
    boolean isRead = client.call instanceof RegisterModel.Read;
    client.output = isRead ? before : Optional.empty();
    client.hasFailed =
        client.call instanceof RegisterModel.CompareAndSet swap && !swap.expected().equals(before);
    after.ifPresent(value -> cells.put(client.call.register(), value));
  }
}
