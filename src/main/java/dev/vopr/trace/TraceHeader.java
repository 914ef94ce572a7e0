package dev.vopr.trace;

import dev.vopr.fault.FaultOrigin;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.codec.Limits;
import java.util.List;

/**
 * What one has to know of a run to understand its events.
 *
 * @param scenario its name
 * @param seed the run's seed
 * @param members number of replicas with a vote; they have the node numbers from 0
 * @param standbys number of replicas without, numbered after the members
 * @param clients number of clients
 * @param compromised replicas that may lie
 * @param hardening what replicas verify
 * @param limits by which frames decode
 * @param signatureBytes length of the signature in a frame, 0 if nothing is signed
 * @param verdict how the run ended, such as {@code VIOLATION}
 * @param reason for other verdicts than SAFE, one sentence
 * @param source where the rule comes from that was violated; empty if none was
 * @param hash trace hash of the whole run
 * @param events number of all events of the run, those that were not kept included
 * @param settings the run as a settings file, its faults as a plan included; empty if there are too
 *     many
 * @param origins the settings that let its faults strike, one for each kind, rule and point
 */
public record TraceHeader(
    String scenario,
    long seed,
    int members,
    int standbys,
    int clients,
    List<Integer> compromised,
    Hardening hardening,
    Limits limits,
    int signatureBytes,
    String verdict,
    String reason,
    String source,
    long hash,
    long events,
    String settings,
    List<FaultOrigin> origins) {
  /** Copies the lists. */
  public TraceHeader {
    compromised = List.copyOf(compromised);
    origins = List.copyOf(origins);
  }

  /** Returns the number of replicas, standbys included. */
  public int replicas() {
    return members + standbys;
  }
}
