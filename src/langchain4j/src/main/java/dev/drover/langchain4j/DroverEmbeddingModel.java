package dev.drover.langchain4j;

import dev.drover.engine.EmbeddingPooling;
import dev.drover.engine.EmbeddingResult;
import dev.drover.engine.Engine;
import dev.drover.engine.GenerationFailedException;
import dev.drover.engine.Limits;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * An {@link EmbeddingModel} in this process; any generative model serves. Vectors have length 1.
 * Thread-safe; concurrent requests share the engine's batches. The engine stays the caller's to
 * close.
 */
public final class DroverEmbeddingModel implements EmbeddingModel {
  private final Engine engine;
  private final EmbeddingPooling pooling;
  private final Integer dimensions;
  private final List<EmbeddingModelListener> listeners;

  private DroverEmbeddingModel(Builder builder) {
    if (builder.engine == null) {
      throw new IllegalArgumentException("engine is required");
    }
    engine = builder.engine;
    pooling = builder.pooling;
    dimensions = builder.dimensions;
    listeners = builder.listeners;
  }

  /** Starts a model over an engine. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Embeds texts, any number of them, and waits for the vectors.
   *
   * @throws dev.langchain4j.exception.InvalidRequestException if a text is empty or does not fit
   *     the model's context, or there are more dimensions than the model has
   * @throws dev.langchain4j.exception.RateLimitException if the engine's queue is full
   * @throws dev.langchain4j.exception.InternalServerException if the engine is closed or fails
   * @throws LangChain4jException if the thread is interrupted; its interrupt flag stays set
   */
  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    List<String> texts = request.inputs().stream().map(EmbeddingInput::text).toList();
    List<Embedding> embeddings = new ArrayList<>(texts.size());
    int tokens = 0;
    for (int from = 0; from < texts.size(); from += Limits.MAX_INPUTS) {
      int to = Math.min(texts.size(), from + Limits.MAX_INPUTS);
      EmbeddingResult result = embed(texts.subList(from, to), request.dimensions());
      result.embeddings().forEach(vector -> embeddings.add(Embedding.from(vector)));
      tokens += result.promptTokens();
    }
    return EmbeddingResponse.builder()
        .embeddings(embeddings)
        .modelName(modelName())
        .tokenUsage(new TokenUsage(tokens))
        .build();
  }

  private EmbeddingResult embed(List<String> texts, Integer wanted) {
    try {
      Future<EmbeddingResult> result =
          engine.embed(
              dev.drover.engine.EmbeddingRequest.builder()
                  .texts(texts)
                  .pooling(pooling == null ? null : pooling.wireName())
                  .dimensions(wanted)
                  .build());
      return await(result);
    } catch (RuntimeException e) {
      throw Faults.toLangChain4j(e);
    }
  }

  private static EmbeddingResult await(Future<EmbeddingResult> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault
          ? fault
          : new GenerationFailedException(e.getCause().getMessage());
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      throw new LangChain4jException("interrupted while the model embedded", e);
    }
  }

  /** Only {@code dimensions}. */
  @Override
  public Set<EmbeddingParameter<?>> supportedParameters() {
    return Set.of(EmbeddingRequestParameters.DIMENSIONS);
  }

  @Override
  public EmbeddingRequestParameters defaultRequestParameters() {
    return EmbeddingRequestParameters.builder().dimensions(dimensions).build();
  }

  @Override
  public int dimension() {
    return dimensions == null ? engine.model().embeddingWidth() : dimensions;
  }

  @Override
  public String modelName() {
    return engine.model().name();
  }

  @Override
  public List<EmbeddingModelListener> listeners() {
    return listeners;
  }

  /** Builds a {@link DroverEmbeddingModel}. */
  public static final class Builder {
    private Engine engine;
    private EmbeddingPooling pooling;
    private Integer dimensions;
    private List<EmbeddingModelListener> listeners = List.of();

    private Builder() {}

    /** The engine; required. It is shared, not owned. */
    public Builder engine(Engine value) {
      engine = value;
      return this;
    }

    /** How the vectors of a text's tokens become one; default: what the model asks for. */
    public Builder pooling(EmbeddingPooling value) {
      pooling = value;
      return this;
    }

    /** How many leading dimensions are kept where a request does not say; default: all. */
    public Builder dimensions(Integer value) {
      dimensions = value;
      return this;
    }

    /** Who is told of requests, responses and errors. */
    public Builder listeners(List<EmbeddingModelListener> value) {
      listeners = List.copyOf(value);
      return this;
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException if no engine was given
     */
    public DroverEmbeddingModel build() {
      return new DroverEmbeddingModel(this);
    }
  }
}
