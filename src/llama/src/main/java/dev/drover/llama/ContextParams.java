package dev.drover.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.drover.llama.gguf.Encoders;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes {@code struct llama_context_params}. */
final class ContextParams {
  private ContextParams() {}

  /**
   * The options in C.
   *
   * @param evalCallback the tap's function, or NULL
   */
  static MemorySegment of(
      Model model, ContextOptions options, MemorySegment evalCallback, Arena arena) {
    LlamaAbi abi = model.llama().abi();
    MemorySegment p = model.llama().defaultContextParams(arena);
    LlamaAbi.ContextFields at = abi.context();
    p.set(JAVA_INT, 0, options.contextLength());
    p.set(JAVA_INT, 4, options.batchSize());
    p.set(JAVA_INT, 8, options.microBatch());
    p.set(JAVA_INT, 12, options.maxSequences());
    p.set(JAVA_INT, at.threads(), options.threads());
    p.set(JAVA_INT, at.threadsBatch(), options.batchThreads());
    p.set(JAVA_INT, at.typeK(), options.keyType().code());
    p.set(JAVA_INT, at.typeV(), options.valueType().code());
    p.set(JAVA_BYTE, at.embeddings(), flag(options.embeddings()));
    p.set(JAVA_BYTE, at.offloadKqv(), flag(options.offloadKqv()));
    p.set(JAVA_BYTE, at.noPerf(), flag(false));
    p.set(ADDRESS, at.evalCallback(), evalCallback);
    if (options.embeddings()) {
      p.set(JAVA_INT, at.poolingType(), options.pooling().code());
    }
    if (abi == LlamaAbi.B4916) {
      boolean flash =
          options.flashAttention() == FlashAttention.ON || options.valueType().quantised();
      p.set(JAVA_BYTE, at.flashAttention(), flag(flash));
    } else {
      p.set(JAVA_INT, at.flashAttention(), options.flashAttention().code());
      // Sequences share prefixes, and the tap needs a batch's rows in order.
      p.set(JAVA_BYTE, at.kvUnified(), flag(true));
      p.set(JAVA_BYTE, at.swaFull(), flag(options.fullWindow()));
    }
    return p;
  }

  /**
   * Refuses what native code would abort on or has no memory for.
   *
   * @throws LlamaException with the reason
   */
  static void check(Model model, ContextOptions options) {
    if (model.hasEncoder() && model.memoryKind() != MemoryKind.NONE) {
      throw new LlamaException("Models with both an encoder and a decoder are not supported");
    }
    checkDirection(model, options);
    if (model.llama().abi() == LlamaAbi.B4916 && model.hasSectionedPositions()) {
      throw new LlamaException("b4916 cannot be given the positions that this model needs");
    }
    boolean pooled =
        options.embeddings()
            && options.pooling() != Pooling.NONE
            && options.pooling() != Pooling.MODEL_DEFAULT;
    if (pooled && model.llama().abi() == LlamaAbi.B4916 && model.memoryKind() != MemoryKind.NONE) {
      // Its graph for them fails a GGML_ASSERT, which would end the process.
      throw new LlamaException("b4916 cannot pool the embeddings of a generative model");
    }
    if (options.maxSequences() > ContextOptions.mostSequences(model)) {
      throw new LlamaException(
          "b4916 serves recurrent models one sequence at a time: maxSequences must be 1, given %d"
              .formatted(options.maxSequences()));
    }
    if (model.llama().abi() == LlamaAbi.V0_5 && options.maxSequences() > options.batchSize()) {
      // Its outputs have a row for each sequence: a GGML_ASSERT would end the process.
      throw new LlamaException(
          "maxSequences must be at most the batchSize of %d, given %d"
              .formatted(options.batchSize(), options.maxSequences()));
    }
    long cells = options.contextLength() > 0 ? options.contextLength() : model.trainedContext();
    if (!options.offloadKqv() || !model.llama().supportsGpuOffload()) {
      AvailableMemory.now()
          .require(
              "A context of %d cells".formatted(cells),
              model.cacheShape().bytes(options, cells),
              false);
    }
  }

  private static void checkDirection(Model model, ContextOptions options) {
    if (model.isCausal()) {
      return;
    }
    if (!options.embeddings()) {
      // What would be read as logits was never written.
      throw new LlamaException(
          "%s reads in both directions: it gives embeddings and no logits"
              .formatted(model.path().getFileName()));
    }
    if (model.llama().abi() == LlamaAbi.B4916 && !Encoders.isOfB4916(model.architecture())) {
      // It would look for keys and values in a memory that it did not fill.
      throw new LlamaException(
          "b4916 cannot compute a %s model that reads in both directions"
              .formatted(model.architecture()));
    }
  }

  private static byte flag(boolean on) {
    return (byte) (on ? 1 : 0);
  }
}
