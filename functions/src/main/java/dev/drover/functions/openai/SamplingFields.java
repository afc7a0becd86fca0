package dev.drover.functions.openai;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.constraint.Constraint;
import dev.drover.functions.Ensembles;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields that requests for chat completions and completions share. Null is not given. */
interface SamplingFields extends SteeringFields {
  /** The greatest temperature OpenAI takes. */
  double MAX_TEMPERATURE = 2;

  /** The model's name, {@code default} or null for the default one. */
  String model();

  /** 0 (greedy) to 2. */
  Double temperature();

  /** 0 to 1; 0 keeps the most probable token only. */
  Double topP();

  /** Choices a prompt, 1 to 128. */
  Integer n();

  /** Stop strings, or one of them. */
  List<String> stop();

  /** Any 64-bit value. */
  Long seed();

  /** -2 to 2. */
  Double frequencyPenalty();

  /** -2 to 2. */
  Double presencePenalty();

  /** Token id to a bias of -100 to 100. */
  Map<Integer, Double> logitBias();

  /** Whether the answer comes as events. */
  Boolean stream();

  /** Only with {@code stream}. */
  StreamOptions streamOptions();

  /** Extension, ≥ 0. */
  Integer topK();

  /** Extension, 0 to 1. */
  Double minP();

  /** Extension, above 0 to 1. */
  Double typicalP();

  /** Extension, above 0 to 10. */
  Double repetitionPenalty();

  /** Extension, -1 for all. */
  Integer penaltyLastN();

  /** Extension, 1 to 64. */
  Integer adsSubsetSize();

  /** Extension, 0 to 1. */
  Double adsBeta();

  /** Extension. */
  Boolean adaptiveTemperature();

  /** Extension, 0 to 10. */
  Double adaptiveTemperatureRange();

  /** Extension, above 0 to 10. */
  Double adaptiveTemperatureExponent();

  /** Extension. */
  Boolean adaptiveTopP();

  /** Extension, 0 to 1. */
  Double adaptiveTopPRange();

  /** Extension, 0 to 1. */
  Double xtcProbability();

  /** Extension, 0 to 1. */
  Double xtcThreshold();

  /** Extension, 0 to 100. */
  Double dryMultiplier();

  /** Extension, 1 to 10. */
  Double dryBase();

  /** Extension, ≥ 1. */
  Integer dryAllowedLength();

  /** Extension, -1 for all. */
  Integer dryPenaltyLastN();

  /** Extension. */
  List<String> drySequenceBreakers();

  /** Extension, at most 256. */
  List<String> badWords();

  /** Extension. */
  Boolean watermark();

  /** Extension, above 0, below 1. */
  Double watermarkGamma();

  /** Extension, above 0 to 100. */
  Double watermarkDelta();

  /** Extension. */
  Long watermarkKey();

  /** Extension, ≥ 0. */
  Integer minTokens();

  /** Extension. */
  Boolean ignoreEos();

  /** Extension. */
  List<Integer> stopTokenIds();

  /** Extension. */
  Boolean includeStopStrInOutput();

  /** Extension, a name of {@link dev.drover.engine.sampling.SamplingMethods}. */
  String samplingMethod();

  /** Whose request this is. */
  String user();

  /** Extension, -100 to 100; the lower is served first. */
  Integer priority();

  /** Extension, milliseconds after which the request ends. */
  Long deadlineMs();

  /** Extension, name of a LoRA adapter. */
  String adapter();

  /** Extension, whether the tokens are computed apart from other requests'. */
  Boolean reproducible();

  /** Extension, name of the model that guesses tokens. */
  String draftModel();

  /** Extension, 1 to 16. */
  Integer draftTokens();

  /** Extension, 1 to 32. */
  Integer beamWidth();

  /** Extension, a divisor of the width. */
  Integer beamGroups();

  /** Extension, 0 to 100. */
  Double diversityPenalty();

  /** Extension, -10 to 10. */
  Double lengthPenalty();

