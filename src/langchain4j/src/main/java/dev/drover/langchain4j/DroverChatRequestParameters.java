package dev.drover.langchain4j;

import dev.drover.engine.Limits;
import dev.drover.engine.SteeringLibrary;
import dev.drover.engine.sampling.SamplingMethods;
import dev.drover.engine.steering.SteeringPlan;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * LangChain4j's parameters and the engine's own. Null, or an empty collection, means not given.
 *
 * <p>Values merge one by one; a collection replaces the other whole. Merging with parameters of
 * another type keeps this type and takes what LangChain4j defines from the other one. The class is
 * final because of that: a merge always yields exactly this type, so there is no subtype whose
 * fields it could lose.
 */
public final class DroverChatRequestParameters extends DefaultChatRequestParameters {
  private final Long seed;
  private final String samplingMethod;
  private final Double minP;
  private final Double typicalP;
  private final Double repetitionPenalty;
  private final Integer minNewTokens;
  private final Boolean ignoreEos;
  private final Boolean includeStop;
  private final List<Integer> stopTokens;
  private final Map<Integer, Double> logitBias;
  private final Integer topLogprobs;
  private final Map<String, Object> templateOptions;
  private final SteeringPlan steering;
  private final SamplingExtras sampling;

  private DroverChatRequestParameters(Builder builder) {
    super(builder);
    seed = builder.seed;
    samplingMethod = builder.samplingMethod;
    minP = builder.minP;
    typicalP = builder.typicalP;
    repetitionPenalty = builder.repetitionPenalty;
    minNewTokens = builder.minNewTokens;
    ignoreEos = builder.ignoreEos;
    includeStop = builder.includeStop;
    stopTokens = builder.stopTokens == null ? List.of() : List.copyOf(builder.stopTokens);
    logitBias = builder.logitBias == null ? Map.of() : Map.copyOf(builder.logitBias);
    topLogprobs = builder.topLogprobs;
    templateOptions =
        builder.templateOptions == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(builder.templateOptions));
    steering = builder.steering;
    sampling = builder.sampling;
  }

  /** Starts from nothing given. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same parameters as this type. */
  static DroverChatRequestParameters of(ChatRequestParameters parameters) {
    return parameters instanceof DroverChatRequestParameters own
        ? own
        : builder().overrideWith(parameters).build();
  }

  /** Seed of the random generator, or null for a random one. */
  public Long seed() {
    return seed;
  }

  /** Name of the sampling method, or null for the default. */
  public String samplingMethod() {
    return samplingMethod;
  }

  /** Least probability, as a share of the greatest, of a token that stays, or null. */
  public Double minP() {
    return minP;
  }

  /** Probability mass of the most typical tokens that stay, or null. */
  public Double typicalP() {
    return typicalP;
  }

  /** Penalty on tokens seen in prompt or output, or null. */
  public Double repetitionPenalty() {
    return repetitionPenalty;
  }

  /** Tokens before which the model cannot end, or null. */
  public Integer minNewTokens() {
    return minNewTokens;
  }

  /** Whether the model cannot end by itself, or null. */
  public Boolean ignoreEos() {
    return ignoreEos;
  }

  /** Whether the stop sequence stays in the text, or null. */
  public Boolean includeStop() {
    return includeStop;
  }

  /** Token ids that end the answer; empty if none. */
  public List<Integer> stopTokens() {
    return stopTokens;
  }

  /** Token id to bias; empty if none. */
  public Map<Integer, Double> logitBias() {
    return logitBias;
  }

  /** How many log-probabilities to report at each token, or null for none. */
  public Integer topLogprobs() {
    return topLogprobs;
  }

  /** Variables of the chat template; empty if none. */
  public Map<String, Object> templateOptions() {
    return templateOptions;
  }

  /** What is added to the model's hidden states, or null. */
  public SteeringPlan steering() {
    return steering;
  }

  /** The engine's rarer ways to sample, or null. */
  public SamplingExtras sampling() {
    return sampling;
  }

  /** {@inheritDoc} Of this type whatever the other's. */
  @Override
  public DroverChatRequestParameters overrideWith(ChatRequestParameters that) {
    return builder().overrideWith(this).overrideWith(that).build();
  }

  /** {@inheritDoc} Of this type whatever the other's. */
  @Override
  public DroverChatRequestParameters defaultedBy(ChatRequestParameters that) {
    return builder().overrideWith(that).overrideWith(this).build();
  }

  @Override
  public boolean equals(Object o) {
    return super.equals(o)
        && o instanceof DroverChatRequestParameters that
        && own().equals(that.own());
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), own());
  }

  @Override
  public String toString() {
    return "DroverChatRequestParameters{" + super.toString() + ", " + own() + "}";
  }

  /** What LangChain4j does not define, by name, in order; without what is not given. */
  private Map<String, Object> own() {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("seed", seed);
    own.put("samplingMethod", samplingMethod);
    own.put("minP", minP);
    own.put("typicalP", typicalP);
    own.put("repetitionPenalty", repetitionPenalty);
    own.put("minNewTokens", minNewTokens);
    own.put("ignoreEos", ignoreEos);
    own.put("includeStop", includeStop);
    own.put("stopTokens", stopTokens);
    own.put("logitBias", logitBias);
    own.put("topLogprobs", topLogprobs);
    own.put("templateOptions", templateOptions);
    own.put("steering", steering);
    own.put("sampling", sampling);
    own.values().removeIf(DroverChatRequestParameters::absent);
    return own;
  }

  private static boolean absent(Object value) {
    return value == null
        || value instanceof List<?> list && list.isEmpty()
        || value instanceof Map<?, ?> map && map.isEmpty();
  }

  /** Collects parameters. Nothing is checked here: the model checks each request as a whole. */
  public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
    private Long seed;
    private String samplingMethod;
    private Double minP;
    private Double typicalP;
    private Double repetitionPenalty;
    private Integer minNewTokens;
    private Boolean ignoreEos;
    private Boolean includeStop;
    private List<Integer> stopTokens;
    private Map<Integer, Double> logitBias;
    private Integer topLogprobs;
    private Map<String, Object> templateOptions;
    private SteeringPlan steering;
    private SamplingExtras sampling;

    private Builder() {}

    /** Takes what {@code that} gives and keeps the rest. */
    @Override
    public Builder overrideWith(ChatRequestParameters that) {
      super.overrideWith(that);
      if (that instanceof DroverChatRequestParameters own) {
        seed = given(own.seed, seed);
        samplingMethod = given(own.samplingMethod, samplingMethod);
        minP = given(own.minP, minP);
        typicalP = given(own.typicalP, typicalP);
        repetitionPenalty = given(own.repetitionPenalty, repetitionPenalty);
        minNewTokens = given(own.minNewTokens, minNewTokens);
        ignoreEos = given(own.ignoreEos, ignoreEos);
        includeStop = given(own.includeStop, includeStop);
        stopTokens = given(own.stopTokens, stopTokens);
        logitBias = given(own.logitBias, logitBias);
        topLogprobs = given(own.topLogprobs, topLogprobs);
        templateOptions = given(own.templateOptions, templateOptions);
        steering = given(own.steering, steering);
        sampling = given(own.sampling, sampling);
      }
      return this;
    }

    private static <T> T given(T value, T fallback) {
      return absent(value) ? fallback : value;
    }

    /** Seed of the random generator, any 64-bit value; default: drawn at random. */
    public Builder seed(Long value) {
      seed = value;
      return this;
    }

    /** Name or alias of a method of {@link SamplingMethods}; default {@code multinomial}. */
    public Builder samplingMethod(String value) {
      samplingMethod = value;
      return this;
    }

    /**
     * 0 ≤ p ≤ 1: least probability of a token that stays, as a share of the greatest; default off.
     */
    public Builder minP(Double value) {
      minP = value;
      return this;
    }

    /** 0 &lt; p ≤ 1: probability mass of the most typical tokens that stay; default off. */
    public Builder typicalP(Double value) {
      typicalP = value;
      return this;
    }

    /** 0 &lt; penalty ≤ 10 on tokens seen in prompt or output; default 1 (off). */
    public Builder repetitionPenalty(Double value) {
      repetitionPenalty = value;
      return this;
    }

    /** Tokens before which the model cannot end, 0 to {@code maxOutputTokens}; default 0. */
    public Builder minNewTokens(Integer value) {
      minNewTokens = value;
      return this;
    }

    /** Whether the model cannot end by itself; default false. */
    public Builder ignoreEos(Boolean value) {
      ignoreEos = value;
      return this;
    }

    /** Whether the stop sequence stays in the text; default false. */
    public Builder includeStop(Boolean value) {
      includeStop = value;
      return this;
    }

    /** Token ids that end the answer, at most 1024; default none. */
    public Builder stopTokens(List<Integer> value) {
      stopTokens = value;
      return this;
    }

    /** Token id to a bias of -100 to 100, at most 1024 entries; default none. */
    public Builder logitBias(Map<Integer, Double> value) {
      logitBias = value;
      return this;
    }

    /**
     * 0 to 20: report the sampled token's log-probability and this many of the most probable ones
     * in {@link DroverChatResponseMetadata#logprobs}; default: none.
     */
    public Builder topLogprobs(Integer value) {
      topLogprobs = value;
      return this;
    }

    /** Variables of the chat template, such as {@code enable_thinking}; default none. */
    public Builder templateOptions(Map<String, Object> value) {
      templateOptions = value;
      return this;
    }

    /**
     * What is added to the model's hidden states, at most {@link Limits#MAX_STEERING_TERMS} terms;
     * default none. {@link SteeringPlan#NONE} is no steering where the model's defaults steer. A
     * plan with a report has it told in {@link DroverChatResponseMetadata#steering}. Vectors that
     * are named rather than brought along must be known to the engine's {@link SteeringLibrary}.
     */
    public Builder steering(SteeringPlan value) {
      steering = value;
      return this;
    }

    /** The engine's rarer ways to sample, which replace others whole; default none. */
    public Builder sampling(SamplingExtras value) {
      sampling = value;
      return this;
    }

    @Override
    public DroverChatRequestParameters build() {
      return new DroverChatRequestParameters(this);
    }
  }
}
