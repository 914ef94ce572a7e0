/**
 * The network between the nodes: what happens to a frame after its sender let go of it.
 *
 * <p>Role: {@link dev.vopr.net.SimNetwork} is one actor that carries every packet of a run. It
 * gives each a delay, loses some, doubles some, lets some overtake others, and cuts links. The fate
 * of the n-th packet on a link from one node to another depends on the seed, the link and n only,
 * so that other traffic, or one fault less, does not reshuffle the rest.
 *
 * <p>May see: {@code sim}, {@code vsr} (node numbers and frames, never a message's content) and
 * {@code trace}.
 *
 * <p>Start reading at {@link dev.vopr.net.SimNetwork}, then {@link dev.vopr.net.NetworkSettings}. A
 * packet goes {@code SimNetwork.onPacket} → {@code FaultDraws} (its fate) → a timer → {@code
 * Flight.run} → the receiver. Partitions come from {@code RandomPartitions} or from a script and
 * are kept in {@code Partitions}.
 */
package dev.vopr.net;
