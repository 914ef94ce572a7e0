package dev.vopr.trace;

/**
 * Where events go. Whoever makes an event asks {@link #isOn} first, so that nobody pays for none.
 */
public interface TraceSink {
  /** Takes nothing. */
  TraceSink OFF =
      new TraceSink() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public void add(TraceEvent event) {}
      };

  /** Returns whether events are wanted. */
  boolean isOn();

  /** Takes an event; must not call back into the simulation. */
  void add(TraceEvent event);
}
