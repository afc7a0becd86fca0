package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.llama.Fixtures.NativeBuild;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContextTest {
  @ParameterizedTest
  @EnumSource
  void continuesTheCapitalOfFrance(NativeBuild build) {
    Model model = Fixtures.model(build);
    Vocabulary vocabulary = model.vocabulary();
    try (Context context =
        Context.create(model, Scenario.OPTIONS.withMemory(512, 2).withBatch(64, 64))) {
      int[] prompt = vocabulary.tokenize("The capital of France is", true, false);
      Batch batch = context.newBatch();
      for (int i = 0; i < prompt.length; i++) {
        batch.add(prompt[i], i, 1, i == prompt.length - 1);
      }
      context.decode(batch);
      float[] logits = new float[vocabulary.size()];
      context.logits(prompt.length - 1, logits);
      int best = 0;
      for (int token = 1; token < logits.length; token++) {
        best = logits[token] > logits[best] ? token : best;
      }
      assertThat(new String(vocabulary.piece(best), StandardCharsets.UTF_8)).isEqualTo(" Paris");
      assertThat(context.memory().lastPosition(1)).isEqualTo(prompt.length - 1);
      assertThat(context.memory().nativeLastPosition(1)).isEqualTo(prompt.length - 1);
    }
  }
}
