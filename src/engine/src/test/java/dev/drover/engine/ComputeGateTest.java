package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ComputeGateTest {
  private final ComputeGate gate = new ComputeGate(4);

  @Test
  void computationsThatNeedAllCoresTakeTurns() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 300; i++) {
        int wanted = i % 2 == 0 ? 3 : 99; // more than there are count as all of them
        threads.execute(() ->
            gate.pass(
                wanted,
                () -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.yield();
                  inside.decrementAndGet();
                }));
      }
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void computationsThatFitTogetherDoNotWait() throws Exception {
    CyclicBarrier bothInside = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> other = threads.submit(() -> gate.pass(2, () -> meet(bothInside)));
      gate.pass(2, () -> meet(bothInside));
      other.get();
    }
  }

  @Test
  void whatNeedsNoCoresPassesALongLine() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      threads.execute(() -> gate.pass(4, () -> wait(release)));
      threads.execute(() -> gate.pass(4, () -> wait(release)));
      gate.pass(0, release::countDown);
    }
  }

  @Test
  void aFailureLeavesTheGateOpen() {
    try {
      gate.pass(
          4,
          () -> {
            throw new IllegalStateException("failed");
          });
    } catch (IllegalStateException expected) {
      // as scripted
    }
    AtomicInteger ran = new AtomicInteger();
    gate.pass(4, ran::incrementAndGet);
    assertThat(ran).hasValue(1);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
