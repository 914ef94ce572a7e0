package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import java.util.Locale;
import java.util.function.Function;

/** The events of a trace in words, as the story tells them; asked about in their order. */
public final class TextOf implements Function<TraceRecord, String> {
  private final Narrator narrator;

  /** Creates the words for a trace with such a header. */
  public TextOf(TraceHeader header) {
    narrator =
        new Narrator(
            VsrSimulation.codec(header.limits(), header.signatureBytes()),
            header.members(),
            Long.MAX_VALUE,
            line -> {});
  }

  @Override
  public String apply(TraceRecord record) {
    return of(record.event());
  }

  /** Returns the event in words; nothing for one that the story leaves out. */
  String of(TraceEvent event) {
    return event.accept(narrator).strip();
  }

  /** Returns {@code view-change} for VIEW_CHANGE. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
