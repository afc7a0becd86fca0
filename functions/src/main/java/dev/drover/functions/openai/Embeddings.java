package dev.drover.functions.openai;

import dev.drover.engine.EmbeddingRequest;
import dev.drover.engine.EmbeddingResult;
import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.Embedder;
import dev.drover.functions.Engines;
import dev.drover.functions.PromptForms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers requests for embeddings. */
@ApplicationScoped
public class Embeddings {
  private final Engines engines;
  private final Embedder embedder;

  @Inject
  Embeddings(Engines engines, Embedder embedder) {
    this.engines = engines;
    this.embedder = embedder;
  }

  /**
   * Answers a request.
   *
   * @throws RuntimeException that {@link dev.drover.functions.Faults} knows, with this API's field
   *     names
   */
  public EmbeddingList answer(EmbeddingsRequest request) {
    if (request == null) {
      throw new InvalidRequestException("input", "is required");
    }
    Engine engine = engines.engine(request.model());
    OtherFields.check(request.others());
    boolean base64 = isBase64(request.encodingFormat());
    EmbeddingResult result = Embedder.await(embedder.submit(engine, toEngine(request)));
    List<EmbeddingList.Entry> data = new ArrayList<>();
    for (float[] vector : result.embeddings()) {
      Object written = base64 ? bytes(vector) : vector;
      data.add(new EmbeddingList.Entry("embedding", data.size(), written));
    }
    int tokens = result.promptTokens();
    return new EmbeddingList(
        "list", data, engine.model().name(), new EmbeddingList.Usage(tokens, tokens));
  }

  private static EmbeddingRequest toEngine(EmbeddingsRequest request) {
    Long deadline = request.deadlineMs();
    return EmbeddingRequest.builder()
        .inputs(PromptForms.of("input", request.input()))
        .pooling(request.pooling())
        .dimensions(request.dimensions())
        .adapter(request.adapter())
        .client(request.user())
        .priority(request.priority())
        .deadline(deadline == null ? null : Duration.ofMillis(deadline))
        .build();
  }

  private static boolean isBase64(String format) {
    return switch (format) {
      case null -> false;
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw new InvalidRequestException(
              "encoding_format", "must be float or base64, given `" + format + "`");
    };
  }

  /** 32 bits a number, the low byte first. */
  private static byte[] bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }
}
