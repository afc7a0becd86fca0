package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.llama.Batch;
import dev.drover.llama.Context;
import dev.drover.llama.ContextOptions;
import dev.drover.llama.Llama;
import dev.drover.llama.LlamaException;
import dev.drover.llama.MemoryKind;
import dev.drover.llama.Model;
import dev.drover.llama.ModelOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A model in llama.cpp. */
final class LlamaRunner implements ModelRunner {
  private final Model model;
  private final Context context;
  private final Batch batch;
  private final LlamaTokenizer tokenizer;
  private final ModelInfo info;
  private final int cells;
  private final ComputeGate gate;
  private final int cores;

  private LlamaRunner(Model model, EngineConfig config, ComputeGate gate) {
    this.model = model;
    this.gate = gate;
    this.cells = config.cells() == 0 ? EngineConfig.DEFAULT_CELLS : config.cells();
    int wanted = config.contextLength() == 0 ? model.trainedContext() : config.contextLength();
    int contextLength = Math.min(wanted, cells);
    ContextOptions options =
        ContextOptions.defaults()
            .withMemory(cells, config.maxSequences())
            .withBatch(config.batchSize(), config.batchSize());
    this.context =
        Context.create(
            model,
            config.threads() == 0
                ? options
                : options.withThreads(config.threads(), config.threads()));
    boolean onGpu = model.llama().supportsGpuOffload() && config.gpuLayers() == -1;
    this.cores = onGpu ? 0 : context.options().threads();
    this.batch = context.newBatch();
    this.tokenizer = new LlamaTokenizer(model.vocabulary());
    this.info =
        new ModelInfo(
            config.name(),
            model.description(),
            model.parameters(),
            model.sizeBytes(),
            model.vocabulary().size(),
            contextLength,
            model.layers(),
            model.width(),
            model.chatTemplate().isPresent(),
            Instant.now().getEpochSecond(),
            model.llama().version());
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
    Model model = null;
    try {
      Llama llama = natives == null ? Llama.embedded() : Llama.load(natives);
      ModelOptions options =
          ModelOptions.defaults()
              .withGpuLayers(config.gpuLayers())
              .withProgress(done -> !Thread.currentThread().isInterrupted());
      model = Model.load(llama, path, options);
      if (model.memoryKind() == MemoryKind.NONE) {
        throw new LlamaException(path.getFileName() + " is an encoder and cannot generate text");
      }
      return new LlamaRunner(model, config, gate);
    } catch (LlamaException | IllegalArgumentException e) {
      if (model != null) {
        model.close();
      }
      var failure =
          new EngineUnavailableException(Reason.FAILED, e.getMessage(), Duration.ofMinutes(1));
      failure.initCause(e);
      throw failure;
    }
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Optional<String> chatTemplate() {
    return model.chatTemplate();
  }

  @Override
  public int cells() {
    return cells;
  }

  @Override
  public void clear() {
    batch.clear();
  }

  @Override
  public int add(int token, int position, int sequence, boolean logits) {
    return batch.add(token, position, sequence, logits);
  }

  @Override
  public void decode() {
    gate.pass(cores, () -> context.decode(batch));
  }

  @Override
  public void logits(int row, float[] into) {
    context.logits(row, into);
  }

  @Override
  public void forget(int sequence) {
    context.memory().remove(sequence);
  }

  @Override
  public boolean share(int from, int to) {
    return context.memory().copyPrefix(from, to, context.memory().length(from));
  }

  @Override
  public void close() {
    tokenizer.close();
    context.close();
    model.close();
  }
}
