package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * The steps that make a race certain.
 *
 * @param database where a side may wait for a lock
 * @param gate the service that holds the first side
 * @param recordKey the record that both sides change
 * @param heldSide sends the first side's request; gives its HTTP status
 * @param otherSide sends the second side's request, on the event path
 * @param otherSideDone whether the second side's effect is there
 * @param otherSideWaits whether it waits for the first side, other than for a lock in the database
 */
record Drill(
    String database,
    ServiceDoor gate,
    String recordKey,
    IntSupplier heldSide,
    Runnable otherSide,
    BooleanSupplier otherSideDone,
    BooleanSupplier otherSideWaits) {

  private static final Duration STEP = Duration.ofSeconds(15);

  /** Where one side waits for the other in the database, if at all. */
  Drill(
      String database,
      ServiceDoor gate,
      String recordKey,
      IntSupplier heldSide,
      Runnable otherSide,
      BooleanSupplier otherSideDone) {
    this(database, gate, recordKey, heldSide, otherSide, otherSideDone, () -> false);
  }

  /**
   * @throws LabException when a step does not come about
   */
  void run(Stage stage) {
    gate.armGate(recordKey);
    CompletableFuture<Integer> held = CompletableFuture.supplyAsync(heldSide::getAsInt);
    try {
      stage.await(
          "the first side stood between its read and its write",
          STEP,
          () -> gate.gateHolds(recordKey) || held.isCompletedExceptionally());
      otherSide.run();
      // In a safe form the other side may have to wait for the first one's lock.
      stage.await(
          "the other side had written, or waited for a lock",
          STEP,
          () ->
              otherSideDone.getAsBoolean()
                  || otherSideWaits.getAsBoolean()
                  || stage.databases().somebodyWaitsForALock(database));
    } finally {
      gate.releaseGate(recordKey);
    }
    stage.await("the first side was answered", STEP, held::isDone);
    stage.await("the other side was done", STEP, otherSideDone::getAsBoolean);
    int status;
    try {
      status = held.join();
    } catch (CompletionException failure) {
      throw new LabException("the first side failed: " + failure.getMessage(), failure);
    }
    if (status >= 300) {
      throw new LabException("the first side was answered with " + status);
    }
  }
}
