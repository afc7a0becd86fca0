package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.drover.llama.gguf.Encoders;
import dev.drover.llama.gguf.GgufFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded model: its weights and its vocabulary.
 *
 * <p>Owns native memory: close it after its contexts and adapters. Thread-safe; may serve any
 * number of contexts.
 */
public final class Model implements AutoCloseable {
  private static final String CHAT_TEMPLATE = "tokenizer.chat_template";

  private static final int ROPE_MROPE = 8;

  // More than any model has; b4916 does not know -1.
  private static final int EVERY_LAYER = 10_000;

  private final Llama llama;
  private final Path path;
  private final Map<String, String> metadata;
  private final Fingerprint fingerprint;
  private final String lineage;
  private final MemorySegment handle;
  private final Lifetime lifetime;
  private final Vocabulary vocabulary;
  private final boolean causal;
  private final MemoryKind memoryKind;
  private final int window;
  private final int positionLimit;
  private final CacheShape cacheShape;
  private final OutputRows.Place outputRows;

  private Model(Llama llama, ModelFiles files, MemorySegment handle) {
    this.llama = llama;
    this.path = files.first().path();
    this.metadata = files.metadata();
    this.fingerprint = files.fingerprint();
    this.lineage = files.lineage();
    this.handle = handle;
    this.lifetime = new Lifetime("Model " + path.getFileName());
    this.vocabulary =
        new Vocabulary(llama.vocabularies(), llama.models().modelVocabulary(handle), lifetime);
    this.window = window(llama.models(), handle, files.first());
    this.causal = !Encoders.contains(files.first());
    this.memoryKind = kind();
    this.cacheShape = CacheShape.of(files.first());
    this.outputRows = files.outputRows();
    this.positionLimit =
        files
            .first()
            .tensor("position_embd.weight")
            .map(t -> Math.toIntExact(t.extent(1)))
            .orElse(Integer.MAX_VALUE);
  }

  /**
   * Loads a model.
   *
   * @param path a GGUF file, or the first of a split one (name-00001-of-00003.gguf)
   * @throws ModelException if the file is corrupt, unsupported or too large, or loading was
   *     cancelled
   */
  public static Model load(Llama llama, Path path, ModelOptions options) {
    ModelFiles files = ModelFiles.read(path);
    if (options.checkMemory()) {
      checkMemory(llama, files, options);
    }
    llama.log().acquire();
    try {
      return load(llama, files, options);
    } catch (RuntimeException | Error e) {
      llama.log().release();
      throw e;
    }
  }

  private static Model load(Llama llama, ModelFiles files, ModelOptions options) {
    Path path = files.first().path();
    try (Arena arena = Arena.ofConfined()) {
      LoadProgress progress = new LoadProgress(options.progress());
      MemorySegment params = params(llama, options, progress, arena);
      MemorySegment name = arena.allocateFrom(path.toString());
      NativeLog.Outcome<MemorySegment> loaded =
          NativeLog.listen(() -> llama.models().modelLoad(name, params));
      progress.rethrow();
      if (loaded.result().equals(NULL)) {
        throw new ModelException(
            progress.cancelled()
                ? "Loading %s was cancelled".formatted(path)
                : "Cannot load %s: %s".formatted(path, loaded.reason()));
      }
      try {
        return new Model(llama, files, loaded.result());
      } catch (RuntimeException | Error e) {
        llama.models().modelFree(loaded.result());
        throw e;
      }
    }
  }

  /**
   * Bytes that a model's weights and the cache of a context will take, as far as the headers of its
   * files say: an upper bound where layers keep a window only. What is worked with while computing
   * comes on top.
   *
   * @param path as in {@link #load}
   * @throws ModelException if a file is missing or corrupt
   */
  public static long bytesNeeded(Path path, ContextOptions options) {
    ModelFiles files = ModelFiles.read(path);
    return files.tensorBytes()
        + CacheShape.of(files.first()).bytes(options, options.contextLength());
  }

