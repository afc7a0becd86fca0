package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** What the last batch of a context gave, and for which of its rows and sequences. */
final class Outputs {
  private final LlamaContextLibrary library;
  private final MemorySegment context;
  private final boolean embeddings;
  private final Pooling pooling;
  private final int logitsLength;
  private final int embeddingLength;
  private final BitSet rows = new BitSet();
  private final BitSet sequences = new BitSet();

  Outputs(LlamaContextLibrary library, MemorySegment context, Model model, boolean embeddings) {
    this.library = library;
    this.context = context;
    this.embeddings = embeddings;
    pooling = embeddings ? Pooling.of(library.pooling(context)) : Pooling.NONE;
    logitsLength = model.vocabulary().size();
    embeddingLength = pooling == Pooling.RANK ? model.rankWidth() : model.embeddingWidth();
  }

  Pooling pooling() {
    return pooling;
  }

  void clear() {
    rows.clear();
    sequences.clear();
  }

  void of(Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      rows.set(row, batch.isOutput(row));
      sequences.set(batch.sequence(row));
    }
  }

  void logits(int row, float[] into) {
    copy("llama_get_logits_ith", logits(row), logitsLength, into);
  }

  float logit(int row, int token) {
    if (token < 0 || token >= logitsLength) {
      throw new IllegalArgumentException(
          "token must be from 0 to %d, given %d".formatted(logitsLength - 1, token));
    }
    MemorySegment logits = present("llama_get_logits_ith", logits(row));
    return logits.reinterpret(4L * logitsLength).getAtIndex(JAVA_FLOAT, token);
  }

  private MemorySegment logits(int row) {
    if (embeddings) {
      throw new IllegalStateException("The context gives embeddings, not logits");
    }
    check("row", row, rows);
    return library.logits(context, row);
  }

  void embedding(int row, float[] into) {
    if (!embeddings || pooling != Pooling.NONE) {
      throw new IllegalStateException("The context gives no embedding for each row");
    }
    check("row", row, rows);
    copy("llama_get_embeddings_ith", library.embeddings(context, row), embeddingLength, into);
  }

  void pooledEmbedding(int sequence, float[] into) {
    if (pooling == Pooling.NONE) {
      throw new IllegalStateException("The context gives no pooled embeddings");
    }
    check("sequence", sequence, sequences);
    MemorySegment embedding = library.pooledEmbeddings(context, sequence);
    copy("llama_get_embeddings_seq", embedding, embeddingLength, into);
  }

  private static void check(String what, int index, BitSet present) {
    if (index < 0 || !present.get(index)) {
      throw new IllegalArgumentException(
          "%s must be one of the last batch with an output, given %d".formatted(what, index));
    }
  }

  private static void copy(String function, MemorySegment from, int length, float[] into) {
    if (into.length < length) {
      throw new IllegalArgumentException(
          "into must be at least %d long, given %d".formatted(length, into.length));
    }
    MemorySegment values = present(function, from).reinterpret(4L * length);
    MemorySegment.copy(values, JAVA_FLOAT, 0, into, 0, length);
  }

  private static MemorySegment present(String function, MemorySegment values) {
    if (values.equals(NULL)) {
      throw new LlamaException(function + " returned NULL");
    }
    return values;
  }
}
