/**
 * The network between the nodes: what happens to a frame after its sender let go of it.
 *
 * <p>Role: {@link dev.vopr.net.SimNetwork} is one actor that carries every packet of a run. It
 * gives each a delay, loses some, doubles some, damages some, lets some overtake others, and clogs,
 * slows down and cuts links. The fate of the n-th packet on a link from one node to another depends
 * on the seed, the link and n only, so that other traffic, or one fault less, does not reshuffle
 * the rest.
 *
 * <p>May see: {@code sim}, {@code fault}, {@code vsr} (node numbers and frames, never a message's
 * content) and {@code trace}.
 *
 * <p>Start reading at {@link dev.vopr.net.SimNetwork}, then {@link dev.vopr.net.NetworkSettings}. A
 * packet goes {@code SimNetwork.onPacket} → {@code Traffic.send} → {@code FaultDraws} (what strikes
 * it) and {@code Delays} (when it arrives) → a timer → {@code Traffic.arrive} → the receiver.
 * Partitions come from {@code RandomPartitions} or from a script and are kept in {@code
 * Partitions}; clogs and slow links come from {@code LinkEpisodes}, impairments of nodes from
 * whoever lets processes fail.
 */
package dev.vopr.net;
