package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.EnsembleMember;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import dev.drover.engine.Prompt;
import dev.drover.functions.Constraints;
import dev.drover.functions.Ensembles;
import dev.drover.functions.steering.SteeringTermInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/generate} takes: a prompt in one of three forms and the options of {@link
 * GenerationRequest.Builder}, which says what each means and what null stands for.
 */
@Schema(
    description =
        "A prompt (exactly one of `prompt`, `tokens`, `messages`) and how to continue it.")
record GenerateInput(
    @Schema(description = "The model's name.", defaultValue = "default") String model,
    @Schema(description = "Text to continue.") String prompt,
    @Schema(description = "Token ids to continue, taken as they are.") List<Integer> tokens,
    @Schema(
            description = "A conversation, rendered by the model's chat template.",
            maxItems = Limits.MAX_MESSAGES)
        List<Message> messages,
    @Schema(description = "Tool definitions for the chat template.")
        List<Map<String, Object>> tools,
    @Schema(description = "Further variables for the chat template.")
        Map<String, Object> templateOptions,
    @Schema(
            description = "How many independent choices to generate.",
            minimum = "1",
            maximum = "" + Limits.MAX_N,
            defaultValue = "1")
        Integer n,
    @Schema(
            description =
                "How many choices to generate, of which the `n` with the greatest log-probability"
                    + " are returned; by default `n`. Not in a stream.",
            minimum = "1",
            maximum = "" + Limits.MAX_N)
        Integer bestOf,
    @Schema(
            description =
                "Most tokens to generate; without it until the model ends or its context is full.",
            minimum = "1")
        Integer maxNewTokens,
    @Schema(
            description = "Tokens before which the model cannot end, at most `max_new_tokens`.",
            minimum = "0",
            defaultValue = "0")
        Integer minNewTokens,
    @Schema(description = "Whether the model cannot end by itself.", defaultValue = "false")
        Boolean ignoreEos,
    @Schema(
            description =
                "Strings that end the text, each of 1 to "
                    + Limits.MAX_STOP_LENGTH
                    + " characters.",
            maxItems = Limits.MAX_STOP_STRINGS)
        List<String> stop,
    @Schema(description = "Whether the stop string stays in the text.", defaultValue = "false")
        Boolean includeStop,
    @Schema(description = "Token ids that end the text.", maxItems = Limits.MAX_STOP_TOKENS)
        List<Integer> stopTokenIds,
    @Schema(description = "Seed of the random generator; without it one is drawn.") Long seed,
    @Schema(
            description =
                "How tokens are chosen: greedy, multinomial, top-k, top-p, min-p, typical, ads or"
                    + " guided-generation. Multinomial applies every truncation that is given.",
            defaultValue = "multinomial")
        String samplingMethod,
    @Schema(
            description = "Divides the logits; 0 is greedy.",
            minimum = "0",
            maximum = "" + Limits.MAX_TEMPERATURE,
            defaultValue = "1")
        Double temperature,
    @Schema(description = "How many of the most probable tokens stay; 0 is off.", minimum = "0")
        Integer topK,
    @Schema(
            description = "Probability mass of the most probable tokens that stay.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1")
        Double topP,
    @Schema(
            description = "Least share of the greatest probability that a token must have to stay.",
            minimum = "0",
            maximum = "1")
        Double minP,
    @Schema(
            description = "Probability mass of the most typical tokens that stay.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1")
        Double typicalP,
    @Schema(
            description = "Makes tokens of prompt and output less likely; 1 is off.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "" + Limits.MAX_REPETITION_PENALTY,
            defaultValue = "1")
        Double repetitionPenalty,
    @Schema(
            description = "Subtracted from a token's logit once for each time it was generated.",
            minimum = "-2",
            maximum = "2",
            defaultValue = "0")
        Double frequencyPenalty,
    @Schema(
            description = "Subtracted from the logit of each token that was generated.",
            minimum = "-2",
            maximum = "2",
            defaultValue = "0")
        Double presencePenalty,
    @Schema(
            description = "How many of the last tokens the three penalties count; -1 for all.",
            minimum = "-1",
            maximum = "1048576",
            defaultValue = "-1")
        Integer penaltyLastN,
    @Schema(
            description = "With the method ads: most tokens that a draw is from.",
            minimum = "1",
            maximum = "64",
            defaultValue = "8")
        Integer adsSubsetSize,
    @Schema(
            description = "With the method ads: weight of diversity against probability.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0.3")
        Double adsBeta,
    @Schema(
            description = "Whether the temperature follows the model's uncertainty.",
            defaultValue = "false")
        Boolean adaptiveTemperature,
    @Schema(
            description = "How far it goes to either side; by default half the temperature.",
            minimum = "0",
            maximum = "10")
        Double adaptiveTemperatureRange,
    @Schema(
            description = "Exponent of the normalised entropy that it follows.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "10",
            defaultValue = "1")
        Double adaptiveTemperatureExponent,
    @Schema(
            description = "Whether `top_p` (0.9 unless given) follows the model's uncertainty.",
            defaultValue = "false")
        Boolean adaptiveTopP,
    @Schema(
            description =
                "How far it goes to either side; by default as far as there is room on both.",
            minimum = "0",
            maximum = "1")
        @JsonProperty("adaptive_top_p_range")
        Double adaptiveTopPRange,
    @Schema(
            description =
                "How often all probable tokens but the least of them are left out; 0 is off.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0")
        Double xtcProbability,
    @Schema(
            description = "What is a probable token there.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0.1")
        Double xtcThreshold,
    @Schema(
            description = "Penalty on a token that makes a repetition too long by one; 0 is off.",
            minimum = "0",
            maximum = "100",
            defaultValue = "0")
        Double dryMultiplier,
    @Schema(
            description = "What that penalty is multiplied by for each further token.",
            minimum = "1",
            maximum = "10",
            defaultValue = "1.75")
        Double dryBase,
    @Schema(
            description = "How long a repetition may be, in tokens.",
            minimum = "1",
            defaultValue = "2")
        Integer dryAllowedLength,
    @Schema(
            description = "How many of the last tokens are looked through for it; -1 for all.",
            minimum = "-1",
            maximum = "1048576",
            defaultValue = "-1")
        Integer dryPenaltyLastN,
    @Schema(
            description =
                "Texts over which no repetition reaches; by default newline, colon, quotation mark and asterisk.",
            maxItems = 64)
        List<String> drySequenceBreakers,
    @Schema(
            description = "Texts that must not appear, however they are split into tokens.",
            maxItems = 256)
        List<String> badWords,
    @Schema(
            description = "Whether the text carries a watermark that `fn/watermark-detect` finds.",
            defaultValue = "false")
        Boolean watermark,
    @Schema(
            description = "Share of the vocabulary that it favours.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1",
            exclusiveMaximum = true,
            defaultValue = "0.25")
        Double watermarkGamma,
    @Schema(
            description = "Added to the logits of the tokens that it favours.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "100",
            defaultValue = "2")
        Double watermarkDelta,
    @Schema(
            description = "Its key; by default one that everybody knows.",
            defaultValue = "15485863")
        Long watermarkKey,
    @Schema(
            description =
                "Added to the logits of these token ids, each -"
                    + Limits.MAX_BIAS
                    + " to "
                    + Limits.MAX_BIAS
                    + ".",
            maxProperties = Limits.MAX_LOGIT_BIAS)
        Map<Integer, Double> logitBias,
    @Schema(
            description =
                "How many of the most probable tokens to report at each position, beside the drawn"
                    + " one; without it no log-probabilities are reported.",
            minimum = "0",
            maximum = "" + Limits.MAX_TOP_LOGPROBS)
        Integer topLogprobs,
    @Schema(
            description =
                "The same for each position of the prompt, all of which is computed then.",
            minimum = "0",
            maximum = "" + Limits.MAX_TOP_LOGPROBS)
        Integer promptLogprobs,
    @Schema(
            description = "A JSON schema (2020-12) that the text must satisfy.",
            implementation = Object.class)
        JsonNode jsonSchema,
    @Schema(
            description = "Whether keywords of the schema that cannot be held to are ignored.",
            defaultValue = "false")
        Boolean ignoreUnsupportedKeywords,
    @Schema(
            description = "Whether the text must be some JSON object or array.",
            defaultValue = "false")
        Boolean json,
    @Schema(description = "A regular expression that the whole text must match.")
        String regexPattern,
    @Schema(description = "A grammar in GBNF that the text must satisfy.") String grammar,
    @Schema(description = "Texts of which one must be the whole text.") List<String> choices,
    @Schema(
            description =
                "Text that ends a free beginning, such as `</think>`, after which the constraint"
                    + " holds.",
            maxLength = Limits.MAX_STOP_LENGTH)
        String constrainAfter,
    @Schema(
            description =
                "Name of the model that guesses tokens for `speculative-decoding`; without it they"
                    + " are looked up in earlier text. Its vocabulary must be the same.")
        String draftModel,
    @Schema(
            description = "Most tokens guessed at once.",
            minimum = "1",
            maximum = "" + Limits.MAX_DRAFT_TOKENS,
            defaultValue = "8")
        Integer draftTokens,
    @Schema(
            description = "Texts that `constrained-beam-search` follows at once, at least `n`.",
            minimum = "1",
            maximum = "" + Limits.MAX_BEAM_WIDTH,
            defaultValue = "4")
        Integer beamWidth,
    @Schema(
            description = "Groups they are divided into, a divisor of their number.",
            minimum = "1",
            maximum = "" + Limits.MAX_BEAM_WIDTH,
            defaultValue = "1")
        Integer beamGroups,
    @Schema(
            description =
                "Taken off a token's log-probability for each text of an earlier group that has"
                    + " taken it.",
            minimum = "0",
            maximum = "" + Limits.MAX_DIVERSITY,
            defaultValue = "0")
        Double diversityPenalty,
    @Schema(
            description =
                "A text's log-probability is divided by its length to the power of this; above 0"
                    + " favours long texts.",
            minimum = "-" + Limits.MAX_LENGTH_PENALTY,
            maximum = "" + Limits.MAX_LENGTH_PENALTY,
            defaultValue = "1")
        Double lengthPenalty,
    @Schema(
            description =
                "Names of models that vote, 2 to 8; stands for the method"
                    + " `ensemble-sampling`.",
            maxItems = Limits.MAX_MEMBERS)
        List<String> ensembleModels,
    @Schema(
            description =
                "How an ensemble comes to one text: whole answers (`majority`), or token by token"
                    + " by the mean or the product of the distributions.",
            enumeration = {"majority", "mean", "product"},
            defaultValue = "majority")
        String voting,
    @Schema(
            description =
                "Members of an ensemble that differ in more than their model; not together with"
                    + " `ensemble_models`.",
            maxItems = Limits.MAX_MEMBERS)
        List<EnsembleMemberInput> ensemble,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Schema(
            description = "Vectors added to the model's hidden states; they add up.",
            maxItems = Limits.MAX_STEERING_TERMS)
        List<SteeringTermInput> steering,
    @Schema(
            description = "Whether the answer says what was added, where, and how much it was.",
            defaultValue = "false")
        Boolean steeringReport,
    @Schema(description = "Name of one of the model's LoRA adapters.") String adapter,
    @Schema(
            description =
                "Whether the tokens are computed apart from all other requests, so that the same"
                    + " request and seed give the same bytes. Slower: such requests take turns.",
            defaultValue = "false")
        Boolean reproducible,
    @Schema(
            description = "The lower is served first and may displace the higher.",
            minimum = "" + Limits.LEAST_PRIORITY,
            maximum = "" + Limits.GREATEST_PRIORITY,
            defaultValue = "0")
        Integer priority,
    @Schema(
            description = "Whose request this is: clients of one priority get equal shares.",
            maxLength = Limits.MAX_CLIENT_LENGTH)
        String client,
    @Schema(
            description = "Milliseconds after which the request ends, also while it waits.",
            minimum = "1",
            maximum = "86400000")
        Long deadlineMs) {

  /**
   * The request, checked against {@link Limits}.
   *
   * @throws InvalidRequestException for the first field that breaks its rule
   */
  GenerationRequest toRequest() {
    return GenerationRequest.builder()
        .prompt(toPrompt())
        .n(n)
        .bestOf(bestOf)
        .maxNewTokens(maxNewTokens)
        .minNewTokens(minNewTokens)
        .ignoreEos(ignoreEos)
        .stop(stop)
        .includeStop(includeStop)
        .stopTokens(stopTokenIds)
        .seed(seed)
        .method(samplingMethod)
        .temperature(temperature)
        .topK(topK)
        .topP(topP)
        .minP(minP)
        .typicalP(typicalP)
        .repetitionPenalty(repetitionPenalty)
        .frequencyPenalty(frequencyPenalty)
        .presencePenalty(presencePenalty)
        .penaltyLastN(penaltyLastN)
        .ads(adsSubsetSize, adsBeta)
        .adaptiveTemperature(
            adaptiveTemperature, adaptiveTemperatureRange, adaptiveTemperatureExponent)
        .adaptiveTopP(adaptiveTopP, adaptiveTopPRange)
        .xtc(xtcProbability, xtcThreshold)
        .dry(dryMultiplier, dryBase, dryAllowedLength, dryPenaltyLastN, drySequenceBreakers)
        .badWords(badWords)
        .watermark(watermark, watermarkGamma, watermarkDelta, watermarkKey)
        .logitBias(logitBias)
        .topLogprobs(topLogprobs)
        .promptLogprobs(promptLogprobs)
        .draftModel(draftModel)
        .draftTokens(draftTokens)
        .beamWidth(beamWidth)
        .beamGroups(beamGroups)
        .diversityPenalty(diversityPenalty)
        .lengthPenalty(lengthPenalty)
        .ensemble(members(), Ensembles.voting(voting))
        .constraints(
            Constraints.of(
                jsonSchema, ignoreUnsupportedKeywords, json, regexPattern, grammar, choices))
        .constrainAfter(constrainAfter)
        .steering(SteeringTermInput.plan(steering, steeringReport))
        .adapter(adapter)
        .reproducible(reproducible)
        .priority(priority)
        .client(client)
        .deadline(deadlineMs == null ? null : Duration.ofMillis(deadlineMs))
        .build();
  }

  private List<EnsembleMember> members() {
    if (ensemble == null) {
      return Ensembles.members(ensembleModels);
    }
    if (ensembleModels != null) {
      throw new InvalidRequestException(
          "ensemble", "must be left out where `ensemble_models` is given");
    }
    if (ensemble.contains(null)) {
      throw new InvalidRequestException("ensemble", "must hold members, given null");
    }
    return ensemble.stream().map(EnsembleMemberInput::toMember).toList();
  }

  /**
   * The request, to be answered as events.
   *
   * @throws InvalidRequestException for the first field that breaks its rule
   */
  GenerationRequest toStreamedRequest() {
    GenerationRequest request = toRequest();
    if (request.bestOf() > request.n()) {
      throw new InvalidRequestException(
          "best_of", "must equal `n` in a stream, given " + request.bestOf());
    }
    return request;
  }

  private Prompt toPrompt() {
    Prompts.requireOne(
        "prompt",
        prompt != null,
        tokens != null,
        messages != null,
        tools != null || templateOptions != null);
    if (prompt != null) {
      return new Prompt.Text(prompt);
    }
    return tokens != null
        ? new Prompt.Tokens(tokens)
        : Prompts.chat(messages, tools, templateOptions);
  }
}