  private static MemorySegment params(
      Llama llama, ModelOptions options, LoadProgress progress, Arena arena) {
    MemorySegment p = llama.defaultModelParams(arena);
    LlamaAbi.ModelFields at = llama.abi().model();
    boolean all = options.gpuLayers() == ModelOptions.ALL_LAYERS;
    p.set(JAVA_INT, at.gpuLayers(), all ? EVERY_LAYER : options.gpuLayers());
    p.set(JAVA_INT, at.splitMode(), options.splitMode().code());
    p.set(JAVA_INT, at.mainGpu(), options.mainGpu());
    if (!options.tensorSplit().isEmpty()) {
      int most = Math.toIntExact(llama.models().maxDevices());
      if (options.tensorSplit().size() > most) {
        throw new IllegalArgumentException(
            "tensorSplit must have at most %d shares, given %d"
                .formatted(most, options.tensorSplit().size()));
      }
      MemorySegment split = arena.allocate(JAVA_FLOAT, most);
      for (int i = 0; i < options.tensorSplit().size(); i++) {
        split.setAtIndex(JAVA_FLOAT, i, options.tensorSplit().get(i));
      }
      p.set(ADDRESS, at.tensorSplit(), split);
    }
    p.set(ADDRESS, at.progressCallback(), progress.callback(arena));
    if (at.loadMode() >= 0) {
      // enum llama_load_mode: bit 0 maps the file, bit 1 locks it
      p.set(JAVA_INT, at.loadMode(), (options.mmap() ? 1 : 0) | (options.mlock() ? 2 : 0));
    } else {
      p.set(JAVA_BYTE, at.useMmap(), (byte) (options.mmap() ? 1 : 0));
      p.set(JAVA_BYTE, at.useMlock(), (byte) (options.mlock() ? 1 : 0));
    }
    p.set(JAVA_BYTE, at.checkTensors(), (byte) (options.checkTensors() ? 1 : 0));
    return p;
  }

  /** What does not go to GPUs has to fit into this process's memory. */
  private static void checkMemory(Llama llama, ModelFiles files, ModelOptions options) {
    long bytes = files.tensorBytes();
    if (llama.supportsGpuOffload()) {
      GgufFile file = files.first();
      long blocks = file.integer(file.architecture() + ".block_count").orElse(0) + 1;
      long onHost =
          options.gpuLayers() == ModelOptions.ALL_LAYERS
              ? 0
              : Math.max(0, blocks - options.gpuLayers());
      bytes = bytes / blocks * onHost;
    }
    AvailableMemory.now().require("Model " + files.first().path(), bytes, options.mmap());
  }

  /** b4916 cannot say whether a model has a window; the file can. */
  private static int window(LlamaModelLibrary models, MemorySegment handle, GgufFile file) {
    long stated = file.integer(file.architecture() + ".attention.sliding_window").orElse(0);
    int known = models.modelWindow(handle);
    return known > 0 ? known : Math.clamp(stated, 0, Integer.MAX_VALUE);
  }

  private MemoryKind kind() {
    LlamaModelLibrary models = llama.models();
    // b4916 keeps nothing of a batch wherever attention is not causal.
    boolean forgets =
        Encoders.isWithoutMemory(architecture()) || (!causal && llama.abi() == LlamaAbi.B4916);
    if (forgets || !models.modelHasDecoder(handle)) {
      return MemoryKind.NONE;
    }
    if (models.modelIsHybrid(handle)) {
      return MemoryKind.HYBRID;
    }
    if (models.modelIsRecurrent(handle)) {
      return MemoryKind.RECURRENT;
    }
    return window > 0 ? MemoryKind.SLIDING_WINDOW : MemoryKind.FULL;
  }

  /** The library that the model was loaded with. */
  public Llama llama() {
    return llama;
  }

  /** The file it came from. */
  public Path path() {
    return path;
  }

  /** Texts, numbers and truth values of the file by key, as text. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The architecture, such as {@code llama}. */
  public String architecture() {
    return metadata.get("general.architecture");
  }

  /** The chat template, in Jinja. */
  public Optional<String> chatTemplate() {
    return Optional.ofNullable(metadata.get(CHAT_TEMPLATE));
  }

