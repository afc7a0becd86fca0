package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.ModelStatus.State;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Several models by name, each with an engine of its own: loaded when first needed, unloaded when
 * idle or when another needs the memory, never while a request has it on lease.
 *
 * <p>A model that cannot be loaded fails its own requests only. Thread-safe.
 */
public final class EnginePool implements AutoCloseable {
  /** Means the default model, as no name and an empty one do. */
  public static final String DEFAULT = "default";

  private static final Duration RETRY_LOADING = Duration.ofSeconds(2);
  private static final Duration RETRY_CLOSED = Duration.ofSeconds(5);

  private final PoolConfig config;

  /** The default model comes first. */
  private final List<ModelSlot> slots;

  private final Map<String, ModelSlot> names = new LinkedHashMap<>();

  /** Its monitor guards the slots. */
  private final Residents residents;

  /**
   * A pool that has loaded nothing yet.
   *
   * @param models at least one; the first is the default
   * @throws IllegalArgumentException if a name or alias is blank, used twice or {@code default}
   */
  public EnginePool(List<ServedModel> models, PoolConfig config, ModelLoader loader) {
    this.config = config;
    this.slots = models.stream().map(ModelSlot::new).toList();
    this.residents = new Residents(slots, config, loader, this::lease);
    names.put(DEFAULT, slots.getFirst());
    slots.forEach(slot -> register(slot.model.name(), slot));
    slots.forEach(slot -> slot.model.aliases().forEach(alias -> register(alias, slot)));
  }

  private void register(String name, ModelSlot slot) {
    ModelSlot other = names.putIfAbsent(name, slot);
    if (name.isBlank() || other != null && other != slot) {
      throw new IllegalArgumentException(
          "a name or alias of the model `%s` must be its own, given `%s`"
              .formatted(slot.model.name(), name));
    }
  }

  /** Begins to load the default model and the pinned ones, and to unload idle ones. */
  public void start() {
    synchronized (residents) {
      slots.stream()
          .filter(slot -> slot == slots.getFirst() || slot.model.pinned())
          .forEach(residents::startLoading);
    }
    residents.watchIdle();
  }

  /**
   * The engine that serves a model. Loads it if need be, and waits for that up to {@link
   * PoolConfig#loadWait}.
   *
   * @param name a model's name or alias; null, empty and {@code default} mean the default model
   * @throws UnknownModelException if no model of that name is served
   * @throws EngineUnavailableException if the model could not be loaded (FAILED) or is not yet
   *     (LOADING), or if the pool is closed (CLOSED)
   */
  public EngineLease lease(String name) {
    ModelSlot slot = slot(name);
    long began = System.nanoTime();
    synchronized (residents) {
      slot.waiting++;
      try {
        while (true) {
          requireOpen();
          if (slot.state() == State.READY) {
            return leased(slot);
          }
          requireNotFailed(slot, began);
          if (slot.state() == State.UNLOADED || slot.state() == State.FAILED) {
            residents.startLoading(slot);
          }
          awaitChange(slot, began);
        }
      } finally {
        slot.waiting--;
        residents.notifyAll();
      }
    }
  }

  private EngineLease leased(ModelSlot slot) {
    synchronized (residents) {
      slot.leases++;
      return new EngineLease(slot.engine(), () -> leased(slot), () -> release(slot));
    }
  }

  private void release(ModelSlot slot) {
    synchronized (residents) {
      slot.released();
      residents.notifyAll();
    }
  }

  /** Waits a while for the model to be loaded. */
  private void awaitChange(ModelSlot slot, long began) {
    long left = config.loadWait().toNanos() - (System.nanoTime() - began);
    try {
      if (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(residents, left);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new EngineUnavailableException(
        Reason.LOADING,
        slot.reason() == null
            ? "the model " + slot.model.name() + " is being loaded"
            : "the model " + slot.model.name() + " waits for memory: " + slot.reason(),
        RETRY_LOADING);
  }

  private void requireOpen() {
    if (residents.isClosed()) {
      throw new EngineUnavailableException(
          Reason.CLOSED, "the service is shutting down", RETRY_CLOSED);
    }
  }

  /** Refuses if loading failed not long ago or since the request came. */
  private void requireNotFailed(ModelSlot slot, long began) {
    if (slot.state() != State.FAILED) {
      return;
    }
    long left = config.loadRetry().toNanos() - (System.nanoTime() - slot.sinceNanos());
    if (left > 0 || slot.sinceNanos() - began >= 0) {
      throw new EngineUnavailableException(
          Reason.FAILED,
          "the model " + slot.model.name() + " could not be loaded: " + slot.reason(),
          Duration.ofSeconds(1 + TimeUnit.NANOSECONDS.toSeconds(Math.max(0, left))));
    }
  }

  /** All models now, the default first. */
  public List<ModelStatus> models() {
    synchronized (residents) {
      return slots.stream().map(this::status).toList();
    }
  }

  /**
   * A model now.
   *
   * @param name as for {@link #lease}
   * @throws UnknownModelException if no model of that name is served
   */
  public ModelStatus model(String name) {
    ModelSlot slot = slot(name);
    synchronized (residents) {
      return status(slot);
    }
  }

  private ModelStatus status(ModelSlot slot) {
    return slot.status(slot == slots.getFirst(), residents.isClosed());
  }

  private ModelSlot slot(String name) {
    ModelSlot slot = names.get(name == null || name.isEmpty() ? DEFAULT : name);
    if (slot == null) {
      throw new UnknownModelException(
          name, slots.stream().map(other -> other.model.name()).toList());
    }
    return slot;
  }

  /**
   * Gives no more leases, waits for those given to be closed, and closes the pool.
   *
   * @param patience how long at most; what still runs then is cancelled
   */
  public void drain(Duration patience) {
    long began = System.nanoTime();
    residents.seal();
    synchronized (residents) {
      try {
        long left = patience.toNanos();
        while (left > 0 && slots.stream().anyMatch(slot -> slot.leases > 0)) {
          TimeUnit.NANOSECONDS.timedWait(residents, left);
          left = patience.toNanos() - (System.nanoTime() - began);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    close();
  }

  /**
   * Ends all generations as cancelled and frees all models. Waits for threads that load or unload.
   * Idempotent.
   */
  @Override
  public void close() {
    residents.close();
  }
}
