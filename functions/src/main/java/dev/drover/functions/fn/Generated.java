package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.FinishReason;
import dev.drover.engine.GenerationResult;
import dev.drover.functions.steering.AppliedSteering;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/generate} returns.
 *
 * @param id names this generation
 * @param model the model's name
 * @param choices the texts, by index
 * @param usage how many tokens
 * @param steering what each term of the request's steering did if it asked, absent otherwise
 * @param timings where the time went
 */
@Schema(name = "GenerateOutput", description = "A finished generation.")
record Generated(
    String id,
    String model,
    List<Choice> choices,
    Usage usage,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "What steering did, where `steering_report` was given.")
        List<AppliedSteering> steering,
    Timings timings) {

  /**
   * One text.
   *
   * @param index from 0
   * @param text the text, without the prompt
   * @param tokens the generated token ids, the ending one included
   * @param finishReason {@link FinishReason} in lower case
   * @param stop the stop string or the text of the stop token that ended it, absent otherwise
   * @param confidence mean probability of the tokens under the model's own distribution
   * @param promptLogprobs one entry a token of the prompt if the request asked for them, absent
   *     otherwise
   * @param logprobs one entry a token if the request asked for them, absent otherwise
   */
  @Schema(name = "GenerateChoice", description = "One of the texts generated.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Choice(
      int index,
      @Schema(description = "The text, without the prompt.") String text,
      @Schema(description = "The generated token ids, the ending one included.")
          List<Integer> tokens,
      @Schema(
              description = "Why the text ended.",
              enumeration = {
                "end_of_generation",
                "stop_string",
                "stop_token",
                "max_new_tokens",
                "context_full"
              })
          String finishReason,
      @Schema(description = "The stop string or text of the stop token that ended it.") String stop,
      @Schema(
              description =
                  "Mean probability of the tokens under the model's own distribution, before"
                      + " anything of the request changed it: 0 to 1.")
          double confidence,
      @Schema(
              description =
                  "One entry a token of the prompt, where `prompt_logprobs` was given; the first"
                      + " token has no log-probability.")
          List<Logprobs> promptLogprobs,
      @Schema(description = "One entry a token, where `top_logprobs` was given.")
          List<Logprobs> logprobs) {}

  /**
   * How many tokens.
   *
   * @param promptTokens of the prompt
   * @param generatedTokens of all choices together
   * @param totalTokens the sum
   */
  @Schema(
      name = "GenerateUsage",
      description = "How many tokens; the generated ones of all choices together.")
  record Usage(int promptTokens, int generatedTokens, int totalTokens) {
    Usage(int promptTokens, int generatedTokens) {
      this(promptTokens, generatedTokens, promptTokens + generatedTokens);
    }
  }

  /**
   * Milliseconds since the request was submitted.
   *
   * @param queuedMs until a step first worked on it
   * @param firstTokenMs until its first event
   * @param totalMs until its last event
   */
  @Schema(name = "GenerateTimings", description = "Milliseconds since the request was submitted.")
  record Timings(double queuedMs, double firstTokenMs, double totalMs) {
    static Timings of(GenerationResult.Timings timings) {
      return new Timings(
          millis(timings.queued()), millis(timings.firstToken()), millis(timings.total()));
    }

    private static double millis(long nanos) {
      return Math.round(nanos / 1e3) / 1e3;
    }
  }

  static Generated of(String model, GenerationResult result) {
    return new Generated(
        newId(),
        model,
        result.choices().stream()
            .map(choice ->
                new Choice(
                    choice.index(),
                    choice.text(),
                    choice.tokens(),
                    wireName(choice.finish().reason()),
                    choice.finish().stop(),
                    choice.finish().confidence(),
                    Logprobs.listOf(choice.promptLogprobs()),
                    Logprobs.listOf(choice.logprobs())))
            .toList(),
        new Usage(result.promptTokens(), result.generatedTokens()),
        AppliedSteering.listOf(result.steering()),
        Timings.of(result.timings()));
  }

  static String newId() {
    return "gen-" + UUID.randomUUID();
  }

  static String wireName(FinishReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