  /** A chat template for a purpose, such as {@code tool_use}. */
  public Optional<String> chatTemplate(String name) {
    return Optional.ofNullable(metadata.get(CHAT_TEMPLATE + "." + name));
  }

  /**
   * A checksum over sizes, headers and samples of the weights: two files with the same one are the
   * same model. 32 hexadecimal digits. Computed by the first call, which reads some MB.
   *
   * @throws ModelException if a file cannot be read any more or has changed since it was loaded
   */
  public String fingerprint() {
    return fingerprint.value();
  }

  /**
   * A checksum over architecture and normalisation weights, which quantisation leaves alone: all
   * quantisations of one model have the same, and so have directions in its hidden states in
   * common. 32 hexadecimal digits.
   */
  public String lineage() {
    return lineage;
  }

  /** The vocabulary, which lives as long as the model. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * Whether a token sees only those before it. If not, the model gives embeddings and writes no
   * text, and a sequence must be computed in one batch.
   */
  public boolean isCausal() {
    return causal;
  }

  /** What the model remembers of a sequence. */
  public MemoryKind memoryKind() {
    return memoryKind;
  }

  /** Architecture, size and format in words, such as {@code llama 135M Q4_1}. */
  public String description() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(256);
      llama.models().modelDescription(handle(), buffer, buffer.byteSize());
      return Llama.string(buffer);
    }
  }

  /** Bytes of all tensors. */
  public long sizeBytes() {
    return llama.models().modelSize(handle());
  }

  /** Number of weights. */
  public long parameters() {
    return llama.models().modelParameters(handle());
  }

  /** Number of blocks. */
  public int layers() {
    return llama.models().modelLayers(handle());
  }

  /** Width of the residual stream. */
  public int width() {
    return llama.models().modelWidth(handle());
  }

  /** Width of an embedding; that of the residual stream for most models. */
  public int embeddingWidth() {
    int width = llama.models().modelEmbeddingWidth(handle());
    return width > 0 ? width : width();
  }

  /** Scores that a reranking model gives. */
  public int rankWidth() {
    return Math.max(1, llama.models().modelRankWidth(handle()));
  }

  /** Attention heads of the first block; 0 where there is no attention. */
  public int heads() {
    return llama.models().modelHeads(handle());
  }

  /** Key and value heads of the first block. */
  public int keyValueHeads() {
    return llama.models().modelKeyValueHeads(handle());
  }

  /** Context length of the training, in tokens. */
  public int trainedContext() {
    return llama.models().modelTrainedContext(handle());
  }

  /** Sliding window of some layers in tokens, 0 if there is none. */
  public int window() {
    return window;
  }

  /** Positions must be below this: models with a table of positions have no more rows. */
  public int positionLimit() {
    return positionLimit;
  }

  /** Whether a position is a tuple (M-RoPE, as vision models have it). */
  boolean hasSectionedPositions() {
    return llama.models().modelRopeType(handle()) >= ROPE_MROPE;
  }

  CacheShape cacheShape() {
    return cacheShape;
  }

  /**
   * The rows of the output matrix, one a token, read from the model's file.
   *
   * @return empty if the file has none, or in a format that the library does not convert
   * @throws ModelException if the file cannot be read any more
   */
  public Optional<OutputRows> outputRows() {
    lifetime.check();
    return OutputRows.open(llama.ggml(), outputRows, vocabulary.size());
  }

  /** Whether it is, or has, an encoder of the T5 kind, computed by {@code llama_encode}. */
  public boolean hasEncoder() {
    return llama.models().modelHasEncoder(handle());
  }

  /** The native model, for as long as nobody closes it. */
  MemorySegment handle() {
    lifetime.check();
    return handle;
  }

  Lifetime lifetime() {
    return lifetime;
  }

  /**
   * Frees the weights and gives freed memory back to the system. Closing twice is harmless.
   *
   * @throws IllegalStateException while a context or an adapter of the model is open
   */
  @Override
  public void close() {
    if (lifetime.close()) {
      llama.models().modelFree(handle);
      llama.log().release();
      NativeHeap.trim();
    }
  }
}
