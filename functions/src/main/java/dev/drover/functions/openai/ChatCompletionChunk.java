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
 * One event of a streamed chat completion.
 *
 * @param id the same in all chunks
 * @param object {@code chat.completion.chunk}
 * @param created when the stream began, seconds since the epoch
 * @param model the model that answers
 * @param choices one entry, or none in the chunk with the usage
 * @param systemFingerprint as in {@link ChatCompletion}
 * @param usage null without {@code include_usage}; with it empty in all chunks but the last
 * @param steering extension: what each term of the request's steering did, in the last choice's
 *     last chunk; absent unless the request asked
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ChatCompletionChunk")
public record ChatCompletionChunk(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    String systemFingerprint,
    @Schema(implementation = Usage.class, nullable = true) Optional<Usage> usage,
    @Schema(
            description =
                "Extension, in the last choice's last chunk: what steering did, where"
                    + " `steering_report` was given.")
        List<AppliedSteering> steering) {

  /**
   * What is new of one choice.
   *
   * @param index which choice
   * @param delta what to add to the message
   * @param logprobs of the tokens behind the delta, or null
   * @param finishReason null until the choice's last chunk
   * @param confidence extension, in the choice's last chunk, else absent
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "ChatCompletionChunkChoice")
  public record Choice(
      int index,
      Delta delta,
      @Schema(nullable = true) ChatLogprobs logprobs,
      @Schema(
              nullable = true,
              enumeration = {"stop", "length", "tool_calls"})
          String finishReason,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description =
                  "Extension: mean probability of the choice's tokens under the model's own"
                      + " distribution, in its last chunk.")
          Double confidence) {}

  /**
   * What to add to the message.
   *
   * @param role {@code assistant} in a choice's first chunk, else absent
   * @param content text to append, absent in a choice's last chunk
   * @param toolCalls calls of tools that begin or go on, or absent
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ChatCompletionChunkDelta")
  public record Delta(String role, String content, List<CallDelta> toolCalls) {}

  /**
   * What to add to a call of a tool.
   *
   * @param index which call of the message, from 0
   * @param id the call's id in its first delta, else absent
   * @param type {@code function} in its first delta, else absent
   * @param function what of the function is new
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ChatToolCallDelta")
  public record CallDelta(
      int index,
      String id,
      @Schema(enumeration = "function") String type,
      FunctionDelta function) {}

  /**
   * What is new of a function's call.
   *
   * @param name the function's name in the call's first delta, else absent
   * @param arguments text to append: a piece of a JSON object
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ChatToolCallFunctionDelta")
  public record FunctionDelta(String name, String arguments) {}
}
