package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.EmbeddingPooling;
import dev.drover.engine.Engine;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.listener.EmbeddingModelResponseContext;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithModel
class DroverEmbeddingModelTest {
  private static DroverEmbeddingModel.Builder with() {
    return DroverEmbeddingModel.builder().engine(TestEngines.shared());
  }

  @Test
  void embedsTextsInTheirOrder() {
    EmbeddingModel model = with().pooling(EmbeddingPooling.MEAN).build();
    Response<List<Embedding>> all =
        model.embedAll(
            List.of(
                TextSegment.from("A kitten is napping on the couch."),
                TextSegment.from("The central bank increased its interest rate.")));
    Embedding cat = model.embed("The cat sleeps on the warm sofa.").content();

    assertThat(all.content()).hasSize(2);
    assertThat(CosineSimilarity.between(cat, all.content().get(0)))
        .isGreaterThan(CosineSimilarity.between(cat, all.content().get(1)));
    assertThat(all.tokenUsage().inputTokenCount()).isPositive();
    assertThat(CosineSimilarity.between(cat, cat)).isCloseTo(1, within(1e-5));
    assertThat(model.dimension()).isEqualTo(cat.dimension()).isEqualTo(576);
    assertThat(model.modelName()).isEqualTo(TestEngines.NAME);
  }

  @Test
  void moreTextsThanARequestHoldsAreSeveralRequests() {
    List<TextSegment> texts = Collections.nCopies(2050, TextSegment.from("x"));
    assertThat(with().build().embedAll(texts).content()).hasSize(2050);
  }

  @Test
  void dimensionsAreTheModelsTheBuildersOrTheRequests() {
    EmbeddingModel model = with().dimensions(64).build();
    assertThat(model.dimension()).isEqualTo(64);
    assertThat(model.embed("x").content().dimension()).isEqualTo(64);
    EmbeddingResponse response =
        model.embed(EmbeddingRequest.builder().input("x").dimensions(32).build());
    assertThat(response.embeddings().getFirst().dimension()).isEqualTo(32);
    assertThat(response.modelName()).isEqualTo(TestEngines.NAME);
  }

  @Test
  void tellsItsListeners() {
    List<String> told = new ArrayList<>();
    EmbeddingModelListener listener =
        new EmbeddingModelListener() {
          @Override
          public void onResponse(EmbeddingModelResponseContext context) {
            told.add(context.embeddingModel().modelName());
          }
        };
    with().listeners(List.of(listener)).build().embed("x");
    assertThat(told).containsExactly(TestEngines.NAME);
  }

  @Test
  void aModelThatOnlyEmbedsDoesThat() {
    try (Engine engine = TestEngines.encoder()) {
      EmbeddingModel model = DroverEmbeddingModel.builder().engine(engine).build();
      assertThat(model.embed("the old ship").content().dimension()).isEqualTo(32);
      assertThat(model.dimension()).isEqualTo(32);
      ChatModel chat = DroverChatModel.builder().engine(engine).build();
      assertThatThrownBy(() -> chat.chat("the sea"))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("model must be one that writes text, given `bert`, which only embeds");
    }
  }

  @Test
  void refusesWhatCannotBe() {
    EmbeddingModel model = with().build();
    EmbeddingRequest tooWide = EmbeddingRequest.builder().input("x").dimensions(577).build();
    assertThatThrownBy(() -> model.embed(tooWide))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("dimensions must be between 1 and 576, given 577");
    EmbeddingRequest other = EmbeddingRequest.builder().input("x").modelName("other").build();
    assertThatThrownBy(() -> model.embed(other)).isInstanceOf(UnsupportedFeatureException.class);
    assertThatThrownBy(() -> DroverEmbeddingModel.builder().build())
        .hasMessage("engine is required");
  }
}
