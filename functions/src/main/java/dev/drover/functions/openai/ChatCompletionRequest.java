package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.Limits;
import dev.drover.engine.constraint.Constraint;
import dev.drover.functions.steering.SteeringTermInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request for chat completions, as it came: nothing is checked yet. Null is not given.
 *
 * @param model the model's name, {@code default} or null for the default one
 * @param messages the conversation
 * @param maxTokens older name of {@code maxCompletionTokens}
 * @param maxCompletionTokens most tokens to generate, ≥ 1
 * @param temperature 0 (greedy) to 2
 * @param topP 0 to 1; 0 keeps the most probable token only
 * @param n choices a prompt, 1 to 128
 * @param stop stop strings, or one of them
 * @param seed any 64-bit value
 * @param frequencyPenalty -2 to 2
 * @param presencePenalty -2 to 2
 * @param logitBias token id to a bias of -100 to 100
 * @param stream whether the answer comes as events
 * @param streamOptions only with {@code stream}
 * @param topK extension, ≥ 0
 * @param minP extension, 0 to 1
 * @param typicalP extension, above 0 to 1
 * @param repetitionPenalty extension, above 0 to 10
 * @param penaltyLastN extension, as all down to {@code watermarkKey}: see {@link SamplingFields}
 * @param minTokens extension, ≥ 0
 * @param ignoreEos extension
 * @param stopTokenIds extension
 * @param includeStopStrInOutput extension
 * @param samplingMethod extension, a name of {@link dev.drover.engine.sampling.SamplingMethods}
 * @param steering extension, terms or one of them
 * @param steeringReport extension
 * @param steeringVectorId Mechanex's extension
 * @param steeringVector Mechanex's extension, an id or numbers by layer
 * @param steeringStrength Mechanex's extension
 * @param user whose request this is
 * @param priority extension, -100 to 100
 * @param deadlineMs extension, 1 to 86,400,000
 * @param adapter extension
 * @param reproducible extension
 * @param draftModel extension, name of the model that guesses tokens
 * @param draftTokens extension, 1 to 16
 * @param beamWidth extension, 1 to 32
 * @param beamGroups extension, a divisor of {@code beamWidth}
 * @param diversityPenalty extension, 0 to 100
 * @param lengthPenalty extension, -10 to 10
 * @param ensembleModels extension, 2 to 8 names of models
 * @param voting extension
 * @param structuredOutputs extension, what a text must be
 * @param logprobs whether to report log-probabilities
 * @param topLogprobs 0 to 20, only with {@code logprobs}
 * @param responseFormat the form of what is no call of a tool
 * @param tools functions that the model may call, at most 128
 * @param toolChoice {@code none}, {@code auto}, {@code required}, or an object that names tools
 * @param parallelToolCalls whether there may be several calls
 * @param modalities only {@code text}
 * @param reasoningEffort handed to the chat template
 * @param verbosity handed to the chat template
 * @param chatTemplateKwargs extension: variables of the chat template
 * @param others every other field; {@link OtherFields} says which are accepted
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(
    name = "ChatCompletionRequest",
    description =
        "Accepted and ignored: metadata, store, service_tier, safety_identifier, "
            + "prompt_cache_key, prompt_cache_retention, prompt_cache_options, prediction. "
            + "Any other field that is not null is refused.")
