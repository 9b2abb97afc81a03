package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.LabException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;

/** A request that somebody else waits for. */
final class Asked {
  private final String what;
  private final CompletableFuture<Integer> status;

  private Asked(String what, CompletableFuture<Integer> status) {
    this.what = what;
    this.status = status;
  }

  /**
   * Sends a request on a thread of its own.
   *
   * @param what who asks, for messages
   * @param request gives its HTTP status
   */
  static Asked of(String what, IntSupplier request) {
    return new Asked(what, CompletableFuture.supplyAsync(request::getAsInt));
  }

  /** Whether there is an answer, or never will be. */
  boolean isAnswered() {
    return status.isDone();
  }

  /**
   * The answer, which has to be there.
   *
   * @throws LabException when the request failed
   */
  int answer() {
    try {
      return status.join();
    } catch (CompletionException failure) {
      throw new LabException(what + " failed: " + failure.getMessage(), failure);
    }
  }
}
