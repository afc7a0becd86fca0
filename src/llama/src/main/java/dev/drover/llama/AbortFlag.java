package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * A byte that ends a computation when set.
 *
 * <p>ggml asks {@code bool (*ggml_abort_callback)(void * data)} before each of some hundred graph
 * nodes. C's {@code strlen} over this byte is that function: 0 while the byte is 0, else 1. So no
 * graph node calls into the JVM, where it would also wait for garbage collections.
 */
final class AbortFlag {
  static final MemorySegment CALLBACK =
      Linker.nativeLinker().defaultLookup().find("strlen").orElseThrow();

  // The byte and the zero that ends the string; freed by the garbage collector with its context.
  private final MemorySegment flag = Arena.ofAuto().allocate(8);

  MemorySegment userData() {
    return flag;
  }

  void set(boolean on) {
    flag.set(JAVA_BYTE, 0, (byte) (on ? 1 : 0));
  }
}
