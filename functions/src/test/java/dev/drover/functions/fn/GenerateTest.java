package dev.drover.functions.fn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class GenerateTest extends ServiceTest {
  private static final String FRANCE = "\"prompt\":\"The capital of France is\"";

  private static JsonPath generate(String fields) {
    return post("/fn/generate", "{" + fields + "}")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .extract()
        .jsonPath();
  }

  @Test
  void continuesText() {
    JsonPath reply = generate(FRANCE + ",\"temperature\":0,\"max_new_tokens\":3");
    assertThat(reply.getString("choices[0].text")).isEqualTo(" Paris.\n");
    assertThat(reply.getList("choices[0].tokens")).hasSize(3);
    assertThat(reply.getString("choices[0].finish_reason")).isEqualTo("max_new_tokens");
    assertThat(reply.getString("model")).isEqualTo(engines.model(null).model().name());
    assertThat(reply.getMap("usage"))
        .isEqualTo(Map.of("prompt_tokens", 5, "generated_tokens", 3, "total_tokens", 8));
    assertThat(reply.getDouble("timings.queued_ms"))
        .isGreaterThanOrEqualTo(0)
        .isLessThanOrEqualTo(reply.getDouble("timings.first_token_ms"));
    assertThat(reply.getDouble("timings.first_token_ms"))
        .isLessThanOrEqualTo(reply.getDouble("timings.total_ms"));
    assertThat(reply.getMap("choices[0]")).doesNotContainKeys("stop", "logprobs");
  }

  @Test
  void continuesTokensLikeTheirText() {
    JsonPath tokens = post("/fn/tokenize", "{\"text\":\"The capital of France is\"}").jsonPath();
    JsonPath reply =
        generate(
            "\"tokens\":"
                + tokens.getList("tokens.id")
                + ",\"temperature\":0,\"max_new_tokens\":3,\"model\":\"default\"");
    assertThat(reply.getString("choices[0].text")).isEqualTo(" Paris.\n");
  }

  @Test
  void theSameSeedGivesTheSameText() {
    String fields = FRANCE + ",\"seed\":7,\"temperature\":1.5,\"max_new_tokens\":6";
    List<Integer> first = generate(fields).getList("choices[0].tokens");
    assertThat(generate(fields).<Integer>getList("choices[0].tokens")).isEqualTo(first);
    List<Integer> other =
        generate(fields.replace("\"seed\":7", "\"seed\":8")).getList("choices[0].tokens");
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void givesSeveralChoices() {
    JsonPath reply =
        generate(FRANCE + ",\"n\":3,\"seed\":1,\"temperature\":2,\"max_new_tokens\":4");
    assertThat(reply.getList("choices.index")).isEqualTo(List.of(0, 1, 2));
    assertThat(reply.<String>getList("choices.text")).doesNotHaveDuplicates();
    assertThat(reply.getInt("usage.generated_tokens")).isEqualTo(12);
  }

  @Test
  void endsAtAStopString() {
    JsonPath reply =
        generate(FRANCE + ",\"temperature\":0,\"max_new_tokens\":9,\"stop\":[\"ris\"]");
    assertThat(reply.getString("choices[0].text")).isEqualTo(" Pa");
    assertThat(reply.getString("choices[0].finish_reason")).isEqualTo("stop_string");
    assertThat(reply.getString("choices[0].stop")).isEqualTo("ris");
    JsonPath kept =
        generate(
            FRANCE
                + ",\"temperature\":0,\"max_new_tokens\":9,\"stop\":[\"ris\"],\"include_stop\":true");
    assertThat(kept.getString("choices[0].text")).isEqualTo(" Paris");
  }

  @Test
  void endsAtAStopToken() {
    int paris =
        generate(FRANCE + ",\"temperature\":0,\"max_new_tokens\":1").getInt("choices[0].tokens[0]");
    JsonPath reply =
        generate(
            FRANCE + ",\"temperature\":0,\"max_new_tokens\":9,\"stop_token_ids\":[" + paris + "]");
    assertThat(reply.getString("choices[0].finish_reason")).isEqualTo("stop_token");
    assertThat(reply.getInt("usage.generated_tokens")).isEqualTo(1);
  }

  @Test
  void aBiasForcesAToken() {
    JsonPath reply =
        generate(FRANCE + ",\"temperature\":0,\"max_new_tokens\":2,\"logit_bias\":{\"9\":100}");
    assertThat(reply.getList("choices[0].tokens")).isEqualTo(List.of(9, 9));
  }

  @Test
  void reportsLogProbabilities() {
    JsonPath reply =
        generate(FRANCE + ",\"temperature\":0,\"max_new_tokens\":2,\"top_logprobs\":2");
    assertThat(reply.getList("choices[0].logprobs")).hasSize(2);
    assertThat(reply.getString("choices[0].logprobs[0].sampled.text")).isEqualTo(" Paris");
    assertThat(reply.<Integer>getList("choices[0].logprobs[0].sampled.bytes"))
        .isEqualTo(List.of((int) ' ', (int) 'P', (int) 'a', (int) 'r', (int) 'i', (int) 's'));
    assertThat(reply.<Float>getList("choices[0].logprobs[0].top.logprob"))
        .hasSize(2)
        .isSortedAccordingTo((a, b) -> Float.compare(b, a))
        .allMatch(value -> value < 0)
        .first()
        .isEqualTo(reply.getFloat("choices[0].logprobs[0].sampled.logprob"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"greedy", "multinomial", "top-k", "top-p", "min-p", "typical", "TOP_K"})
  void knowsTheMethod(String method) {
    JsonPath reply =
        generate(
            FRANCE
                + ",\"sampling_method\":\""
                + method
                + "\",\"max_new_tokens\":1,\"seed\":1,\"top_k\":5,\"top_p\":0.9,\"min_p\":0.1,"
                + "\"typical_p\":0.9,\"repetition_penalty\":1.1,\"frequency_penalty\":0.1,"
                + "\"presence_penalty\":0.1,\"min_new_tokens\":1,\"ignore_eos\":true");
    assertThat(reply.getList("choices[0].tokens")).hasSize(1);
  }

  @Test
  void refusesAConversationWithoutATemplateOrContinuesIt() {
    // Which of both depends on the model; either way the answer is clear.
    var reply =
        post(
            "/fn/generate",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_new_tokens\":2}");
    if (engines.model(null).info().chat()) {
      assertThat(reply.jsonPath().getInt("usage.generated_tokens")).isBetween(1, 2);
    } else {
      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(reply.jsonPath().getString("field")).isEqualTo("messages");
    }
  }
}
