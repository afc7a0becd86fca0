package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Tokens counted.
 *
 * @param promptTokens of the prompts
 * @param completionTokens of all choices, those that ended them included
 * @param totalTokens the sum
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "OpenAiUsage")
public record Usage(int promptTokens, int completionTokens, int totalTokens) {

  static Usage of(int promptTokens, int completionTokens) {
    return new Usage(promptTokens, completionTokens, promptTokens + completionTokens);
  }
}
