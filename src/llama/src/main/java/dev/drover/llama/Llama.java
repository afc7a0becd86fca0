package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * llama.cpp, loaded into this process. Loading a library twice gives the same instance; a library
 * is never unloaded. Thread-safe.
 */
public final class Llama {
  private static final Map<Path, Llama> LOADED = new HashMap<>();

  private final Path origin;
  private final LlamaAbi abi;
  private final GgmlLibrary ggml;
  private final LlamaModelLibrary models;
  private final LlamaVocabularyLibrary vocabularies;
  private final LlamaContextLibrary contexts;
  private final LlamaMemoryLibrary memories;
  private final NativeLog.Route log;

  private Llama(Path origin) {
    this.origin = origin;
    String name = origin.toString();
    List<Path> files = LibraryFiles.of(origin);
    Symbols symbols = new Symbols(files.stream().map(LibraryFiles::open).toList(), name);
    abi = LlamaAbi.of(symbols, name);
    CpuFeatures.ofThisMachine()
        .ifPresent(here -> CpuFeatures.require(CpuFeatures.compiledInto(symbols), here, name));
    ggml = new GgmlFfm(symbols);
    models = new LlamaModelFfm(symbols, abi);
    vocabularies = new LlamaVocabularyFfm(symbols);
    contexts = new LlamaContextFfm(symbols, abi);
    memories = new LlamaMemoryFfm(symbols, abi);
    log = new NativeLog.Route(models);
    log.acquire();
    try {
      initialise(files.getLast().getParent());
    } finally {
      log.release();
    }
  }

  private void initialise(Path backends) {
    try (Arena arena = Arena.ofConfined()) {
      defaultModelParams(arena);
      defaultContextParams(arena);
      // Back ends outlive a class loader: a development-mode reload finds them registered.
      if (ggml.backendCount() == 0) {
        ggml.loadBackends(arena.allocateFrom(backends.toString()));
      }
    }
    models.backendInit();
    if (devices().stream().noneMatch(d -> d.type() == Device.Type.CPU)) {
      throw new LibraryException(
          "%s has no CPU back end that fits this machine (its features: %s)"
              .formatted(
                  origin, CpuFeatures.ofThisMachine().map(Object::toString).orElse("unknown")));
    }
  }

  /**
   * Loads llama.cpp.
   *
   * @param path a shared library that holds all of it, or a directory with {@code libjllama} or
   *     with the parts of a plain build (libllama, libggml, libggml-base and its back ends)
   * @throws LibraryException if it cannot be opened, has another ABI or does not fit this processor
   */
  public static Llama load(Path path) {
    Path origin;
    try {
      origin = path.toRealPath();
    } catch (IOException e) {
      throw new LibraryException("No such library or directory: " + path, e);
    }
    synchronized (LOADED) {
      Llama loaded = LOADED.get(origin);
      if (loaded == null) {
        loaded = new Llama(origin);
        LOADED.put(origin, loaded);
      }
      return loaded;
    }
  }

  /**
   * Loads the library inside the jar {@code de.kherud:llama} on the class path, unpacked into
   * Drover's cache.
   *
   * @throws LibraryException if there is none for this platform, or as {@link #load}
   */
  public static Llama embedded() {
    return load(EmbeddedLibrary.unpack(EmbeddedLibrary.cache()));
  }

  /** Where the library was loaded from. */
  public Path origin() {
    return origin;
  }

  /** The ABI and, where the library tells it, its version: {@code b4916}, {@code v0.5 (0.5.0)}. */
  public String version() {
    String version = string(models.version());
    return version.isEmpty() ? abi.label() : abi.label() + " (" + version + ")";
  }

  /** llama.cpp's own line about the processor features in use. */
  public String systemInfo() {
    return string(models.systemInfo()).strip();
  }

  /** Whether some device can take layers of a model. */
  public boolean supportsGpuOffload() {
    return models.supportsGpuOffload();
  }

  /** The devices, with their memory as of now. */
  public List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment free = arena.allocate(JAVA_LONG);
      MemorySegment total = arena.allocate(JAVA_LONG);
      for (long i = 0; i < ggml.deviceCount(); i++) {
        MemorySegment device = ggml.device(i);
        ggml.deviceMemory(device, free, total);
        devices.add(
            new Device(
                string(ggml.deviceName(device)),
                string(ggml.deviceDescription(device)),
                abi.deviceType(ggml.deviceType(device)),
                free.get(JAVA_LONG, 0),
                total.get(JAVA_LONG, 0)));
      }
    }
    return List.copyOf(devices);
  }

  /** The cores that this process may use: affinity and container limits included. */
  public static int availableThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** To be held by whatever may make the library log. */
  NativeLog.Route log() {
    return log;
  }

  LlamaAbi abi() {
    return abi;
  }

  GgmlLibrary ggml() {
    return ggml;
  }

  LlamaModelLibrary models() {
    return models;
  }

  LlamaVocabularyLibrary vocabularies() {
    return vocabularies;
  }

  LlamaContextLibrary contexts() {
    return contexts;
  }

  LlamaMemoryLibrary memories() {
    return memories;
  }

  /** Default model parameters, checked against what this ABI is known to return. */
  MemorySegment defaultModelParams(Arena arena) {
    MemorySegment room = room(arena);
    MemorySegment params = models.modelDefaultParams(SegmentAllocator.prefixAllocator(room));
    confirmSize("llama_model_params", room, abi.model().size());
    abi.confirmModelParams(params);
    return params;
  }

  /** Default context parameters, checked against what this ABI is known to return. */
  MemorySegment defaultContextParams(Arena arena) {
    MemorySegment room = room(arena);
    MemorySegment params = contexts.contextDefaultParams(SegmentAllocator.prefixAllocator(room));
    confirmSize("llama_context_params", room, abi.context().size());
    abi.confirmContextParams(params);
    return params;
  }

  /** More room than any known struct, so that a larger one is noticed instead of overwriting. */
  private static MemorySegment room(Arena arena) {
    return arena.allocate(4096, 16).fill(UNTOUCHED);
  }

  private static final byte UNTOUCHED = (byte) 0xA5;

  private void confirmSize(String struct, MemorySegment room, int size) {
    for (long i = size; i < room.byteSize(); i++) {
      if (room.get(JAVA_BYTE, i) != UNTOUCHED) {
        throw new LibraryException(
            "%s in %s is larger than the %d bytes of %s: its layout is another one"
                .formatted(struct, origin, size, abi.label()));
      }
    }
  }

  static String string(MemorySegment text) {
    return text.equals(NULL) ? "" : text.reinterpret(Integer.MAX_VALUE).getString(0);
  }

  @Override
  public String toString() {
    return "llama.cpp " + version() + " from " + origin;
  }
}
