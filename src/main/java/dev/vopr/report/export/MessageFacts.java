package dev.vopr.report.export;

import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.util.List;

/**
 * By what one looks for a message.
 *
 * @param name its kind, such as {@code Prepare}; {@code damaged} if it does not decode
 * @param view view-number, -1 if it names none
 * @param first first op-number that it is about, 0 if none
 * @param last last op-number that it is about, 0 if none
 */
record MessageFacts(String name, long view, long first, long last) {
  private static final long NO_VIEW = -1;

  /** Reads a frame. */
  static MessageFacts of(MessageCodec codec, Frame frame) {
    return codec.decode(frame) instanceof Decoded.Accepted accepted
        ? accepted.message().accept(new Reader())
        : new MessageFacts("damaged", NO_VIEW, 0, 0);
  }

  private static final class Reader implements Message.Visitor<MessageFacts> {
    private static MessageFacts plain(Message message, long view) {
      return new MessageFacts(message.kind().paperName(), view, 0, 0);
    }

    private static MessageFacts upTo(Message message, long view, long op) {
      return new MessageFacts(message.kind().paperName(), view, op, op);
    }

    private static MessageFacts with(Message message, long view, List<Entry> entries) {
      return entries.isEmpty()
          ? plain(message, view)
          : new MessageFacts(
              message.kind().paperName(),
              view,
              entries.get(0).op(),
              entries.get(entries.size() - 1).op());
    }

    private static MessageFacts with(Message message, long view, LogTail tail) {
      return tail.headers().isEmpty()
          ? upTo(message, view, tail.op())
          : new MessageFacts(message.kind().paperName(), view, tail.base() + 1, tail.op());
    }

    @Override
    public MessageFacts onRequest(Message.Request request) {
      return plain(request, NO_VIEW);
    }

    @Override
    public MessageFacts onPrepare(Message.Prepare prepare) {
      return with(prepare, prepare.view(), prepare.entries());
    }

    @Override
    public MessageFacts onPrepareOk(Message.PrepareOk ok) {
      return upTo(ok, ok.view(), ok.op());
    }

    @Override
    public MessageFacts onReply(Message.Reply reply) {
      return plain(reply, reply.view());
    }

    @Override
    public MessageFacts onCommit(Message.Commit commit) {
      return upTo(commit, commit.view(), commit.commit());
    }

    @Override
    public MessageFacts onGetEntries(Message.GetEntries wanted) {
      return new MessageFacts(
          wanted.kind().paperName(), wanted.view(), wanted.first(), wanted.last());
    }

    @Override
    public MessageFacts onEntries(Message.Entries answer) {
      return with(answer, answer.view(), answer.entries());
    }

    @Override
    public MessageFacts onStartViewChange(Message.StartViewChange vote) {
      return plain(vote, vote.view());
    }

    @Override
    public MessageFacts onDoViewChange(Message.DoViewChange shown) {
      return with(shown, shown.view(), shown.tail());
    }

    @Override
    public MessageFacts onStartView(Message.StartView start) {
      return with(start, start.view(), start.tail());
    }

    @Override
    public MessageFacts onGetView(Message.GetView wanted) {
      return plain(wanted, wanted.view());
    }

    @Override
    public MessageFacts onGetState(Message.GetState wanted) {
      return upTo(wanted, NO_VIEW, wanted.checkpoint());
    }

    @Override
    public MessageFacts onNewState(Message.NewState state) {
      return upTo(state, NO_VIEW, state.checkpoint());
    }

    @Override
    public MessageFacts onRecovery(Message.Recovery recovery) {
      return plain(recovery, NO_VIEW);
    }

    @Override
    public MessageFacts onRecoveryResponse(Message.RecoveryResponse response) {
      return with(response, response.view(), response.tail());
    }

    @Override
    public MessageFacts onPing(Message.Ping ping) {
      return plain(ping, ping.view());
    }

    @Override
    public MessageFacts onPong(Message.Pong pong) {
      return plain(pong, pong.view());
    }

    @Override
    public MessageFacts onEvicted(Message.Evicted evicted) {
      return plain(evicted, evicted.view());
    }
  }
}
