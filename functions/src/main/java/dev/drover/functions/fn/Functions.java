package dev.drover.functions.fn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.EmbeddingRequest;
import dev.drover.engine.Engine;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Tokenizer;
import dev.drover.engine.sampling.WatermarkDetector;
import dev.drover.functions.Embedder;
import dev.drover.functions.Engines;
import dev.drover.functions.Generations;
import dev.drover.functions.ModelDescription;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;

/** The functions, at {@code /fn/NAME} and as CloudEvents whose type is the function's name. */
public class Functions {
  private final Engines engines;
  private final Generations generations;
  private final Embedder embedder;
  private final Inputs inputs;
  private final Calls calls;

  @Inject
  Functions(
      Engines engines, Generations generations, Embedder embedder, Inputs inputs, Calls calls) {
    this.engines = engines;
    this.generations = generations;
    this.embedder = embedder;
    this.inputs = inputs;
    this.calls = calls;
  }

  /**
   * Continues a prompt.
   *
   * @param body {@link GenerateInput}
   */
  @Funq("fn/generate")
  public Uni<Generated> generate(JsonNode body) {
    GenerateInput input = inputs.read(body, GenerateInput.class);
    GenerationRequest request = input.toRequest();
    return calls.answer(client -> {
      Engine engine = engines.engine(input.model(), client);
      return Generated.of(
          engine.model().name(), Generations.await(generations.submit(engine, request, client)));
    });
  }

  /**
   * Turns texts into vectors.
   *
   * @param body {@link EmbedInput}
   */
  @Funq("fn/embed")
  public Uni<Embedded> embed(JsonNode body) {
    EmbedInput input = inputs.read(body, EmbedInput.class);
    EmbeddingRequest request = input.toRequest();
    return calls.answer(client -> {
      Engine engine = engines.engine(input.model(), client);
      return Embedded.of(
          engine.model().name(), Embedder.await(embedder.submit(engine, request, client)));
    });
  }

  /**
   * Splits text or a conversation into tokens, or turns tokens into text.
   *
   * @param body {@link TokenizeInput}
   */
  @Funq("fn/tokenize")
  public Uni<Tokenized> tokenize(JsonNode body) {
    TokenizeInput input = inputs.read(body, TokenizeInput.class);
    return calls.answer(client -> {
      Engine engine = engines.engine(input.model(), client);
      return Tokenized.of(engine.model().name(), engine.tokenizer(), tokens(engine, input));
    });
  }

  /**
   * Tells how likely a text carries the watermark of a generation with {@code watermark}.
   *
   * @param body {@link WatermarkInput}
   */
  @Funq("fn/watermark-detect")
  public Uni<WatermarkFound> detectWatermark(JsonNode body) {
    WatermarkInput input = inputs.read(body, WatermarkInput.class);
    WatermarkDetector detector = input.detector();
    return calls.answer(client -> {
      Engine engine = engines.engine(input.model(), client);
      int[] tokens =
          input.text() == null
              ? checked(engine.tokenizer(), input.tokens())
              : engine.tokenizer().encode(input.text(), false, false);
      return WatermarkFound.of(engine.model().name(), detector.detect(tokens));
    });
  }

  /** The models served, loaded or not, the default first. */
  @Funq("fn/models")
  public List<ModelDescription> models() {
    return engines.models().stream().map(ModelDescription::of).toList();
  }

  private static int[] tokens(Engine engine, TokenizeInput input) {
    if (input.text() != null) {
      return engine
          .tokenizer()
          .encode(
              input.text(),
              !Boolean.FALSE.equals(input.addSpecial()),
              !Boolean.FALSE.equals(input.parseSpecial()));
    }
    return input.messages() != null
        ? engine.tokenize(Prompts.chat(input.messages(), input.tools(), input.templateOptions()))
        : checked(engine.tokenizer(), input.tokens());
  }

  private static int[] checked(Tokenizer tokenizer, List<Integer> tokens) {
    for (int token : tokens) {
      if (token < 0 || token >= tokenizer.size()) {
        throw new InvalidRequestException(
            "tokens",
            "must hold token ids from 0 to " + (tokenizer.size() - 1) + ", given " + token);
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
