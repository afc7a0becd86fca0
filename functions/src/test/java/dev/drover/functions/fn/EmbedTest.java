package dev.drover.functions.fn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EmbedTest extends ServiceTest {
  private static JsonPath embed(String json) {
    Response reply = post("/fn/embed", json.replace('\'', '"'));
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
    return reply.jsonPath();
  }

  private static double norm(List<Float> vector) {
    return Math.sqrt(vector.stream().mapToDouble(x -> (double) x * x).sum());
  }

  @Test
  void embedsTexts() {
    JsonPath reply = embed("{'input': ['The sea', 'is deep'], 'pooling': 'mean'}");
    assertThat(reply.getString("model")).isEqualTo(engine().model().name());
    assertThat(reply.getList("embeddings")).hasSize(2);
    assertThat(reply.getInt("dimensions")).isEqualTo(576);
    assertThat(reply.getInt("prompt_tokens")).isEqualTo(4);
    List<Float> vector = reply.getList("embeddings[1]", Float.class);
    assertThat(norm(vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void lengthsAreTheModelsOwnOnRequest() {
    List<Float> vector =
        embed("{'input': 'The sea', 'normalize': false, 'dimensions': 10}")
            .getList("embeddings[0]", Float.class);
    assertThat(vector).hasSize(10);
    assertThat(norm(vector)).isNotCloseTo(1, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}                                | `input` is required",
        "{'input': []}                     | `input` must hold at least one input, given []",
        "{'input': ''}                     | `input` must not be empty",
        "{'input': 'x', 'dimensions': 577} | `dimensions` must be between 1 and 576, given 577",
        "{'input': 'x', 'pooling': 'max'}  | `pooling` must be one of [mean, cls, last], given `max`",
        "{'input': 'x', 'deadline_ms': 0}  | `deadline_ms` must be between 1 and 86400000, given 0",
        "{'input': 'x', 'priority': 101}   | `priority` must be between -100 and 100, given 101",
      })
  void refuses(String json, String detail) {
    Response reply = post("/fn/embed", json.replace('\'', '"'));
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.jsonPath().getString("detail")).isEqualTo(detail);
  }

  @Test
  void refusesATextLongerThanTheContext() {
    Response reply = post("/fn/embed", "{\"input\": [\"x\", \"" + "word ".repeat(9000) + "\"]}");
    assertThat(reply.statusCode()).isEqualTo(413);
    assertThat(reply.jsonPath().getString("detail"))
        .startsWith(
            "`input[1]` must hold at most 8192 tokens, which is the model's context, given");
  }
}
