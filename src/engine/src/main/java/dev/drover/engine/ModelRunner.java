package dev.drover.engine;

import dev.drover.engine.sampling.TokenVectors;
import dev.drover.llama.AdditionReport;
import java.util.Optional;

/**
 * What the engine needs of a model: decode a batch of tokens that belong to several sequences, and
 * manage what each sequence has in memory. Called by the engine's thread alone, save for {@link
 * #tokenizer}.
 */
interface ModelRunner extends AutoCloseable {

  /** What callers may know of the model. */
  ModelInfo info();

  /** The model's vocabulary. Thread-safe. */
  Tokenizer tokenizer();

  /** Source of the model's chat template, if it brings one. */
  Optional<String> chatTemplate();

  /** Tokens held in memory at most, all sequences together. */
  int cells();

  /** Sequences are numbered from 0 to one below this. */
  int sequences();

  /** Whether a sequence can be shortened, and begin with a part of another. */
  boolean canCut();

  /**
   * A second, empty memory for the same model, for one sequence of the same length at most.
   *
   * @param batchSize most tokens of a batch
   * @throws RuntimeException if there is no room for it
   */
  ModelRunner alone(int batchSize);

  /**
   * A second, empty memory of the same size for the same model, which may be used by another thread
   * beside this one.
   *
   * @throws RuntimeException if there is no room for it
   */
  ModelRunner drafting();

  /** Most tokens of a batch. */
  int batchSize();

  /**
   * A second, empty memory for the same model, whose batches give embeddings instead of logits. Its
   * sequences are as long as the context at most. Of a model that only embeds this very one: it
   * keeps nothing of a batch, so a sequence must be whole in one.
   *
   * @throws RuntimeException if there is no room for it
   */
  ModelRunner forEmbeddings();

  /**
   * How the model's embeddings are meant to be pooled; empty if they are no embeddings but scores
   * of relevance. Thread-safe.
   */
  Optional<EmbeddingPooling> pooling();

  /** What the model's tokens mean to it, for the engine's thread; null if it does not tell. */
  default TokenVectors tokenVectors() {
    return null;
  }

  /**
   * Changes the model by an adapter for the batches to come.
   *
   * @param name one of {@link EngineConfig#adapters}, or null for none
   */
  void adapter(String name);

  /**
   * Whether the residual stream can be reached. The first call computes, to see; thread-safe, and
   * not called by the engine's thread.
   */
  boolean canTap();

  /**
   * Adds {@code strength · vector} to the residual stream of rows of the batch; only if {@link
   * ModelInfo#steerable}.
   *
   * @param layer 1 to the model's number of layers
   * @param firstRow what {@link #add} returned for the first token
   * @param rows how many, row after row
   * @param vector as wide as the model; not to be changed before the batch is decoded
   * @param gate which rows pass; null for all
   * @param report told of each row that was added to, or null
   */
  void steer(
      int layer,
      int firstRow,
      int rows,
      float[] vector,
      float strength,
      Steering.Gate gate,
      AdditionReport report);

  /**
   * Adds up the residual stream of rows of the batch, after what {@link #steer} adds; only if
   * {@link ModelInfo#steerable}.
   *
   * @param into as wide as the model; complete once the batch was decoded
   */
  void sum(int layer, int firstRow, int rows, double[] into);

  /** Begins a new batch. */
  void clear();

  /**
   * Adds a token to the batch; at most {@link EngineConfig#batchSize} of them.
   *
   * @param token a token id of the vocabulary
   * @param position the token's position in its sequence: one more than the last in memory
   * @param sequence 0 ≤ sequence &lt; {@link #sequences}
   * @param logits whether a row of logits is wanted
   * @return the token's row, for {@link #logits}
   */
  int add(int token, int position, int sequence, boolean logits);

  /**
   * Decodes the batch.
   *
   * @throws RuntimeException if the model failed; the memory of the batch's sequences is undefined
   *     then and must be forgotten
   */
  void decode();

  /**
   * Reads a row of logits of the batch that was decoded last.
   *
   * @param row what {@link #add} returned
   * @param into filled from 0; at least as long as the vocabulary
   */
  void logits(int row, float[] into);

  /**
   * One logit of a row of the batch that was decoded last.
   *
   * @param row what {@link #add} returned
   * @param token a token of the vocabulary
   */
  float logit(int row, int token);

  /**
   * Reads the embedding of a row of the batch that was decoded last; only of a runner {@link
   * #forEmbeddings}.
   *
   * @param row what {@link #add} returned
   * @param into filled from 0; at least {@link ModelInfo#embeddingWidth} long
   */
  void embedding(int row, float[] into);

  /** How many tokens of a sequence are in memory. */
  int length(int sequence);

  /** Removes all of a sequence from memory. */
  void forget(int sequence);

  /** Removes all of a sequence but its first {@code length} tokens; only if {@link #canCut}. */
  void cut(int sequence, int length);

  /**
   * Makes the first {@code length} tokens of {@code from} part of the empty sequence {@code to} as
   * well.
   *
   * @return false if the model's kind of memory does not allow it; nothing has changed then
   */
  boolean share(int from, int to, int length);

  /**
   * Lets {@code to} use what {@code from} has in memory for the tokens [begin, end), which are the
   * same in both, instead of its own; only if {@link #canCut}.
   */
  void replace(int from, int to, int begin, int end);

  /** What a sequence has in memory, for {@link #restore}. */
  byte[] save(int sequence);

  /**
   * Puts what was saved into an empty sequence.
   *
   * @return how many tokens it holds
   * @throws RuntimeException with the reason if it was saved by another model or is damaged; the
   *     sequence is empty then
   */
  int restore(int sequence, byte[] state);

  /** Frees the memory and, unless this is a second one, the model. */
  @Override
  void close();
}
