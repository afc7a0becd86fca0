package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.llama.Fixtures.NativeBuild;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Log-probabilities of SmolLM2 against a recording for each library (prompt, token, value). Kernels
 * differ between processors, so a value may be off by what quantised arithmetic rounds, the more
 * the less probable the token is.
 */
class GoldenLogprobsTest {
  private record Golden(String prompt, int token, float logprob) {}

  @ParameterizedTest
  @EnumSource
  void areWhatWasRecorded(NativeBuild build) throws IOException {
    Model model = Fixtures.model(build);
    List<Golden> recorded = recorded(build);
    assertThat(recorded).hasSize(30);
    try (Context context =
        Context.create(model, Scenario.OPTIONS.withMemory(512, 1).withBatch(64, 64))) {
      String prompt = null;
      float[] logprobs = null;
      for (Golden golden : recorded) {
        if (!golden.prompt().equals(prompt)) {
          prompt = golden.prompt();
          logprobs = logprobs(context, prompt);
        }
        assertThat(logprobs[golden.token()])
            .as("token %d after '%s'", golden.token(), prompt)
            .isCloseTo(golden.logprob(), within(0.2f + 0.08f * -golden.logprob()));
      }
    }
  }

  private static float[] logprobs(Context context, String prompt) {
    context.memory().clear();
    float[] logits =
        Scenario.decode(context, 0, context.model().vocabulary().tokenize(prompt, true, true));
    double max = logits[Scenario.best(logits)];
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - max);
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (logits[i] - max - Math.log(total));
    }
    return logits;
  }

  private static List<Golden> recorded(NativeBuild build) throws IOException {
    List<Golden> golden = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                GoldenLogprobsTest.class.getResourceAsStream(
                    "golden-logprobs-" + build.name().toLowerCase(Locale.ROOT) + ".tsv"),
                StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] fields = line.split("\t", -1);
        golden.add(new Golden(fields[0], Integer.parseInt(fields[1]), Float.parseFloat(fields[2])));
      }
    }
    return golden;
  }
}
