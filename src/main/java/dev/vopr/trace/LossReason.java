package dev.vopr.trace;

/** Why a packet is not delivered. */
public enum LossReason {
  /** The link lost it. */
  LOSS,
  /** The link was cut when it was sent or when it would have arrived. */
  PARTITION,
  /** The compromised replica did not send it. */
  WITHHELD,
  /** The link already carries as many packets as it can. */
  CAPACITY,
  /** Its sender is mute. */
  MUTE,
  /** Its receiver was deaf when it arrived. */
  DEAF,
  /** The links of its sender or receiver lose packets for a while. */
  INTERMITTENT,
  /** It is the other copy of the receiver, a liar with a twin, that hears it. */
  TWIN
}
