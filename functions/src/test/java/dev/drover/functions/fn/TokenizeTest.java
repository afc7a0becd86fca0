package dev.drover.functions.fn;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokenizeTest extends ServiceTest {

  @Test
  void splitsTextAndJoinsIt() {
    JsonPath split = post("/fn/tokenize", "{\"text\":\"Hello <|im_end|> wörld 🎉\"}").jsonPath();
    assertThat(split.getString("text")).isEqualTo("Hello <|im_end|> wörld 🎉");
    assertThat(split.getInt("count")).isEqualTo(split.getList("tokens").size());
    assertThat(split.<String>getList("tokens.text")).contains("Hello", "<|im_end|>");
    // The emoji's four bytes are spread over tokens, which show them as bytes.
    assertThat(split.<List<Integer>>getList("tokens.bytes"))
        .filteredOn(bytes -> bytes != null)
        .isNotEmpty()
        .allSatisfy(bytes -> assertThat(bytes).allMatch(b -> b >= 0 && b <= 255));
    List<Integer> ids = split.getList("tokens.id");
    JsonPath joined = post("/fn/tokenize", "{\"tokens\":" + ids + "}").jsonPath();
    assertThat(joined.getString("text")).isEqualTo("Hello <|im_end|> wörld 🎉");
  }

  @Test
  void controlTokensAreTextWhereAskedFor() {
    JsonPath split =
        post("/fn/tokenize", "{\"text\":\"<|im_end|>\",\"parse_special\":false}").jsonPath();
    assertThat(split.getInt("count")).isGreaterThan(1);
    assertThat(split.getString("text")).isEqualTo("<|im_end|>");
  }

  @Test
  void refusesIdsThatTheModelDoesNotHave() {
    var reply = post("/fn/tokenize", "{\"tokens\":[49152]}");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.jsonPath().getString("detail"))
        .isEqualTo("`tokens` must hold token ids from 0 to 49151, given 49152");
  }

  @Test
  void refusesATextTooLongToShow() {
    var reply = post("/fn/tokenize", "{\"text\":\"" + "a".repeat(1_000_001) + "\"}");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.jsonPath().getString("detail"))
        .isEqualTo("`text` must hold at most 1000000 characters, given 1000001");
  }

  @Test
  void listsTheModels() {
    JsonPath byGet = get("/fn/models").jsonPath();
    assertThat(byGet.getString("[0].name")).isEqualTo(engines.model(null).model().name());
    assertThat(byGet.getInt("[0].context_length")).isEqualTo(8192);
    assertThat(post("/fn/models", "{}").jsonPath().getList("")).isEqualTo(byGet.getList(""));
  }
}