  /** Extension, 2 to 8 names of models. */
  List<String> ensembleModels();

  /** Extension, majority, mean or product. */
  String voting();

  /** Extension, what a text must be. */
  StructuredOutputs structuredOutputs();

  /** Every field the record does not have. */
  Map<String, Object> others();

  /** Whether the answer is streamed. */
  default boolean streamed() {
    return Boolean.TRUE.equals(stream());
  }

  /** Whether a stream ends with its usage. */
  default boolean usageWanted() {
    return streamOptions() != null && Boolean.TRUE.equals(streamOptions().includeUsage());
  }

  /**
   * Starts an engine request with these fields.
   *
   * @throws InvalidRequestException for what OpenAI's API refuses and the engine would not
   */
  default GenerationRequest.Builder toBuilder() {
    OtherFields.check(others());
    if (streamOptions() != null && !streamed()) {
      throw new InvalidRequestException("stream_options", "is only allowed with `stream`");
    }
    if (temperature() != null && temperature() > MAX_TEMPERATURE) {
      throw new InvalidRequestException(
          "temperature", "must be between 0 and 2, given " + temperature());
    }
    return GenerationRequest.builder()
        .n(n())
        .temperature(temperature())
        .topP(leastAboveZero(topP()))
        .topK(topK())
        .minP(minP())
        .typicalP(typicalP())
        .method(samplingMethod())
        .seed(seed())
        .stop(stop())
        .stopTokens(stopTokenIds())
        .includeStop(includeStopStrInOutput())
        .minNewTokens(minTokens())
        .ignoreEos(ignoreEos())
        .repetitionPenalty(repetitionPenalty())
        .frequencyPenalty(frequencyPenalty())
        .presencePenalty(presencePenalty())
        .penaltyLastN(penaltyLastN())
        .ads(adsSubsetSize(), adsBeta())
        .adaptiveTemperature(
            adaptiveTemperature(), adaptiveTemperatureRange(), adaptiveTemperatureExponent())
        .adaptiveTopP(adaptiveTopP(), adaptiveTopPRange())
        .xtc(xtcProbability(), xtcThreshold())
        .dry(
            dryMultiplier(),
            dryBase(),
            dryAllowedLength(),
            dryPenaltyLastN(),
            drySequenceBreakers())
        .badWords(badWords())
        .watermark(watermark(), watermarkGamma(), watermarkDelta(), watermarkKey())
        .logitBias(logitBias())
        .client(user())
        .priority(priority())
        .deadline(deadlineMs() == null ? null : Duration.ofMillis(deadlineMs()))
        .steering(plan())
        .adapter(adapter())
        .reproducible(reproducible())
        .draftModel(draftModel())
        .draftTokens(draftTokens())
        .beamWidth(beamWidth())
        .beamGroups(beamGroups())
        .diversityPenalty(diversityPenalty())
        .lengthPenalty(lengthPenalty())
        .ensemble(Ensembles.members(ensembleModels()), Ensembles.voting(voting()))
        .constraints(constraints())
        .constrainAfter(StructuredOutputs.after(structuredOutputs()));
  }

  /**
   * What a text must be, in whatever fields it is said.
   *
   * @throws InvalidRequestException if one of them is wrong
   */
  default List<Constraint> constraints() {
    return StructuredOutputs.constraints(structuredOutputs(), others());
  }

  /**
   * What this API calls the engine's fields.
   *
   * @param own the names of fields that not all requests have
   */
  default Map<String, String> fieldNames(Map<String, String> own) {
    Map<String, String> names =
        new HashMap<>(StructuredOutputs.names(structuredOutputs(), others()));
    names.put("min_new_tokens", "min_tokens");
    names.put("ensemble", "ensemble_models");
    names.putAll(own);
    return names(names);
  }

  /** OpenAI allows a mass of 0, which leaves the most probable token; the engine wants a mass. */
  private static Double leastAboveZero(Double topP) {
    return topP != null && topP == 0 ? Double.valueOf(Double.MIN_NORMAL) : topP;
  }
}
