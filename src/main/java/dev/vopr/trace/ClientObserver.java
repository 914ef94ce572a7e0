package dev.vopr.trace;

import dev.vopr.vsr.message.Bytes;

/**
 * Is told what clients really ask for and get; must not call back into the simulation. A client has
 * one operation under way.
 */
public interface ClientObserver {
  /** Takes nothing. */
  ClientObserver OFF =
      new ClientObserver() {
        @Override
        public void onInvoked(int client, Bytes operation, long nanos) {}

        @Override
        public void onNumbered(int client, long session, long request, long nanos) {}

        @Override
        public void onReturned(int client, Bytes result, long nanos) {}

        @Override
        public void onUnknown(int client, long nanos) {}
      };

  /** Returns one who tells both, this one first. */
  default ClientObserver and(ClientObserver other) {
    ClientObserver first = this;
    return new ClientObserver() {
      @Override
      public void onInvoked(int client, Bytes operation, long nanos) {
        first.onInvoked(client, operation, nanos);
        other.onInvoked(client, operation, nanos);
      }

      @Override
      public void onNumbered(int client, long session, long request, long nanos) {
        first.onNumbered(client, session, request, nanos);
        other.onNumbered(client, session, request, nanos);
      }

      @Override
      public void onReturned(int client, Bytes result, long nanos) {
        first.onReturned(client, result, nanos);
        other.onReturned(client, result, nanos);
      }

      @Override
      public void onUnknown(int client, long nanos) {
        first.onUnknown(client, nanos);
        other.onUnknown(client, nanos);
      }
    };
  }

  /** A client begins an operation; nothing of it has been sent yet. */
  void onInvoked(int client, Bytes operation, long nanos);

  /** The operation under way is about to be sent, under this number of this session. */
  void onNumbered(int client, long session, long request, long nanos);

  /** The operation under way has its result. */
  void onReturned(int client, Bytes result, long nanos);

  /** The operation under way has ended, and its client will never know whether it took effect. */
  void onUnknown(int client, long nanos);
}
