package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.sampling.TokenVectors;
import dev.drover.llama.AdditionReport;
import dev.drover.llama.Batch;
import dev.drover.llama.Context;
import dev.drover.llama.ContextOptions;
import dev.drover.llama.Llama;
import dev.drover.llama.LlamaException;
import dev.drover.llama.Lora;
import dev.drover.llama.MemoryKind;
import dev.drover.llama.Model;
import dev.drover.llama.ModelOptions;
import dev.drover.llama.Pooling;
import dev.drover.llama.SequenceState;
import dev.drover.llama.TapPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A model in llama.cpp. */
final class LlamaRunner implements ModelRunner {
  private static final ContextOptions EMBEDDINGS =
      ContextOptions.defaults().withEmbeddings(Pooling.NONE);

  private final Weights weights;
  private final Context context;
  private final Batch batch;
  private final TapPlan plan;
  private final EngineConfig config;
  private final int cells;
  private final int sequences;
  private final boolean owner;
  private final int cores;
  private String adapter;

  /** What the memories of one model have in common. */
  private record Weights(
      Model model,
      Map<String, Lora> adapters,
      LlamaTokenizer tokenizer,
      ModelInfo info,
      ComputeGate gate,
      TapCheck tap,
      TokenVectors vectors)
      implements AutoCloseable {
    @Override
    public void close() {
      tokenizer.close();
      adapters.values().forEach(Lora::close);
      model.close();
    }
  }

  private LlamaRunner(
      Weights weights,
      EngineConfig config,
      ContextOptions kind,
      int cells,
      int sequences,
      boolean owner) {
    this.weights = weights;
    this.config = config;
    this.cells = cells;
    this.sequences = sequences;
    this.owner = owner;
    ContextOptions options =
        kind.withMemory(cells, sequences).withBatch(config.batchSize(), config.batchSize());
    int threads = config.threads();
    this.context =
        Context.create(
            weights.model, threads == 0 ? options : options.withThreads(threads, threads));
    boolean onGpu = weights.model.llama().supportsGpuOffload() && config.gpuLayers() == -1;
    this.cores = onGpu ? 0 : context.options().threads();
    this.batch = context.newBatch();
    this.plan = context.newTapPlan();
  }

  /** {@link #load(Path, Path, EngineConfig, ComputeGate)} for an engine that is alone. */
  static LlamaRunner load(Path path, Path natives, EngineConfig config) {
    return load(path, natives, config, new ComputeGate());
  }

  /**
   * Loads a model.
   *
   * @param natives the folder of llama.cpp's libraries, or null for the embedded one
   * @param gate shared by engines that compute on the same cores
   * @throws EngineUnavailableException (FAILED) with the reason if it cannot be loaded, or if the
   *     thread is interrupted
   */
  static LlamaRunner load(Path path, Path natives, EngineConfig config, ComputeGate gate) {
    Weights weights = null;
    try {
      Llama llama = natives == null ? Llama.embedded() : Llama.load(natives);
      int cells = config.cells() == 0 ? EngineConfig.DEFAULT_CELLS : config.cells();
      weights = weights(llama, path, config, cells, gate);
      if (!weights.info.generates()) {
        int rows = config.batchSize();
        // Numbers cost nothing where nothing is kept.
        int inputs =
            weights.model.memoryKind() == MemoryKind.NONE
                ? Math.min(ContextOptions.MOST_SEQUENCES, rows)
                : sequences(weights.model, config);
        return new LlamaRunner(weights, config, EMBEDDINGS, rows, inputs, true);
      }
      int sequences = sequences(weights.model, config);
      return new LlamaRunner(weights, config, generating(weights), cells, sequences, true);
    } catch (LlamaException | IllegalArgumentException e) {
      if (weights != null) {
        weights.close();
      }
      var failure =
          new EngineUnavailableException(Reason.FAILED, e.getMessage(), Duration.ofMinutes(1));
      failure.initCause(e);
      throw failure;
    }
  }

  private static Weights weights(
      Llama llama, Path path, EngineConfig config, int cells, ComputeGate gate) {
    ModelOptions options =
        ModelOptions.defaults()
            .withGpuLayers(config.gpuLayers())
            .withProgress(done -> !Thread.currentThread().isInterrupted());
    Model model = Model.load(llama, path, options);
    Map<String, Lora> adapters = new HashMap<>();
    try {
      if (model.hasEncoder()) {
        throw new LlamaException(path.getFileName() + " has an encoder: T5 is not supported");
      }
      if (!model.isCausal() && pooling(model).isEmpty()) {
        throw new LlamaException(
            path.getFileName() + " is a reranker: it gives neither texts nor embeddings");
      }
      config.adapters().forEach((name, file) -> adapters.put(name, Lora.load(model, file)));
      return new Weights(
          model,
          adapters,
          new LlamaTokenizer(model.vocabulary()),
          info(model, config, cells),
          gate,
          new TapCheck(),
          model.outputRows().map(OutputVectors::new).orElse(null));
    } catch (RuntimeException e) {
      adapters.values().forEach(Lora::close);
      model.close();
      throw e;
    }
  }

  private static ModelInfo info(Model model, EngineConfig config, int cells) {
    int trained = model.trainedContext();
    int wanted = config.contextLength() == 0 ? trained : config.contextLength();
    // Inputs that are read in both directions must be whole in a batch, and have no place beyond
    // what was trained.
    int most = model.isCausal() ? cells : Math.min(trained, config.batchSize());
    return new ModelInfo(
        config.name(),
        model.description(),
        model.parameters(),
        model.sizeBytes(),
        model.vocabulary().size(),
        Math.min(wanted, most),
        model.layers(),
        model.width(),
        model.embeddingWidth(),
        model.isCausal(),
        model.chatTemplate().isPresent(),
        isSteerable(model),
        model.lineage(),
        Instant.now().getEpochSecond(),
        model.llama().version());
  }

