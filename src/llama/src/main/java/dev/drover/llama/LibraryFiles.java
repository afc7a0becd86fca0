package dev.drover.llama;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds and opens the shared libraries that make llama.cpp. What is opened stays open for ever. */
final class LibraryFiles {
  /** In the order in which they depend on each other. */
  private static final List<String> PARTS = List.of("ggml-base", "ggml-cpu", "ggml", "llama");

  private LibraryFiles() {}

  /**
   * The files to open for a path: itself, or in a directory {@code libjllama} or else the parts of
   * a plain build, whatever version stands in their names.
   *
   * @throws LibraryException if there are none
   */
  static List<Path> of(Path path) {
    if (!Files.exists(path)) {
      throw new LibraryException("No such library or directory: " + path);
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> listing = Files.list(path)) {
      List<Path> files = listing.filter(Files::isRegularFile).toList();
      Optional<Path> bundled = part("jllama", files);
      if (bundled.isPresent()) {
        return List.of(bundled.get());
      }
      List<Path> found = new ArrayList<>();
      for (String part : PARTS) {
        part(part, files).ifPresent(found::add);
      }
      if (part("llama", files).isEmpty()) {
        throw new LibraryException("No llama.cpp library in " + path);
      }
      return found;
    } catch (IOException e) {
      throw new LibraryException("Cannot read " + path, e);
    }
  }

  /** Of several names for one library (links with versions) the shortest. */
  private static Optional<Path> part(String name, List<Path> files) {
    Pattern pattern =
        Pattern.compile("(lib)?" + name + "(\\.[\\w.]+?)?\\.(so(\\.\\d+)*|dylib|dll)");
    return files.stream()
        .filter(f -> pattern.matcher(f.getFileName().toString()).matches())
        .min(Comparator.comparingInt((Path f) -> f.toString().length()).thenComparing(f -> f));
  }

  /**
   * Opens a library for the rest of the process's life.
   *
   * @throws LibraryException with the loader's own reason
   */
  static SymbolLookup open(Path file) {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new LibraryException("Cannot open %s: %s".formatted(file, reason(file)), e);
    }
  }

  /** Asks the dynamic linker itself: Java does not pass its message on. */
  private static String reason(Path file) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> open = linker.defaultLookup().find("dlopen");
    Optional<MemorySegment> error = linker.defaultLookup().find("dlerror");
    if (open.isEmpty() || error.isEmpty()) {
      return "the system gave no reason";
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle =
          (MemorySegment)
              linker
                  .downcallHandle(open.get(), Signatures.PTR_OF_PTR_INT)
                  .invokeExact(arena.allocateFrom(file.toString()), 1);
      MemorySegment text =
          (MemorySegment)
              linker.downcallHandle(error.get(), Signatures.PTR_OF_NOTHING).invokeExact();
      boolean silent = handle.address() != 0 || text.address() == 0;
      return silent ? "the system gave no reason" : text.reinterpret(4096).getString(0);
    } catch (Throwable e) {
      throw Symbols.unexpected("dlopen", e);
    }
  }

  /** Where the jar of java-llama.cpp keeps its library for this platform. */
  static String resourceOfThisPlatform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String cpu = machine.equals("amd64") || machine.equals("x86_64") ? "x86_64" : machine;
    if (os.contains("win")) {
      return "de/kherud/llama/Windows/" + cpu + "/jllama.dll";
    }
    if (os.contains("mac")) {
      return "de/kherud/llama/Mac/" + cpu + "/libjllama.dylib";
    }
    return "de/kherud/llama/Linux/" + cpu + "/libjllama.so";
  }
}
