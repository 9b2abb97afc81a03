package com.example.points;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Lets both sides read before either writes, where a test wants to see the collision itself. */
final class Gate {

  static volatile CyclicBarrier barrier;

  private Gate() {}

  static void both() {
    CyclicBarrier here = barrier;
    if (here != null) {
      try {
        here.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
