package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.chat.AssistantReply;
import dev.drover.functions.steering.AppliedSteering;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a request for chat completions.
 *
 * @param id {@code chatcmpl-} and a random part
 * @param object {@code chat.completion}
 * @param created when, seconds since the epoch
 * @param model the model that answered
 * @param choices one entry a choice, by index
 * @param usage tokens counted
 * @param systemFingerprint model and library in one word: what a seed's text depends on
 * @param steering extension: what each term of the request's steering did, absent unless it asked
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ChatCompletion")
public record ChatCompletion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    Usage usage,
    String systemFingerprint,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Extension: what steering did, where `steering_report` was given.")
        List<AppliedSteering> steering) {

  /**
   * One choice.
   *
   * @param index from 0
   * @param message the answer
   * @param logprobs of the answer's tokens, or null
   * @param finishReason {@code stop}, {@code tool_calls}, or {@code length}: the limit or the
   *     context was reached, and what the answer is held to may be incomplete
   * @param confidence extension: mean probability of the tokens under the model itself
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "ChatCompletionChoice")
  public record Choice(
      int index,
      Message message,
      @Schema(nullable = true) ChatLogprobs logprobs,
      @Schema(enumeration = {"stop", "length", "tool_calls"}) String finishReason,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description =
                  "Extension: mean probability of the choice's tokens under the model's own"
                      + " distribution.")
          Double confidence) {}

  /**
   * An answer.
   *
   * @param role {@code assistant}
   * @param content the text; null if there are only calls of tools
   * @param refusal null: the model's refusals, if any, are text
   * @param toolCalls calls of tools, or absent
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "ChatCompletionMessage")
  public record Message(
      String role,
      @Schema(nullable = true) String content,
      @Schema(nullable = true) String refusal,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "Calls of tools, if there are any.")
          List<ChatMessageParam.Call> toolCalls) {

    static Message of(AssistantReply reply) {
      List<ChatMessageParam.Call> calls =
          reply.calls().stream()
              .map(call ->
                  new ChatMessageParam.Call(
                      Replies.callId(),
                      "function",
                      new ChatMessageParam.Function(call.name(), call.arguments())))
              .toList();
      return new Message("assistant", reply.content(), null, calls.isEmpty() ? null : calls);
    }
  }
}
