package dev.drover.functions.fn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.EmbeddingResult;
import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.ModelInfo;
import dev.drover.engine.Tokenizer;
import dev.drover.functions.Embedder;
import dev.drover.functions.Engines;
import dev.drover.functions.Generations;
import io.quarkus.funqy.Funq;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The functions, at {@code /fn/NAME} and as CloudEvents whose type is the function's name. */
public class Functions {
  private final Engines engines;
  private final Generations generations;
  private final Embedder embedder;
  private final Inputs inputs;
  private final ExecutorService threads;

  @Inject
  Functions(
      Engines engines,
      Generations generations,
      Embedder embedder,
      Inputs inputs,
      @VirtualThreads ExecutorService threads) {
    this.engines = engines;
    this.generations = generations;
    this.embedder = embedder;
    this.inputs = inputs;
    this.threads = threads;
  }

  /**
   * Continues a prompt.
   *
   * @param body {@link GenerateInput}
   */
  @Funq("fn/generate")
  public Uni<Generated> generate(JsonNode body) {
    GenerateInput input = inputs.read(body, GenerateInput.class);
    String model = engines.engine(input.model()).model().name();
    Generation generation = generations.submit(input.model(), input.toRequest());
    // Waiting costs a virtual thread, not one of the few that run functions.
    return Uni.createFrom()
        .item(() -> Generated.of(model, Generations.await(generation)))
        .runSubscriptionOn(threads);
  }

  /**
   * Turns texts into vectors.
   *
   * @param body {@link EmbedInput}
   */
  @Funq("fn/embed")
  public Uni<Embedded> embed(JsonNode body) {
    EmbedInput input = inputs.read(body, EmbedInput.class);
    String model = engines.engine(input.model()).model().name();
    Future<EmbeddingResult> result = embedder.submit(input.model(), input.toRequest());
    return Uni.createFrom()
        .item(() -> Embedded.of(model, Embedder.await(result)))
        .runSubscriptionOn(threads);
  }

  /**
   * Splits text or a conversation into tokens, or turns tokens into text.
   *
   * @param body {@link TokenizeInput}
   */
  @Funq("fn/tokenize")
  public Tokenized tokenize(JsonNode body) {
    TokenizeInput input = inputs.read(body, TokenizeInput.class);
    Engine engine = engines.engine(input.model());
    return Tokenized.of(engine.model().name(), engine.tokenizer(), tokens(engine, input));
  }

  /** The models served. */
  @Funq("fn/models")
  public List<ModelInfo> models() {
    return engines.models();
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
