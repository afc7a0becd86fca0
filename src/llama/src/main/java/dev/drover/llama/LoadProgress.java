package dev.drover.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.DoublePredicate;

/** The progress callback of one loading: passes on, cancels, and keeps exceptions out of C. */
final class LoadProgress {
  private final DoublePredicate listener;
  private volatile Throwable fault;
  private volatile boolean cancelled;

  LoadProgress(DoublePredicate listener) {
    this.listener = listener;
  }

  MemorySegment callback(Arena arena) {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .bind(
                      this,
                      "onProgress",
                      MethodType.methodType(boolean.class, float.class, MemorySegment.class)),
              Signatures.PROGRESS_CALLBACK,
              arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @SuppressWarnings("unused") // called by native code
  private boolean onProgress(float progress, MemorySegment userData) {
    try {
      cancelled = cancelled || !listener.test(progress);
      return !cancelled;
    } catch (Throwable e) {
      fault = e;
      return false;
    }
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Throws what the listener threw. */
  void rethrow() {
    if (fault instanceof Error e) {
      throw e;
    }
    if (fault instanceof RuntimeException e) {
      throw e;
    }
  }
}
