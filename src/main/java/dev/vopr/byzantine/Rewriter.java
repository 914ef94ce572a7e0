package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;

/** Leaves every kind of message as it is; a rewriter says which it changes. */
interface Rewriter extends Message.Visitor<Message> {

  @Override
  default Message onRequest(Message.Request request) {
    return request;
  }

  @Override
  default Message onPrepare(Message.Prepare prepare) {
    return prepare;
  }

  @Override
  default Message onPrepareOk(Message.PrepareOk prepareOk) {
    return prepareOk;
  }

  @Override
  default Message onReply(Message.Reply reply) {
    return reply;
  }

  @Override
  default Message onCommit(Message.Commit commit) {
    return commit;
  }

  @Override
  default Message onGetEntries(Message.GetEntries getEntries) {
    return getEntries;
  }

  @Override
  default Message onEntries(Message.Entries entries) {
    return entries;
  }

  @Override
  default Message onStartViewChange(Message.StartViewChange startViewChange) {
    return startViewChange;
  }

  @Override
  default Message onDoViewChange(Message.DoViewChange doViewChange) {
    return doViewChange;
  }

  @Override
  default Message onStartView(Message.StartView startView) {
    return startView;
  }

  @Override
  default Message onGetView(Message.GetView getView) {
    return getView;
  }

  @Override
  default Message onGetState(Message.GetState getState) {
    return getState;
  }

  @Override
  default Message onNewState(Message.NewState newState) {
    return newState;
  }

  @Override
  default Message onRecovery(Message.Recovery recovery) {
    return recovery;
  }

  @Override
  default Message onRecoveryResponse(Message.RecoveryResponse recoveryResponse) {
    return recoveryResponse;
  }

  @Override
  default Message onPing(Message.Ping ping) {
    return ping;
  }

  @Override
  default Message onPong(Message.Pong pong) {
    return pong;
  }

  @Override
  default Message onEvicted(Message.Evicted evicted) {
    return evicted;
  }
}
