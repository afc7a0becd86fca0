package dev.drover.engine;

import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.sampling.SamplingOptions;
import dev.drover.engine.steering.SteeringPlan;
import java.time.Duration;
import java.util.List;

/**
 * One request to an engine, valid by construction: only {@link Builder#build} makes one. What
 * depends on the model (prompt length, token ids) is checked by {@link Engine#submit}.
 *
 * @param prompt what to continue
 * @param n how many choices to return, 1 to {@link Limits#MAX_N}
 * @param bestOf how many independent choices to generate; the most probable are returned, which is
 *     told by {@link Generation#await} alone: events are of all
 * @param sampling how tokens are chosen
 * @param decoding how rows of logits become tokens
 * @param constraint what the text must be
 * @param stopping when a sequence ends
 * @param topLogprobs how many of the most probable tokens to report at each generated position, 0
 *     for the sampled one only, null for no log-probabilities
 * @param promptLogprobs the same for the positions of the prompt
 * @param promptLogprobsFrom the first position of the prompt they are reported for, ≥ 0
 * @param states which hidden states of the prompt to report, null for none
 * @param steering what is added to the model's hidden states
 * @param adapter name of the LoRA adapter that the model is changed by, null for none
 * @param reproducible whether the tokens are computed apart from all other requests, so that the
 *     same request and seed give the same bytes whatever else the engine does
 * @param scheduling how the request shares the engine with others
 */
