package dev.drover.engine;

import dev.drover.llama.Llama;
import java.util.concurrent.Semaphore;

/**
 * Lets engines that compute on the processor take turns. The native threads spin while they wait
 * for each other, so two computations on the same cores hold each other up far longer than one
 * after the other takes. Whoever waits longest is next.
 */
final class ComputeGate {
  private final int cores;
  private final Semaphore free;

  /** A gate to the cores that this process may use. */
  ComputeGate() {
    this(Llama.availableThreads());
  }

  /**
   * A gate.
   *
   * @param cores threads that may compute at once, ≥ 1
   */
  ComputeGate(int cores) {
    this.cores = cores;
    this.free = new Semaphore(cores, true);
  }

  /**
   * Computes as soon as there are cores for it.
   *
   * @param threads how many the computation uses; more than there are cores count as all of them;
   *     with 0 it does not wait
   */
  void pass(int threads, Runnable computation) {
    int taken = Math.min(threads, cores);
    if (taken == 0) {
      computation.run();
      return;
    }
    free.acquireUninterruptibly(taken);
    try {
      computation.run();
    } finally {
      free.release(taken);
    }
  }
}
