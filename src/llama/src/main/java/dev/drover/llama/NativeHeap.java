package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The C library's heap. glibc keeps what was freed for the threads that allocated it, which for
 * models that come and go, each with threads of its own, is most of a model's working memory a
 * time.
 */
final class NativeHeap {
  /** {@code int malloc_trim(size_t pad)}, malloc.h of glibc; other C libraries have none. */
  private static final Optional<MethodHandle> TRIM =
      Linker.nativeLinker()
          .defaultLookup()
          .find("malloc_trim")
          .map(address ->
              Linker.nativeLinker()
                  .downcallHandle(address, FunctionDescriptor.of(JAVA_INT, JAVA_LONG)));

  private NativeHeap() {}

  /** Gives what was freed back to the system, where the C library can. */
  static void trim() {
    if (TRIM.isPresent()) {
      try {
        int released = (int) TRIM.get().invokeExact(0L);
      } catch (Throwable e) {
        throw new AssertionError("malloc_trim throws nothing", e);
      }
    }
  }
}
