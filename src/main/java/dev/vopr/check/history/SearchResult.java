package dev.vopr.check.history;

import java.util.List;
import java.util.Optional;

/**
 * What a search came to.
 *
 * @param answer what is known now
 * @param steps operations that were tried
 * @param refutation why there is no order, if there is none
 */
public record SearchResult<I, O>(Answer answer, long steps, Optional<Refutation<I, O>> refutation) {

  /** What a search can find out. */
  public enum Answer {
    /** There is an order that explains everything. */
    LINEARIZABLE,
    /** There is none. */
    NOT_LINEARIZABLE,
    /** The search ended at its budget: this is neither a pass nor a failure. */
    UNKNOWN
  }

  /**
   * A beginning of a history that no order explains: what was invoked before some return.
   * Operations that were under way then need no place in it, but if they have one, they return what
   * they did.
   *
   * @param part the part of the service, such as a key
   * @param last the operation with whose return it ends
   * @param around operations of that part, oldest first: those under way at the same time, and the
   *     last ones before
   * @param operations number of operations of that part in this beginning
   * @param isShortest whether an order of all before {@code last} returned was found; else perhaps
   *     a shorter beginning has none either
   */
  public record Refutation<I, O>(
      String part,
      Operation<I, O> last,
      List<Operation<I, O>> around,
      int operations,
      boolean isShortest) {
    /** Copies the list. */
    public Refutation {
      around = List.copyOf(around);
    }
  }
}
