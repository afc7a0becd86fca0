package dev.drover.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Brings a pool's models into memory and out of it, on threads of its own: one for each model that
 * is being loaded, one that looks for idle ones. Its monitor guards the slots and is notified of
 * every change.
 */
final class Residents {
  private static final Logger LOG = System.getLogger(EnginePool.class.getName());

  private final List<ModelSlot> slots;
  private final PoolConfig config;
  private final ModelLoader loader;
  private final Function<String, EngineLease> companions;
  private final Optional<MemoryBudget> budget;
  private final Thread keeper;
  private boolean closed;

  Residents(
      List<ModelSlot> slots,
      PoolConfig config,
      ModelLoader loader,
      Function<String, EngineLease> companions) {
    this.slots = slots;
    this.config = config;
    this.loader = loader;
    this.companions = companions;
    this.budget =
        config.memoryBudget() == 0
            ? Optional.empty()
            : Optional.of(new MemoryBudget(config.memoryBudget(), slots));
    this.keeper = Thread.ofPlatform().daemon().name("drover-pool").unstarted(this::unloadIdle);
  }

  /** Begins to unload models that are idle for long, if the configuration says so. */
  void watchIdle() {
    if (config.idleUnload().isPositive()) {
      keeper.start();
    }
  }

  /** Begins to load a model that is not in memory. */
  synchronized void startLoading(ModelSlot slot) {
    slot.loading(
        Thread.ofPlatform()
            .daemon()
            .name("drover-loading-" + slot.model.name())
            .start(() -> load(slot)));
  }

  private void load(ModelSlot slot) {
    long began = System.nanoTime();
    ServedModel model = slot.model;
    try {
      if (!makeRoom(slot)) {
        return;
      }
      Engine engine = loader.load(model);
      engine.companions(companions);
      if (publish(slot, engine)) {
        LOG.log(
            Level.INFO,
            "Serving {0} ({1}) after {2} ms",
            model.name(),
            engine.model().library(),
            String.valueOf(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
      }
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        slot.failed(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        notifyAll();
        if (closed) {
          return;
        }
      }
      LOG.log(Level.ERROR, "Cannot load " + model.name() + " from " + model.file(), e);
    }
  }

  /** Makes a loaded model available, unless the pool was closed meanwhile. */
  private boolean publish(ModelSlot slot, Engine engine) {
    synchronized (this) {
      if (!closed) {
        slot.ready(engine);
        notifyAll();
        return true;
      }
      slot.unloaded();
    }
    engine.close();
    return false;
  }

  /**
   * Unloads idle models until another fits into the budget, and waits where none is idle.
   *
   * @return false if nobody waits for the model any more
   * @throws EngineUnavailableException if it can never fit
   */
  private boolean makeRoom(ModelSlot slot) {
    if (budget.isEmpty()) {
      return true;
    }
    MemoryBudget memory = budget.get();
    long bytes = loader.bytesNeeded(slot.model);
    while (true) {
      Optional<ModelSlot> idle;
      Engine closing;
      synchronized (this) {
        memory.requirePossible(slot, bytes);
        if (memory.fits(slot, bytes)) {
          slot.bytes = bytes;
          slot.waitFor(null);
          return true;
        }
        idle = memory.unloadFor(slot, bytes);
        if (idle.isEmpty()) {
          if (closed || slot.waiting == 0 && !slot.model.pinned()) {
            slot.unloaded();
            return false;
          }
          slot.waitFor(memory.shortage(slot, bytes));
          try {
            wait();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the pool is closed
          }
          continue;
        }
        closing = idle.get().unloading();
      }
      unload(idle.get(), closing);
    }
  }

  private void unload(ModelSlot slot, Engine closing) {
    closing.close();
    synchronized (this) {
      slot.unloaded();
      notifyAll();
    }
    LOG.log(Level.INFO, "Unloaded {0}", slot.model.name());
  }

  /** What the keeper does until the pool is closed. */
  private void unloadIdle() {
    try {
      while (true) {
        ModelSlot idle;
        Engine closing;
        synchronized (this) {
          idle = awaitIdle();
          if (closed) {
            return;
          }
          closing = idle.unloading();
        }
        unload(idle, closing);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a model that has been idle for long enough; null if the pool is closed. */
  private ModelSlot awaitIdle() throws InterruptedException {
    while (!closed) {
      long now = System.nanoTime();
      Optional<ModelSlot> oldest =
          slots.stream()
              .filter(ModelSlot::isIdle)
              .min(Comparator.comparingLong(slot -> slot.idleSince() - now));
      if (oldest.isEmpty()) {
        wait();
        continue;
      }
      long left = config.idleUnload().toNanos() - (now - oldest.get().idleSince());
      if (left <= 0) {
        return oldest.get();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return null;
  }

  /** Whether models are loaded no more. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** Loads no more models; those in memory stay. */
  synchronized void seal() {
    closed = true;
    notifyAll();
  }

  /**
   * Ends all generations as cancelled and frees all models; waits for threads that load or unload.
   */
  void close() {
    List<Engine> engines;
    List<Thread> threads = new ArrayList<>(List.of(keeper));
    synchronized (this) {
      seal();
      engines =
          slots.stream().filter(slot -> slot.engine() != null).map(ModelSlot::unloading).toList();
      slots.stream().map(ModelSlot::loadingThread).filter(Objects::nonNull).forEach(threads::add);
    }
    threads.forEach(Thread::interrupt);
    engines.forEach(Engine::close);
    Threads.join(threads);
  }
}
