package dev.vopr.byzantine;

import dev.vopr.byzantine.InvalidRange.RangeLie;
import dev.vopr.vsr.message.Message;

/** Changes what questions for entries, and for parts of checkpoints, ask for. */
final class RangeRewriter implements Rewriter {
  /** Further than any log gets in a run. */
  private static final long BEYOND = 1L << 40;

  private static final long HUGE = 1_000_000;

  private final RangeLie lie;

  RangeRewriter(RangeLie lie) {
    this.lie = lie;
  }

  @Override
  public Message onGetEntries(Message.GetEntries get) {
    return switch (lie) {
      case REVERSED -> range(get, Saturating.add(get.last(), 1), get.first());
      case SINGLE -> range(get, get.last(), get.last());
      case NEGATIVE -> range(get, -get.first(), get.last());
      case BEYOND -> range(get, BEYOND + get.first(), BEYOND + get.last());
      case OVERFLOWING -> range(get, Long.MIN_VALUE, Long.MAX_VALUE);
      case HUGE -> range(get, get.first(), Saturating.add(get.first(), HUGE - 1));
    };
  }

  private static Message range(Message.GetEntries get, long first, long last) {
    return new Message.GetEntries(get.sender(), get.view(), first, last);
  }

  @Override
  public Message onGetState(Message.GetState get) {
    return switch (lie) {
      case REVERSED, NEGATIVE -> part(get, get.checkpoint(), -1 - get.offset());
      case SINGLE, HUGE -> part(get, get.checkpoint(), Saturating.add(get.offset(), HUGE));
      case BEYOND -> part(get, BEYOND, get.offset());
      case OVERFLOWING -> part(get, Long.MAX_VALUE, Long.MAX_VALUE);
    };
  }

  private static Message part(Message.GetState get, long checkpoint, long offset) {
    return new Message.GetState(get.sender(), checkpoint, offset, get.nonce());
  }
}
