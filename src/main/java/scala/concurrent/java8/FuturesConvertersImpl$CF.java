package scala.concurrent.java8;

import java.util.concurrent.CompletableFuture;
import scala.Function1;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Stands in front of the class of this name in scala-java8-compat, with which Akka's Java API turns
 * the future of an {@code ask} into a {@code CompletionStage}.
 *
 * <p>The original hands each callback to the common fork-join pool. Its threads are no part of a
 * simulation, so {@code context.ask} would be lost to it. Here the callback runs in the turn that
 * completes the future.
 *
 * @param <T> the type of the value
 */
public final class FuturesConvertersImpl$CF<T> extends CompletableFuture<T>
    implements Function1<Try<T>, BoxedUnit> {
  private final Future<T> wrapped;

  /** Called by {@code FutureConverters.toJava}. */
  public FuturesConvertersImpl$CF(Future<T> wrapped) {
    this.wrapped = wrapped;
  }

  /** Called by {@code FutureConverters.toScala}. */
  public Future<T> wrapped() {
    return wrapped;
  }

  @Override
  public BoxedUnit apply(Try<T> result) {
    if (result.isSuccess()) {
      complete(result.get());
    } else {
      completeExceptionally(result.failed().get());
    }
    return BoxedUnit.UNIT;
  }
}
