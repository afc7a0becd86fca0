package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EmbeddingsTest extends ServiceTest {
  private static final String PATH = "/v1/embeddings";

  private static JsonPath embed(String json) {
    return Served.post(PATH, json).statusCode(200).extract().jsonPath();
  }

  @Test
  void answersInOpenAisForm() {
    JsonPath answer = embed("{'model': 'default', 'input': ['One', 'Two words']}");
    assertThat(answer.<Map<String, Object>>get())
        .containsOnlyKeys("object", "data", "model", "usage");
    assertThat(answer.getString("object")).isEqualTo("list");
    assertThat(answer.getString("model")).isEqualTo(Served.MODEL);
    assertThat(answer.getList("data.object")).containsExactly("embedding", "embedding");
    assertThat(answer.getList("data.index")).containsExactly(0, 1);
    assertThat(answer.getList("data[0].embedding")).hasSize(576);
    assertThat(answer.getMap("usage")).isEqualTo(Map.of("prompt_tokens", 3, "total_tokens", 3));
  }

  @Test
  void base64HoldsTheSameBits() {
    List<Float> numbers =
        embed("{'input': 'The sea', 'encoding_format': 'float'}")
            .getList("data[0].embedding", Float.class);
    String base64 =
        embed("{'input': 'The sea', 'encoding_format': 'base64'}").getString("data[0].embedding");
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.remaining()).isEqualTo(4 * 576);
    for (float number : numbers) {
      assertThat(bytes.getInt()).isEqualTo(Float.floatToRawIntBits(number));
    }
  }

  @Test
  void takesAllFormsOfInput() {
    List<Integer> ids =
        post("/fn/tokenize", "{\"text\": \"The sea\"}").jsonPath().getList("tokens.id");
    List<Object> text = embed("{'input': 'The sea'}").getList("data[0].embedding");
    assertThat(embed("{'input': ['The sea']}").getList("data[0].embedding")).isEqualTo(text);
    assertThat(embed("{'input': " + ids + "}").getList("data[0].embedding")).isEqualTo(text);
    assertThat(embed("{'input': [" + ids + "]}").getList("data[0].embedding")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "input           | ~~",
        "input           | 'input': null",
        "input           | 'input': ''",
        "input           | 'input': []",
        "input           | 'input': [[]]",
        "input           | 'input': {}",
        "input[1]        | 'input': ['a', '']",
        "input[1]        | 'input': ['a', 1]",
        "input[1]        | 'input': [[1], [99999999]]",
        "input           | 'input': [1, -1]",
        "input           | 'input': [1.5]",
        "dimensions      | 'input': 'x', 'dimensions': 0",
        "dimensions      | 'input': 'x', 'dimensions': 577",
        "dimensions      | 'input': 'x', 'dimensions': 'all'",
        "encoding_format | 'input': 'x', 'encoding_format': 'hex'",
        "pooling         | 'input': 'x', 'pooling': 'max'",
        "made_up         | 'input': 'x', 'made_up': 1",
      })
  void refuses(String param, String fields) {
    JsonPath error = Served.post(PATH, "{" + fields + "}").statusCode(400).extract().jsonPath();
    assertThat(error.getMap("error")).containsOnlyKeys("message", "type", "param", "code");
    assertThat(error.getString("error.param")).isEqualTo(param);
    assertThat(error.getString("error.type")).isEqualTo("invalid_request_error");
  }

  @Test
  void refusesMoreThanItTakes() {
    String many = "x".repeat(2049).replace("x", "'x',");
    JsonPath error =
        Served.post(PATH, "{'input': [" + many.substring(0, many.length() - 1) + "]}")
            .statusCode(400)
            .extract()
            .jsonPath();
    assertThat(error.getString("error.message"))
        .isEqualTo("`input` must hold at most 2048 inputs, given 2049");
    error =
        Served.post(PATH, "{'input': '" + "word ".repeat(9000) + "'}")
            .statusCode(400)
            .extract()
            .jsonPath();
    assertThat(error.getString("error.code")).isEqualTo("context_length_exceeded");
    assertThat(error.getString("error.param")).isEqualTo("input");
    Served.post(PATH, "{'input': 'x', 'model': 'gpt'}").statusCode(404);
  }

  @Test
  void aClientThatGoesAwayEndsItsRequest() throws Exception {
    embed("{'input': 'x'}");
    long before = statistics().embeddedTokens();
    String input = ("'" + "word ".repeat(4000) + "',").repeat(8);
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer =
          client.sendAsync(
              HttpRequest.newBuilder(root.resolve(PATH))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          ("{'input': [" + input + "'x']}").replace('\'', '"')))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      eventually("the request runs", () -> statistics().embeddedTokens() > before);
      answer.cancel(true);
      client.shutdownNow();
      eventually("the engine is idle", () -> statistics().running() == 0);
    }
    assertThat(statistics().embeddedTokens() - before).isLessThan(32_000);
  }
}
