package dev.drover.engine;

import java.time.Duration;
import java.util.List;

/**
 * Texts to turn into vectors, valid by construction: only {@link Builder#build} makes one. What
 * depends on the model (lengths, token ids, dimensions) is checked by {@link Engine#embed}.
 *
 * @param inputs one to {@link Limits#MAX_INPUTS} texts or lists of token ids
 * @param pooling how the vectors of an input's tokens become one; null for what the model asks for
 * @param normalize whether vectors are scaled to length 1
 * @param dimensions how many leading dimensions are kept, before normalising; null for all
 * @param adapter name of the LoRA adapter that the model is changed by, null for none
 * @param scheduling how the request shares the engine with others
 */
public record EmbeddingRequest(
    List<Prompt> inputs,
    EmbeddingPooling pooling,
    boolean normalize,
    Integer dimensions,
    String adapter,
    SchedulingOptions scheduling) {

  /** Starts a request. */
  public static Builder builder() {
    return new Builder();
  }

  /** The name of an input in messages. */
  String field(int index) {
    return EmbeddingLimits.input(index, inputs.size());
  }

  /** Collects the options of a request. Every setter takes null for "not given". */
  public static final class Builder {
    private List<Prompt> inputs;
    private String pooling;
    private Boolean normalize;
    private Integer dimensions;
    private String adapter;
    private Integer priority;
    private String client;
    private Duration deadline;

    private Builder() {}

    /** What to embed; required. */
    public Builder inputs(List<? extends Prompt> value) {
      inputs = value == null ? null : List.copyOf(value);
      return this;
    }

    /** Texts to embed. */
    public Builder texts(List<String> value) {
      return inputs(value.stream().map(Prompt.Text::new).toList());
    }

    /** {@code mean}, {@code cls} or {@code last}; default: what the model asks for. */
    public Builder pooling(String value) {
      pooling = value;
      return this;
    }

    /** Whether vectors are scaled to length 1; default true. */
    public Builder normalize(Boolean value) {
      normalize = value;
      return this;
    }

    /** How many leading dimensions are kept, ≥ 1; default all. */
    public Builder dimensions(Integer value) {
      dimensions = value;
      return this;
    }

    /** Name of one of the model's LoRA adapters; default none. */
    public Builder adapter(String value) {
      adapter = value;
      return this;
    }

    /**
     * The lower is served first, {@link Limits#LEAST_PRIORITY} to {@link Limits#GREATEST_PRIORITY};
     * default 0.
     */
    public Builder priority(Integer value) {
      priority = value;
      return this;
    }

    /** Whose request it is, at most {@link Limits#MAX_CLIENT_LENGTH} characters. */
    public Builder client(String value) {
      client = value;
      return this;
    }

    /** From submission on, after which the request ends, at most {@link Limits#MAX_DEADLINE}. */
    public Builder deadline(Duration value) {
      deadline = value;
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidRequestException for the first field that breaks its rule
     */
    public EmbeddingRequest build() {
      return new EmbeddingRequest(
          EmbeddingLimits.inputs(inputs),
          EmbeddingLimits.pooling(pooling),
          normalize == null || normalize,
          dimensions,
          adapter,
          Limits.scheduling(priority, client, deadline));
    }
  }
}
