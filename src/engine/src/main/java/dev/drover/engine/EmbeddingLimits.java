package dev.drover.engine;

import java.util.List;
import java.util.Optional;

/** The rules of {@link Limits} about embeddings. */
final class EmbeddingLimits {

  private EmbeddingLimits() {}

  static List<Prompt> inputs(List<Prompt> inputs) {
    if (inputs == null) {
      throw new InvalidRequestException("input", "is required");
    }
    if (inputs.isEmpty()) {
      throw new InvalidRequestException("input", "must hold at least one input, given []");
    }
    Limits.atMost("input", "inputs", inputs.size(), Limits.MAX_INPUTS);
    for (int i = 0; i < inputs.size(); i++) {
      Prompt input = inputs.get(i);
      Limits.under(
          input(i, inputs.size()),
          () -> {
            Limits.prompt(input);
            return input;
          });
    }
    return inputs;
  }

  /** The name of one of several inputs in messages. */
  static String input(int index, int count) {
    return count == 1 ? "input" : "input[" + index + "]";
  }

  static EmbeddingPooling pooling(String name) {
    return name == null
        ? null
        : EmbeddingPooling.of(name)
            .orElseThrow(() ->
                new InvalidRequestException(
                    "pooling",
                    "must be one of "
                        + EmbeddingPooling.names()
                        + ", given `"
                        + Limits.shown(name)
                        + "`"));
  }

  /** Refuses to keep more dimensions than the model's vectors have. */
  static void dimensions(Integer dimensions, int width) {
    Limits.between("dimensions", dimensions, 1, width, width);
  }

  /**
   * How a request's embeddings are pooled: as it asks, or else as its model does.
   *
   * @param own the model's pooling, empty if it has none
   */
  static EmbeddingPooling pooling(
      EmbeddingPooling asked, Optional<EmbeddingPooling> own, ModelInfo model) {
    if (own.isEmpty()) {
      throw new InvalidRequestException(
          "model", "must be one that embeds, given `" + model.name() + "`, which ranks");
    }
    return asked == null ? own.get() : asked;
  }

  /** Refuses an input that does not fit the model's context. */
  static void inputLength(String field, int tokens, ModelInfo model) {
    if (tokens == 0) {
      throw new InvalidRequestException(field, "must yield at least one token");
    }
    if (tokens > model.contextLength()) {
      throw new PromptTooLongException(
          field,
          "must hold at most "
              + model.contextLength()
              + " tokens, which is "
              + (model.generates()
                  ? "the model's context"
                  : "the lesser of the model's context and the engine's batch-size")
              + ", given "
              + tokens);
    }
  }
}
