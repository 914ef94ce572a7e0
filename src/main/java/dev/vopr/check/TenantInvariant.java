package dev.vopr.check;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * No reply shows a client a value that another tenant's client wrote. Values of the workload begin
 * with the name of the client that wrote them, such as {@code c3.17}; others say nothing.
 */
public final class TenantInvariant implements Invariant, SendInvariant {
  private static final int MOST_DIGITS = 6;

  private final int tenants;

  TenantInvariant(CheckedCluster cluster) {
    tenants = cluster.tenants();
  }

  @Override
  public String name() {
    return "tenant-isolation";
  }

  @Override
  public String source() {
    return "the service: tenants share no key";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (tenants < 2 || !(sending.message() instanceof Message.Reply reply)) {
      return Optional.empty();
    }
    OptionalInt writer = writerOf(reply.result());
    int reader = sending.to() - Nodes.client(0);
    boolean isForeign =
        reply.request() > 0
            && writer.isPresent()
            && writer.getAsInt() % tenants != reader % tenants;
    if (!isForeign) {
      return Optional.empty();
    }
    String sentence =
        "r%d shows client %d of tenant %d a value of client %d of tenant %d"
            .formatted(
                sending.from(),
                reader,
                reader % tenants,
                writer.getAsInt(),
                writer.getAsInt() % tenants);
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), 0, sending.nanos())
            .with(
                sending.fact("tenant that reads", Integer.toString(reader % tenants)),
                sending.fact("tenant that wrote", Integer.toString(writer.getAsInt() % tenants))));
  }

  /** Returns the number of the client whose value a result shows, if it shows one. */
  private static OptionalInt writerOf(Bytes result) {
    byte[] bytes = result.toArray();
    boolean isValue =
        bytes.length > 2 && bytes[0] == KeyValueStore.Status.OK.ordinal() && bytes[1] == 'c';
    int client = 0;
    int at = 2;
    while (isValue && at < bytes.length && at < 2 + MOST_DIGITS && isDigit(bytes[at])) {
      client = client * 10 + bytes[at] - '0';
      at++;
    }
    boolean isName = isValue && at > 2 && at < bytes.length && bytes[at] == '.';
    return isName ? OptionalInt.of(client) : OptionalInt.empty();
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }
}
