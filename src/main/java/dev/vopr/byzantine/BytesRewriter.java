package dev.vopr.byzantine;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import java.util.function.UnaryOperator;

/** Changes the bytes of the kinds of messages that carry some outside entries. */
final class BytesRewriter implements Rewriter {
  private final UnaryOperator<Bytes> change;

  BytesRewriter(UnaryOperator<Bytes> change) {
    this.change = change;
  }

  @Override
  public Message onRequest(Message.Request request) {
    return new Message.Request(
        request.sender(),
        request.session(),
        request.request(),
        change.apply(request.operation()),
        request.signature());
  }

  @Override
  public Message onReply(Message.Reply reply) {
    return new Message.Reply(
        reply.sender(),
        reply.view(),
        reply.session(),
        reply.request(),
        change.apply(reply.result()));
  }

  @Override
  public Message onNewState(Message.NewState state) {
    return new Message.NewState(
        state.sender(),
        state.checkpoint(),
        state.digest(),
        state.size(),
        state.offset(),
        change.apply(state.part()),
        state.nonce());
  }
}
