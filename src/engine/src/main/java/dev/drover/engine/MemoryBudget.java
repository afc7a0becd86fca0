package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which models of a pool fit into memory together. Used under the pool's lock. */
final class MemoryBudget {
  private final long limit;
  private final List<ModelSlot> slots;

  /**
   * A budget.
   *
   * @param limit bytes, &gt; 0
   */
  MemoryBudget(long limit, List<ModelSlot> slots) {
    this.limit = limit;
    this.slots = slots;
  }

  /**
   * Refuses a model for which there is no room beside the pinned ones, whatever is unloaded.
   *
   * @throws EngineUnavailableException (FAILED) with the sizes
   */
  void requirePossible(ModelSlot slot, long bytes) {
    long pinned = held(s -> s != slot && s.model.pinned());
    if (bytes > limit - pinned) {
      throw new EngineUnavailableException(
          Reason.FAILED,
          "it needs %s, but the memory budget is %s, of which pinned models hold %s"
              .formatted(mebibytes(bytes), mebibytes(limit), mebibytes(pinned)),
          Duration.ofMinutes(1));
    }
  }

  boolean fits(ModelSlot slot, long bytes) {
    return bytes <= free(slot);
  }

  /**
   * The model to unload first so that another fits: the one that has been idle for longest. Empty
   * if there would not be room even with all idle ones gone.
   */
  Optional<ModelSlot> unloadFor(ModelSlot slot, long bytes) {
    return bytes > free(slot) + held(ModelSlot::isIdle)
        ? Optional.empty()
        : slots.stream()
            .filter(ModelSlot::isIdle)
            .min(Comparator.comparingLong(s -> s.idleSince() - System.nanoTime()));
  }

  /** What a model waits for, with the numbers. */
  String shortage(ModelSlot slot, long bytes) {
    return "it needs %s, but of the memory budget of %s only %s are free and no model in it is idle"
        .formatted(mebibytes(bytes), mebibytes(limit), mebibytes(free(slot)));
  }

  private long free(ModelSlot slot) {
    return limit - held(s -> s != slot);
  }

  private long held(Predicate<ModelSlot> which) {
    return slots.stream().filter(which).mapToLong(s -> s.bytes).sum();
  }

  private static String mebibytes(long bytes) {
    return Math.ceilDiv(bytes, 1 << 20) + " MiB";
  }
}