  /** Ended sequences can be kept only where they can be cut; the states of others take memory. */
  private static int sequences(Model model, EngineConfig config) {
    if (model.memoryKind().canCut()) {
      // llama.cpp wants a batch to have a row for each.
      return Math.min(config.maxSequences() + config.cachedSequences(), config.batchSize());
    }
    return Math.min(config.maxSequences(), ContextOptions.mostSequences(model));
  }

  private static ContextOptions generating(Weights weights) {
    return ContextOptions.defaults().withTap(weights.info.steerable());
  }

  /** llama.cpp reorders the rows of recurrent models, so that they cannot be told apart. */
  private static boolean isSteerable(Model model) {
    MemoryKind kind = model.memoryKind();
    return kind != MemoryKind.RECURRENT && kind != MemoryKind.HYBRID;
  }

  @Override
  public LlamaRunner alone(int batchSize) {
    int length = weights.info.contextLength();
    return new LlamaRunner(weights, config.alone(batchSize), generating(weights), length, 1, false);
  }

  @Override
  public LlamaRunner drafting() {
    return new LlamaRunner(weights, config, ContextOptions.defaults(), cells, sequences, false);
  }

  @Override
  public int batchSize() {
    return config.batchSize();
  }

  @Override
  public LlamaRunner forEmbeddings() {
    if (!weights.info.generates()) {
      return this;
    }
    // The longest input, and a batch that begins with its end.
    int length = weights.info.contextLength() + config.batchSize();
    return new LlamaRunner(weights, config, EMBEDDINGS, length, sequences, false);
  }

  @Override
  public Optional<EmbeddingPooling> pooling() {
    return pooling(weights.model);
  }

  /**
   * What {@code enum llama_pooling_type} in the file says. Most generative models say nothing: only
   * their last token has seen the whole input.
   */
  private static Optional<EmbeddingPooling> pooling(Model model) {
    String key = model.architecture() + ".pooling_type";
    return switch (model.metadata().getOrDefault(key, "")) {
      case "1" -> Optional.of(EmbeddingPooling.MEAN);
      case "2" -> Optional.of(EmbeddingPooling.CLS);
      case "3" -> Optional.of(EmbeddingPooling.LAST);
      case "4" -> Optional.empty();
      default -> Optional.of(model.isCausal() ? EmbeddingPooling.LAST : EmbeddingPooling.MEAN);
    };
  }

  @Override
  public ModelInfo info() {
    return weights.info;
  }

  @Override
  public Tokenizer tokenizer() {
    return weights.tokenizer;
  }

  @Override
  public Optional<String> chatTemplate() {
    return weights.model.chatTemplate();
  }

  @Override
  public int cells() {
    return cells;
  }

  @Override
  public int sequences() {
    return sequences;
  }

  @Override
  public boolean canCut() {
    return context.memory().kind() == MemoryKind.FULL;
  }

  @Override
  public void adapter(String name) {
    if (!Objects.equals(name, adapter)) {
      context.setLoras(name == null ? Map.of() : Map.of(weights.adapters.get(name), 1f));
      adapter = name;
    }
  }

  @Override
  public boolean canTap() {
    return weights.tap.works(weights.model, weights.gate);
  }

  @Override
  public void steer(
      int layer,
      int firstRow,
      int rows,
      float[] vector,
      float strength,
      Steering.Gate gate,
      AdditionReport report) {
    TapPlan.Gate decides =
        gate == null
            ? null
            : plan.gate(gate.layer(), firstRow, rows, gate.direction(), gate.threshold());
    plan.steer(layer, firstRow, rows, vector, strength, decides, report);
  }

  @Override
  public void sum(int layer, int firstRow, int rows, double[] into) {
    plan.sum(layer, firstRow, rows, into);
  }

  @Override
  public void clear() {
    batch.clear();
    plan.clear();
  }

  @Override
  public int add(int token, int position, int sequence, boolean logits) {
    return batch.add(token, position, sequence, logits);
  }

  @Override
  public void decode() {
    weights.gate.pass(cores, () -> context.decode(batch, plan));
  }

  @Override
  public void logits(int row, float[] into) {
    context.logits(row, into);
  }

  @Override
  public float logit(int row, int token) {
    return context.logit(row, token);
  }

  @Override
  public TokenVectors tokenVectors() {
    return weights.vectors;
  }

  @Override
  public void embedding(int row, float[] into) {
    context.embedding(row, into);
  }

  @Override
  public int length(int sequence) {
    return context.memory().length(sequence);
  }

  @Override
  public void forget(int sequence) {
    context.memory().remove(sequence);
  }

  @Override
  public void cut(int sequence, int length) {
    check(context.memory().removeTail(sequence, length), "cut");
  }

  @Override
  public boolean share(int from, int to, int length) {
    return context.memory().copyPrefix(from, to, length);
  }

  @Override
  public void replace(int from, int to, int begin, int end) {
    check(context.memory().replace(from, to, begin, end), "replace");
  }

  @Override
  public byte[] save(int sequence) {
    return SequenceState.save(context, sequence).toBytes();
  }

  @Override
  public int restore(int sequence, byte[] state) {
    SequenceState read = SequenceState.of(state);
    read.restore(context, sequence);
    return read.length();
  }

  private static void check(boolean done, String what) {
    if (!done) {
      throw new IllegalStateException("the model's memory refused to " + what);
    }
  }

  @Override
  public void close() {
    context.close();
    if (owner) {
      weights.close();
    }
  }
}
