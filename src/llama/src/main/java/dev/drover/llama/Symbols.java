package dev.drover.llama;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/** Looks C functions up in the shared libraries that together make llama.cpp. */
final class Symbols {
  private final List<SymbolLookup> libraries;
  private final String origin;

  /**
   * @param origin where the libraries come from, for error messages
   */
  Symbols(List<SymbolLookup> libraries, String origin) {
    this.libraries = List.copyOf(libraries);
    this.origin = origin;
  }

  Optional<MemorySegment> find(String name) {
    for (SymbolLookup library : libraries) {
      Optional<MemorySegment> symbol = library.find(name);
      if (symbol.isPresent()) {
        return symbol;
      }
    }
    return Optional.empty();
  }

  /**
   * A handle for a function that must be there.
   *
   * @throws LibraryException if the library lacks it
   */
  MethodHandle function(String name, FunctionDescriptor signature) {
    MemorySegment address =
        find(name)
            .orElseThrow(() ->
                new LibraryException(
                    "Symbol %s is missing in %s: not a llama.cpp build that Drover knows (%s)"
                        .formatted(name, origin, LlamaAbi.known())));
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  /** A handle for a function that some builds lack, or null. */
  MethodHandle optional(String name, FunctionDescriptor signature) {
    return find(name).map(a -> Linker.nativeLinker().downcallHandle(a, signature)).orElse(null);
  }

  /** A downcall only throws when its descriptor is wrong: a bug of the binding. */
  static AssertionError unexpected(String function, Throwable cause) {
    return new AssertionError("Downcall of " + function + " failed", cause);
  }
}
