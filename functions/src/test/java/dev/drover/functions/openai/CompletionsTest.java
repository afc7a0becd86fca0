package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.Prompt;
import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Completions over the real model. */
@QuarkusTest
class CompletionsTest extends ServiceTest {
  private static final String PATH = "/v1/completions";

  @Test
  void anAnswerHasEveryFieldOfOpenai() {
    JsonPath answer = Served.complete("");

    assertThat(answer.<Map<String, Object>>get())
        .containsOnlyKeys(
            "id", "object", "created", "model", "choices", "usage", "system_fingerprint");
    assertThat(answer.getString("id")).startsWith("cmpl-");
    assertThat(answer.getString("object")).isEqualTo("text_completion");
    assertThat(answer.getMap("choices[0]"))
        .containsOnlyKeys("index", "text", "logprobs", "finish_reason", "confidence")
        .containsEntry("logprobs", null)
        .containsEntry("finish_reason", "length");
    assertThat(answer.getInt("usage.completion_tokens")).isEqualTo(16);
  }

  @Test
  void tokenIdsContinueAsTheirTextDoes() {
    assertThat(texts(Served.complete(ids("The sea is"), ""))).isEqualTo(texts(Served.complete("")));
  }

  @Test
  void severalPromptsGiveTheirChoicesInOrder() {
    String fields = ", 'max_tokens': 5, 'reproducible': true";
    List<String> sea = texts(Served.complete("'The sea is'", fields));
    List<String> sky = texts(Served.complete("'The sky is'", fields));

    JsonPath texts = Served.complete("['The sea is', 'The sky is']", fields + ", 'n': 2");
    JsonPath tokens =
        Served.complete(
            "[" + ids("The sea is") + "," + ids("The sky is") + "]", fields + ", 'n': 2");

    assertThat(texts(texts))
        .containsExactly(sea.getFirst(), sea.getFirst(), sky.getFirst(), sky.getFirst());
    assertThat(texts(tokens)).isEqualTo(texts(texts));
    assertThat(texts.<Integer>getList("choices.index")).containsExactly(0, 1, 2, 3);
    assertThat(texts.getInt("usage.completion_tokens")).isEqualTo(20);
    assertThat(texts.getInt("usage.prompt_tokens"))
        .isEqualTo(tokens("The sea is") + tokens("The sky is"));
  }

  @Test
  void aStreamOfSeveralPromptsSaysTheSame() {
    String fields =
        "'temperature': 0, 'max_tokens': 5, 'echo': true, 'prompt': ['The sea is', 'The sky is']";
    List<JsonPath> events =
        Served.events(
            PATH, "{'stream': true, 'stream_options': {'include_usage': true}," + fields + "}");
    JsonPath whole = Served.post(PATH, "{" + fields + "}").extract().jsonPath();

    for (int choice = 0; choice < 2; choice++) {
      int index = choice;
      List<JsonPath> own =
          events.stream()
              .filter(e -> !e.getList("choices").isEmpty())
              .filter(e -> e.getInt("choices[0].index") == index)
              .toList();
      StringBuilder text = new StringBuilder();
      own.forEach(e -> text.append(e.getString("choices[0].text")));
      assertThat(text.toString()).isEqualTo(whole.getString("choices[" + index + "].text"));
      assertThat(own.getLast().getString("choices[0].finish_reason")).isEqualTo("length");
    }
    assertThat(events.getLast().getMap("usage")).isEqualTo(whole.getMap("usage"));
    assertThat(events).extracting(e -> e.getString("object")).containsOnly("text_completion");
  }

  @Test
  void echoPutsThePromptInFront() {
    String text = texts(Served.complete("")).getFirst();

    assertThat(texts(Served.complete(", 'echo': true"))).containsExactly("The sea is" + text);
    assertThat(texts(Served.complete(ids("The sea is"), ", 'echo': true")))
        .containsExactly("The sea is" + text);
  }

  @Test
  void echoWithLogProbabilitiesTellsThePromptsToo() {
    JsonPath whole = Served.complete(", 'echo': true, 'logprobs': 2");
    List<String> tokens = whole.getList("choices[0].logprobs.tokens");
    List<Float> logprobs = whole.getList("choices[0].logprobs.token_logprobs");
    assertThat(String.join("", tokens)).isEqualTo(texts(whole).getFirst());
    assertThat(tokens.subList(0, 3)).containsExactly("The", " sea", " is");
    assertThat(logprobs.getFirst()).isNull();
    assertThat(logprobs.subList(1, logprobs.size())).allMatch(p -> p <= 0);
    assertThat(whole.getList("choices[0].logprobs.top_logprobs").getFirst()).isNull();
    assertThat(whole.getList("choices[0].logprobs.text_offset", Integer.class))
        .startsWith(0, 3, 7, 10);
  }

  @Test
  void logProbabilitiesSayWhereEachTokenBegins() {
    JsonPath answer = Served.complete(", 'logprobs': 2");
    String text = answer.getString("choices[0].text");
    List<String> tokens = answer.getList("choices[0].logprobs.tokens");
    List<Integer> offsets = answer.getList("choices[0].logprobs.text_offset");
    List<Map<String, Float>> top = answer.getList("choices[0].logprobs.top_logprobs");

    assertThat(tokens).hasSize(16);
    assertThat(answer.getList("choices[0].logprobs.token_logprobs")).hasSize(16);
    for (int i = 0; i < tokens.size(); i++) {
      assertThat(text.substring(offsets.get(i))).startsWith(tokens.get(i));
      assertThat(top.get(i)).hasSize(2).containsKey(tokens.get(i));
    }
  }

  @Test
  void logProbabilitiesOfAStreamGoOnWhereTheyWere() {
    List<JsonPath> events =
        Served.events(
            PATH, "{'stream': true, 'temperature': 0, 'prompt': 'The sea is', 'logprobs': 0}");
    List<Object> offsets = new ArrayList<>();
    for (JsonPath event : events) {
      List<Object> some = event.getList("choices[0].logprobs.text_offset");
      if (some != null) {
        offsets.addAll(some);
      }
    }

    assertThat(offsets)
        .isEqualTo(Served.complete(", 'logprobs': 0").getList("choices[0].logprobs.text_offset"));
  }

  @Test
  void bestOfMayEqualN() {
    assertThat(texts(Served.complete(", 'n': 2, 'best_of': 2, 'suffix': ''"))).hasSize(2);
  }

  private int tokens(String text) {
    return engine().tokenize(new Prompt.Text(text)).length;
  }

  private String ids(String text) {
    return Arrays.toString(engine().tokenize(new Prompt.Text(text)));
  }

  private static List<String> texts(JsonPath answer) {
    return answer.getList("choices.text");
  }
}