public record ChatCompletionRequest(
    @Schema(description = "A name that `/v1/models` lists, or `default`.", nullable = true)
        String model,
    @Schema(description = "The conversation, oldest message first.", required = true, minItems = 1)
        List<ChatMessageParam> messages,
    @Schema(description = "Older name of `max_completion_tokens`.", minimum = "1", nullable = true)
        Integer maxTokens,
    @Schema(
            description =
                "Most tokens to generate; by default until the model ends or its context is full.",
            minimum = "1",
            nullable = true)
        Integer maxCompletionTokens,
    @Schema(
            description = "Divides the logits; 0 is greedy.",
            minimum = "0",
            maximum = "2",
            defaultValue = "1",
            nullable = true)
        Double temperature,
    @Schema(
            description = "Probability mass of the most probable tokens that stay.",
            minimum = "0",
            maximum = "1",
            defaultValue = "1",
            nullable = true)
        Double topP,
    @Schema(
            description = "How many choices a prompt.",
            minimum = "1",
            maximum = "128",
            defaultValue = "1",
            nullable = true)
        Integer n,
    @Schema(
            description = "Up to 64 texts that end a choice; they are not part of it.",
            oneOf = {String.class, String[].class},
            nullable = true)
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> stop,
    @Schema(description = "Seed of the random generator; by default a random one.", nullable = true)
        Long seed,
    @Schema(
            description = "Subtracted from a token's logit for each time it was generated.",
            minimum = "-2",
            maximum = "2",
            defaultValue = "0",
            nullable = true)
        Double frequencyPenalty,
    @Schema(
            description = "Subtracted from the logit of each token that was generated.",
            minimum = "-2",
            maximum = "2",
            defaultValue = "0",
            nullable = true)
        Double presencePenalty,
    @Schema(
            description = "Token id to a bias of -100 to 100; at most 1024 entries.",
            nullable = true)
        Map<Integer, Double> logitBias,
    @Schema(
            description = "Whether the answer comes as server-sent events.",
            defaultValue = "false",
            nullable = true)
        Boolean stream,
    @Schema(description = "Options of a stream; only with `stream`.", nullable = true)
        StreamOptions streamOptions,
    @Schema(
            description = "Extension: how many of the most probable tokens stay; 0 is off.",
            minimum = "0",
            defaultValue = "0",
            nullable = true)
        Integer topK,
    @Schema(
            description =
                "Extension: least probability of a token that stays, as a share of the greatest.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0",
            nullable = true)
        Double minP,
    @Schema(
            description = "Extension: probability mass of the most typical tokens that stay.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1",
            defaultValue = "1",
            nullable = true)
        Double typicalP,
    @Schema(
            description = "Extension: penalty on tokens seen in prompt or output; 1 is off.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "10",
            defaultValue = "1",
            nullable = true)
        Double repetitionPenalty,
    @Schema(
            description =
                "Extension: how many of the last tokens the three penalties count; -1 for all.",
            minimum = "-1",
            maximum = "1048576",
            defaultValue = "-1",
            nullable = true)
        Integer penaltyLastN,
    @Schema(
            description = "Extension: with the method ads: most tokens that a draw is from.",
            minimum = "1",
            maximum = "64",
            defaultValue = "8",
            nullable = true)
        Integer adsSubsetSize,
    @Schema(
            description =
                "Extension: with the method ads: weight of diversity against probability.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0.3",
            nullable = true)
        Double adsBeta,
    @Schema(
            description = "Extension: whether the temperature follows the model's uncertainty.",
            defaultValue = "false",
            nullable = true)
        Boolean adaptiveTemperature,
    @Schema(
            description =
                "Extension: how far it goes to either side; by default half the temperature.",
            minimum = "0",
            maximum = "10",
            nullable = true)
        Double adaptiveTemperatureRange,
    @Schema(
            description = "Extension: exponent of the normalised entropy that it follows.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "10",
            defaultValue = "1",
            nullable = true)
        Double adaptiveTemperatureExponent,
    @Schema(
            description =
                "Extension: whether `top_p` (0.9 unless given) follows the model's uncertainty.",
            defaultValue = "false",
            nullable = true)
        Boolean adaptiveTopP,
    @Schema(
            description =
                "Extension: how far it goes to either side; by default as far as there is room on both.",
            minimum = "0",
            maximum = "1",
            nullable = true)
        @JsonProperty("adaptive_top_p_range")
        Double adaptiveTopPRange,
    @Schema(
            description =
                "Extension: how often all probable tokens but the least of them are left out; 0 is off.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0",
            nullable = true)
        Double xtcProbability,
    @Schema(
            description = "Extension: what is a probable token there.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0.1",
            nullable = true)
        Double xtcThreshold,
    @Schema(
            description =
                "Extension: penalty on a token that makes a repetition too long by one; 0 is off.",
            minimum = "0",
            maximum = "100",
            defaultValue = "0",
            nullable = true)
        Double dryMultiplier,
    @Schema(
            description = "Extension: what that penalty is multiplied by for each further token.",
            minimum = "1",
            maximum = "10",
            defaultValue = "1.75",
            nullable = true)
        Double dryBase,
    @Schema(
            description = "Extension: how long a repetition may be, in tokens.",
            minimum = "1",
            defaultValue = "2",
            nullable = true)
        Integer dryAllowedLength,
    @Schema(
            description =
                "Extension: how many of the last tokens are looked through for it; -1 for all.",
            minimum = "-1",
            maximum = "1048576",
            defaultValue = "-1",
            nullable = true)
        Integer dryPenaltyLastN,
    @Schema(
            description =
                "Extension: texts over which no repetition reaches; by default newline, colon, quotation mark and asterisk.",
            maxItems = 64,
            nullable = true)
        List<String> drySequenceBreakers,
    @Schema(
            description =
                "Extension: texts that must not appear, however they are split into tokens.",
            maxItems = 256,
            nullable = true)
        List<String> badWords,
    @Schema(
            description =
                "Extension: whether the text carries a watermark that `fn/watermark-detect` finds.",
            defaultValue = "false",
            nullable = true)
        Boolean watermark,
    @Schema(
            description = "Extension: share of the vocabulary that it favours.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1",
            exclusiveMaximum = true,
            defaultValue = "0.25",
            nullable = true)
        Double watermarkGamma,
    @Schema(
            description = "Extension: added to the logits of the tokens that it favours.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "100",
            defaultValue = "2",
            nullable = true)
        Double watermarkDelta,
    @Schema(
            description = "Extension: its key; by default one that everybody knows.",
            defaultValue = "15485863",
            nullable = true)
        Long watermarkKey,
    @Schema(
            description = "Extension: tokens before which a choice cannot end.",
            minimum = "0",
            defaultValue = "0",
            nullable = true)
        Integer minTokens,
    @Schema(
            description = "Extension: whether the model cannot end a choice by itself.",
            defaultValue = "false",
            nullable = true)
        Boolean ignoreEos,
    @Schema(description = "Extension: up to 1024 token ids that end a choice.", nullable = true)
        List<Integer> stopTokenIds,
    @Schema(
            description = "Extension: whether the stop text stays at the end of a choice.",
            defaultValue = "false",
            nullable = true)
        Boolean includeStopStrInOutput,
    @Schema(
            description =
                "Extension: how tokens are drawn: ads, greedy, guided-generation, min-p, multinomial, top-k, top-p or typical.",
            defaultValue = "multinomial",
            nullable = true)
        String samplingMethod,
    @Schema(
            description =
                "Extension: vectors that are added to the model's hidden states; a list, or one of"
                    + " them.",
            nullable = true)
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<SteeringTermInput> steering,
    @Schema(
            description = "Extension: whether the answer says what steering did.",
            defaultValue = "false",
            nullable = true)
        Boolean steeringReport,
    @Schema(
            description =
                "Mechanex's extension: id of a stored vector. Not together with `steering`.",
            nullable = true)
        String steeringVectorId,
    @Schema(
            description =
                "Mechanex's extension: id of a stored vector, or numbers by layer. Not together"
                    + " with `steering` or `steering_vector_id`.",
            implementation = Object.class,
            oneOf = {String.class, Object.class},
            nullable = true)
        JsonNode steeringVector,
    @Schema(
            description =
                "Mechanex's extension: multiplies that vector; negative steers away, 0 is off.",
            minimum = "-" + Limits.MAX_STRENGTH,
            maximum = "" + Limits.MAX_STRENGTH,
            defaultValue = "1",
            nullable = true)
        Double steeringStrength,
    @Schema(
            description = "Whose request this is: users of one priority get equal shares.",
            maxLength = 256,
            nullable = true)
        String user,
    @Schema(
            description = "Extension: the lower is served first and may displace the higher.",
            minimum = "-100",
            maximum = "100",
            defaultValue = "0",
            nullable = true)
        Integer priority,
    @Schema(
            description = "Extension: milliseconds after which the request ends.",
            minimum = "1",
            maximum = "86400000",
            nullable = true)
        Long deadlineMs,
    @Schema(description = "Extension: name of one of the model's LoRA adapters.", nullable = true)
        String adapter,
    @Schema(
            description =
                "Extension: whether the tokens are computed apart from all other requests, so that"
                    + " the same request and seed give the same text.",
            defaultValue = "false",
            nullable = true)
        Boolean reproducible,
    @Schema(
            description =
                "Extension: Name of the model that guesses tokens for `speculative-decoding`; without it they"
                    + " are looked up in earlier text. Its vocabulary must be the same.",
            nullable = true)
        String draftModel,
    @Schema(
            description = "Extension: Most tokens guessed at once.",
            minimum = "1",
            maximum = "" + Limits.MAX_DRAFT_TOKENS,
            defaultValue = "8",
            nullable = true)
        Integer draftTokens,
    @Schema(
            description =
                "Extension: Texts that `constrained-beam-search` follows at once, at least `n`.",
            minimum = "1",
            maximum = "" + Limits.MAX_BEAM_WIDTH,
            defaultValue = "4",
            nullable = true)
        Integer beamWidth,
    @Schema(
            description = "Extension: Groups they are divided into, a divisor of their number.",
            minimum = "1",
            maximum = "" + Limits.MAX_BEAM_WIDTH,
            defaultValue = "1",
            nullable = true)
        Integer beamGroups,
    @Schema(
            description =
                "Extension: Taken off a token's log-probability for each text of an earlier group that has"
                    + " taken it.",
            minimum = "0",
            maximum = "" + Limits.MAX_DIVERSITY,
            defaultValue = "0",
            nullable = true)
        Double diversityPenalty,
    @Schema(
            description =
                "Extension: A text's log-probability is divided by its length to the power of this; above 0"
                    + " favours long texts.",
            minimum = "-" + Limits.MAX_LENGTH_PENALTY,
            maximum = "" + Limits.MAX_LENGTH_PENALTY,
            defaultValue = "1",
            nullable = true)
        Double lengthPenalty,
    @Schema(
            description =
                "Extension: Names of models that vote, 2 to 8; stands for the method"
                    + " `ensemble-sampling`.",
            maxItems = Limits.MAX_MEMBERS,
            nullable = true)
        List<String> ensembleModels,
    @Schema(
            description =
                "Extension: How an ensemble comes to one text: whole answers (`majority`), or token by token"
                    + " by the mean or the product of the distributions.",
            enumeration = {"majority", "mean", "product"},
            defaultValue = "majority",
            nullable = true)
        String voting,
    @Schema(
            description = "Extension: what a text must be; all that is given holds.",
            nullable = true)
        StructuredOutputs structuredOutputs,
    @Schema(
            description = "Whether to report log-probabilities.",
            defaultValue = "false",
            nullable = true)
        Boolean logprobs,
    @Schema(
            description =
                "How many of the most probable tokens to report at each position; only with `logprobs`.",
            minimum = "0",
            maximum = "20",
            defaultValue = "0",
            nullable = true)
        Integer topLogprobs,
    @Schema(description = "The form an answer must have.", nullable = true)
        ResponseFormat responseFormat,
    @Schema(
            description =
                "Functions that the model may call: objects of type `function` with a `function` of"
                    + " `name`, `description`, `parameters` (a JSON schema, which the arguments are"
                    + " held to) and `strict` (if false, keywords that cannot be held to are"
                    + " ignored; else they are refused).",
            maxItems = Limits.MAX_TOOLS,
            nullable = true)
        List<Map<String, Object>> tools,
    @Schema(
            description =
                "`none`: the model is not told of tools. `auto`: it may call some. `required`: it"
                    + " must. Or an object of type `function`, which names the one to call, or"
                    + " `allowed_tools`.",
            implementation = Object.class,
            oneOf = {String.class, Object.class},
            defaultValue = "auto",
            nullable = true)
        Object toolChoice,
    @Schema(
            description = "Whether there may be several calls in one answer.",
            defaultValue = "true",
            nullable = true)
        Boolean parallelToolCalls,
    @Schema(description = "Only `text`.", nullable = true) List<String> modalities,
    @Schema(
            description = "Handed to the model's chat template, which may know it.",
            nullable = true)
        String reasoningEffort,
    @Schema(
            description = "Handed to the model's chat template, which may know it.",
            nullable = true)
        String verbosity,
    @Schema(
            description = "Extension: variables of the chat template, such as `enable_thinking`.",
            type = SchemaType.OBJECT,
            nullable = true)
        Map<String, Object> chatTemplateKwargs,
    @JsonAnySetter @Schema(hidden = true) Map<String, Object> others)
    implements SamplingFields {

  @Override
  public List<Constraint> constraints() {
    List<Constraint> all = new ArrayList<>(SamplingFields.super.constraints());
    all.addAll(ResponseFormat.constraints(responseFormat));
    return all;
  }
}
