package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.functions.steering.AppliedSteering;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a request for completions, or one event of it.
 *
 * @param id {@code cmpl-} and a random part
 * @param object {@code text_completion}
 * @param created when, seconds since the epoch
 * @param model the model that answered
 * @param choices one entry a choice, by prompt and then by choice; what is new of one choice in an
 *     event
 * @param systemFingerprint as in {@link ChatCompletion}
 * @param usage tokens counted; null in events without {@code include_usage}, with it empty in all
 *     but the last
 * @param steering extension: what each term of the request's steering did, of a stream in the last
 *     choice's last event; absent unless the request asked
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Completion")
public record Completion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    String systemFingerprint,
    @Schema(implementation = Usage.class, nullable = true) Optional<Usage> usage,
    @Schema(
            description =
                "Extension: what steering did, where `steering_report` was given; of a stream in"
                    + " the last choice's last event.")
        List<AppliedSteering> steering) {

  /**
   * One choice.
   *
   * @param index from 0, over all prompts
   * @param text the text, or what to append to it
   * @param logprobs of the text's tokens, or null
   * @param finishReason {@code stop} or {@code length}; null until a streamed choice's last event
   * @param confidence extension; of a stream in the choice's last event, else absent
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "CompletionChoice")
  public record Choice(
      int index,
      String text,
      @Schema(nullable = true) CompletionLogprobs logprobs,
      @Schema(
              nullable = true,
              enumeration = {"stop", "length"})
          String finishReason,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description =
                  "Extension: mean probability of the choice's tokens under the model's own"
                      + " distribution, of a stream in its last event.")
          Double confidence) {}
}
