package dev.vopr.check.history;

import dev.vopr.check.model.RegisterModel;
import dev.vopr.check.model.TextBytes;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.List;
import java.util.Optional;

/** Operations as people read them. */
public final class HistoryText {
  private static final List<String> STATUS = List.of("ok", "not-found", "mismatch", "invalid");

  private HistoryText() {}

  /** Returns {@code put 0/k1 := c0.7}. */
  public static String of(KeyValueCommand command) {
    return command.accept(new Commands());
  }

  /** Returns {@code ok c0.7}, or {@code not-found}. */
  public static String of(Bytes result) {
    if (result.length() == 0 || result.asBuffer().get(0) >= STATUS.size()) {
      return TextBytes.of(result);
    }
    String status = STATUS.get(Math.max(0, result.asBuffer().get(0)));
    return result.length() == 1
        ? status
        : status + " " + TextBytes.of(result.slice(1, result.length() - 1));
  }

  /** Returns {@code write x := 3}. */
  public static String of(RegisterModel.Call call) {
    return call.accept(new Calls());
  }

  /** Returns the value, or {@code nil}. */
  public static String of(Optional<String> value) {
    return value.orElse("nil");
  }

  private record Commands() implements KeyValueCommand.Visitor<String> {
    @Override
    public String onGet(KeyValueCommand.Get get) {
      return "get " + cell(get);
    }

    @Override
    public String onPut(KeyValueCommand.Put put) {
      return "put " + cell(put) + " := " + TextBytes.of(put.value());
    }

    @Override
    public String onCompareAndSet(KeyValueCommand.CompareAndSet command) {
      return "cas %s from %s to %s"
          .formatted(
              cell(command), TextBytes.of(command.expected()), TextBytes.of(command.value()));
    }

    @Override
    public String onDelete(KeyValueCommand.Delete delete) {
      return "delete " + cell(delete);
    }

    private static String cell(KeyValueCommand command) {
      return command.tenant() + "/" + TextBytes.of(command.key());
    }
  }

  private record Calls() implements RegisterModel.Visitor<String> {
    @Override
    public String onRead(RegisterModel.Read read) {
      return "read " + read.register();
    }

    @Override
    public String onWrite(RegisterModel.Write write) {
      return "write " + write.register() + " := " + of(write.value());
    }

    @Override
    public String onCompareAndSet(RegisterModel.CompareAndSet call) {
      return "cas %s from %s to %s"
          .formatted(call.register(), of(call.expected()), of(call.value()));
    }
  }
}
