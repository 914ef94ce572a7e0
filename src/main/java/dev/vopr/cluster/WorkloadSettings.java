package dev.vopr.cluster;

/**
 * What clients ask for.
 *
 * @param clients number of clients, from 1
 * @param tenants number of tenants with key spaces of their own, from 1; client i belongs to tenant
 *     i mod tenants
 * @param keys number of keys of each tenant, from 1
 * @param valueBytes length of values in bytes, from 1
 * @param thinkMinNanos shortest pause between an answer and the next request, in nanoseconds
 * @param thinkMaxNanos longest such pause
 * @param operations number of operations of each client; 0 for as many as the time allows
 * @param choice which operations on which keys
 * @param idleness when clients pause for longer
 */
public record WorkloadSettings(
    int clients,
    int tenants,
    int keys,
    int valueBytes,
    long thinkMinNanos,
    long thinkMaxNanos,
    long operations,
    Choice choice,
    Idleness idleness) {

  /**
   * Which operations on which keys.
   *
   * @param pattern how keys are chosen
   * @param hotShare share of the operations that go to the hot key, 0 to 1, with {@link
   *     KeyPattern#HOT_SPOT}
   * @param mix how often each kind of operation is asked for
   * @param readModifyWrite share of the operations, 0 to 1, that begin a read-modify-write instead:
   *     a read, and then a write that depends on what was read
   */
  public record Choice(KeyPattern pattern, double hotShare, Mix mix, double readModifyWrite) {}

  /** How often each kind of operation is asked for, relative to the others; from 0, not all 0. */
  public record Mix(int get, int put, int compareAndSet, int delete) {
    int total() {
      return get + put + compareAndSet + delete;
    }
  }

  /**
   * When clients pause for longer than they think.
   *
   * @param burstOperations after so many operations a client pauses; 0 for no bursts
   * @param pauseMinNanos shortest pause after a burst, in nanoseconds
   * @param pauseMaxNanos longest such pause
   * @param idle probability, at each operation, that its client is idle before it
   * @param idleMinNanos shortest time that it is idle then, in nanoseconds
   * @param idleMaxNanos longest such time
   */
  public record Idleness(
      int burstOperations,
      long pauseMinNanos,
      long pauseMaxNanos,
      double idle,
      long idleMinNanos,
      long idleMaxNanos) {}

  /** Makes a plain load: all keys alike, mostly reads and writes, no long pauses. */
  public WorkloadSettings(
      int clients,
      int tenants,
      int keys,
      int valueBytes,
      long thinkMinNanos,
      long thinkMaxNanos,
      long operations) {
    this(
        clients,
        tenants,
        keys,
        valueBytes,
        thinkMinNanos,
        thinkMaxNanos,
        operations,
        new Choice(KeyPattern.UNIFORM, 0, new Mix(40, 40, 15, 5), 0),
        new Idleness(0, 0, 0, 0, 0, 0));
  }
}