public record GenerationRequest(
    Prompt prompt,
    int n,
    int bestOf,
    SamplingOptions sampling,
    DecodingOptions decoding,
    ConstraintOptions constraint,
    StoppingOptions stopping,
    Integer topLogprobs,
    Integer promptLogprobs,
    int promptLogprobsFrom,
    StateReading states,
    SteeringPlan steering,
    String adapter,
    boolean reproducible,
    SchedulingOptions scheduling) {

  /** Starts a request. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Collects the options of a request. Every setter takes null for "not given", so that a dialect
   * hands its fields through as they came; {@link #build} checks them all against {@link Limits}.
   */
  public static final class Builder extends SamplingBuilder<Builder> implements Cloneable {
    private Prompt prompt;
    private Integer n;
    private Integer bestOf;
    private Integer maxNewTokens;
    private Integer minNewTokens;
    private Boolean ignoreEos;
    private List<String> stop;
    private Boolean includeStop;
    private List<Integer> stopTokens;
    private DecodingOptions.Builder decoding = new DecodingOptions.Builder();
    private List<Constraint> constraints;
    private String constrainAfter;
    private Integer topLogprobs;
    private Integer promptLogprobs;
    private Integer promptLogprobsFrom;
    private StateReading states;
    private SteeringPlan steering;
    private String adapter;
    private Boolean reproducible;
    private Integer priority;
    private String client;
    private Duration deadline;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** What to continue; required. */
    public Builder prompt(Prompt value) {
      prompt = value;
      return this;
    }

    /** What to continue, as text. */
    public Builder prompt(String text) {
      return prompt(text == null ? null : new Prompt.Text(text));
    }

    /** How many choices, 1 to {@link Limits#MAX_N}; default 1. */
    public Builder n(Integer value) {
      n = value;
      return this;
    }

    /**
     * How many choices to generate, of which the {@code n} with the greatest log-probability are
     * returned: {@code n} to {@link Limits#MAX_N}; default {@code n}.
     */
    public Builder bestOf(Integer value) {
      bestOf = value;
      return this;
    }

    /** Most tokens to generate, ≥ 1; default: until the model ends or the context is full. */
    public Builder maxNewTokens(Integer value) {
      maxNewTokens = value;
      return this;
    }

    /** Tokens before which the model cannot end, 0 to {@code maxNewTokens}; default 0. */
    public Builder minNewTokens(Integer value) {
      minNewTokens = value;
      return this;
    }

    /** Whether the model cannot end by itself; default false. */
    public Builder ignoreEos(Boolean value) {
      ignoreEos = value;
      return this;
    }

    /** Stop strings, at most {@link Limits#MAX_STOP_STRINGS}, none empty; default none. */
    public Builder stop(List<String> value) {
      stop = value;
      return this;
    }

    /** Whether the stop string stays in the text; default false. */
    public Builder includeStop(Boolean value) {
      includeStop = value;
      return this;
    }

    /** Stop token ids, at most {@link Limits#MAX_STOP_TOKENS}; default none. */
    public Builder stopTokens(List<Integer> value) {
      stopTokens = value;
      return this;
    }

    /**
     * Name of the model that guesses tokens for the method {@code speculative-decoding}; default:
     * they are looked up in earlier text.
     */
    public Builder draftModel(String value) {
      decoding.draftModel = value;
      return this;
    }

    /** Most tokens guessed at once, 1 to {@link Limits#MAX_DRAFT_TOKENS}; default 8. */
    public Builder draftTokens(Integer value) {
      decoding.draftTokens = value;
      return this;
    }

    /**
     * Texts that the method {@code constrained-beam-search} follows at once, 1 to {@link
     * Limits#MAX_BEAM_WIDTH} and at least {@code n}; default 4.
     */
    public Builder beamWidth(Integer value) {
      decoding.beamWidth = value;
      return this;
    }

    /** Groups they are divided into, a divisor of their number; default 1. */
    public Builder beamGroups(Integer value) {
      decoding.beamGroups = value;
      return this;
    }

    /**
     * Taken off a token's log-probability for each text of an earlier group that has taken it, 0 to
     * {@link Limits#MAX_DIVERSITY}; default 0.
     */
    public Builder diversityPenalty(Double value) {
      decoding.diversity = value;
      return this;
    }

    /**
     * The members of the method {@code ensemble-sampling}, 2 to {@link Limits#MAX_MEMBERS}, and how
     * they come to one text; default voting: {@link Voting#MAJORITY}.
     */
    public Builder ensemble(List<EnsembleMember> members, Voting voting) {
      decoding.members = members;
      decoding.voting = voting;
      return this;
    }

    /**
     * Log-probabilities are divided by the length to the power of this, at most {@link
     * Limits#MAX_LENGTH_PENALTY} either way; default 1.
     */
    public Builder lengthPenalty(Double value) {
      decoding.lengthPenalty = value;
      return this;
    }

    /**
     * What the text must be, at most {@link Limits#MAX_CONSTRAINTS} that all hold; default none.
     */
    public Builder constraints(List<Constraint> value) {
      constraints = value;
      return this;
    }

    /**
     * Text that ends a free beginning, such as {@code </think>}, after which the constraints hold;
     * 1 to {@link Limits#MAX_STOP_LENGTH} characters. Default: they hold from the beginning.
     */
    public Builder constrainAfter(String value) {
      constrainAfter = value;
      return this;
    }

    /** 0 to {@link Limits#MAX_TOP_LOGPROBS}; default: no log-probabilities. */
    public Builder topLogprobs(Integer value) {
      topLogprobs = value;
      return this;
    }

    /**
     * 0 to {@link Limits#MAX_TOP_LOGPROBS}; default: no log-probabilities of the prompt. What they
     * are about is computed, though it may be in memory.
     */
    public Builder promptLogprobs(Integer value) {
      promptLogprobs = value;
      return this;
    }

    /** The first position they are reported for, ≥ 0; default 0. */
    public Builder promptLogprobsFrom(Integer value) {
      promptLogprobsFrom = value;
      return this;
    }

    /** Which hidden states of the prompt to report; default none. */
    public Builder states(StateReading value) {
      states = value;
      return this;
    }

    /**
     * What is added to the hidden states, at most {@link Limits#MAX_STEERING_TERMS} terms with
     * strengths of at most {@link Limits#MAX_STRENGTH}; default nothing.
     */
    public Builder steering(SteeringPlan value) {
      steering = value;
      return this;
    }

    /** Name of one of the model's LoRA adapters; default none. */
    public Builder adapter(String value) {
      adapter = value;
      return this;
    }

    /** Whether the tokens are computed apart from other requests'; default false. */
    public Builder reproducible(Boolean value) {
      reproducible = value;
      return this;
    }

    /**
     * {@link Limits#LEAST_PRIORITY} to {@link Limits#GREATEST_PRIORITY}, the lower is served first;
     * default 0.
     */
    public Builder priority(Integer value) {
      priority = value;
      return this;
    }

    /** Whose request this is, at most {@link Limits#MAX_CLIENT_LENGTH} characters; default "". */
    public Builder client(String value) {
      client = value;
      return this;
    }

    /** More than 0, at most {@link Limits#MAX_DEADLINE} from submission; default none. */
    public Builder deadline(Duration value) {
      deadline = value;
      return this;
    }

    /**
     * Checks everything that can be checked without the model.
     *
     * @throws InvalidRequestException for the first option that breaks its limit
     */
    public GenerationRequest build() {
      Limits.prompt(prompt);
      int max = Limits.atLeast("max_new_tokens", maxNewTokens, 1, Integer.MAX_VALUE);
      int min = Limits.between("min_new_tokens", minNewTokens, 0, max, 0);
      StoppingOptions stopping =
          new StoppingOptions(
              max,
              min,
              Boolean.TRUE.equals(ignoreEos),
              Limits.stop(stop),
              Boolean.TRUE.equals(includeStop),
              Limits.stopTokens(stopTokens));
      SamplingOptions sampling = sampling();
      decoding.method = method;
      int choices = Limits.between("n", n, 1, Limits.MAX_N, 1);
      return new GenerationRequest(
          prompt,
          choices,
          SamplingLimits.bestOf(bestOf, choices),
          sampling,
          decoding.build(choices, bestOf, this::member),
          StructureLimits.check(constraints, constrainAfter, sampling.method()),
          stopping,
          logprobs("top_logprobs", topLogprobs),
          logprobs("prompt_logprobs", promptLogprobs),
          Limits.atLeast("prompt_logprobs_from", promptLogprobsFrom, 0, 0),
          states,
          SteeringLimits.plan(steering),
          adapter,
          Boolean.TRUE.equals(reproducible),
          Limits.scheduling(priority, client, deadline));
    }

    /** The request of an ensemble's member. */
    private GenerationRequest member(EnsembleMember member, int index) {
      Builder own = copy();
      own.decoding = new DecodingOptions.Builder();
      own.method = method == null || Decoding.named(method).isPresent() ? null : method;
      own.temperature = member.temperature() == null ? temperature : member.temperature();
      own.topK = member.topK() == null ? topK : member.topK();
      own.topP = member.topP() == null ? topP : member.topP();
      own.seed = member.seed() != null || seed == null ? member.seed() : Long.valueOf(seed + index);
      own.steering = member.steering() == null ? steering : member.steering();
      own.adapter = member.adapter() == null ? adapter : member.adapter();
      return own.build();
    }

    private Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }

    private static Integer logprobs(String field, Integer top) {
      return top == null ? null : Limits.between(field, top, 0, Limits.MAX_TOP_LOGPROBS, 0);
    }
  }
}
