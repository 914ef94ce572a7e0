package dev.vopr.check;

import java.util.Optional;

/** An invariant that looks at messages as they leave correct replicas. */
interface SendInvariant {
  /** Looks at a message after the step that made it was shown; returns what is wrong. */
  Optional<Violation> onSend(Sending sending);
}
