package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chat completions over the real model. */
@QuarkusTest
class ChatCompletionsTest extends ServiceTest {
  private static final String PATH = "/v1/chat/completions";

  @Test
  void anAnswerHasEveryFieldOfOpenai() {
    JsonPath answer = Served.chat("");

    assertThat(answer.<Map<String, Object>>get())
        .containsOnlyKeys(
            "id", "object", "created", "model", "choices", "usage", "system_fingerprint");
    assertThat(answer.getString("id")).startsWith("chatcmpl-");
    assertThat(answer.getString("object")).isEqualTo("chat.completion");
    assertThat(answer.getLong("created")).isGreaterThan(1_700_000_000L);
    assertThat(answer.getString("model")).isEqualTo(Served.MODEL);
    assertThat(answer.getString("system_fingerprint")).startsWith("fp_");
    assertThat(answer.getMap("choices[0]"))
        .containsOnlyKeys("index", "message", "logprobs", "finish_reason", "confidence")
        .containsEntry("logprobs", null)
        .containsEntry("finish_reason", "length");
    assertThat(answer.getMap("choices[0].message"))
        .containsOnlyKeys("role", "content", "refusal")
        .containsEntry("role", "assistant")
        .containsEntry("refusal", null);
    assertThat(answer.getString("choices[0].message.content")).isNotBlank();
    assertThat(answer.getInt("usage.completion_tokens")).isEqualTo(12);
    assertThat(answer.getInt("usage.total_tokens"))
        .isEqualTo(answer.getInt("usage.prompt_tokens") + 12);
  }

  @Test
  void aStreamSaysTheSameAsTheWholeAnswer() {
    List<JsonPath> events =
        Served.events(
            PATH,
            "{'messages': [{'role': 'user', 'content': 'Tell me about the sea.'}],"
                + "'temperature': 0, 'max_tokens': 12, 'stream': true,"
                + "'stream_options': {'include_usage': true}}");
    JsonPath whole = Served.chat("");
    JsonPath usage = events.getLast();
    JsonPath finish = events.get(events.size() - 2);

    assertThat(events.getFirst().getMap("choices[0].delta"))
        .isEqualTo(Map.of("role", "assistant", "content", ""));
    assertThat(text(events)).isEqualTo(whole.getString("choices[0].message.content"));
    assertThat(finish.getMap("choices[0].delta")).isEmpty();
    assertThat(finish.getString("choices[0].finish_reason")).isEqualTo("length");
    assertThat(usage.getList("choices")).isEmpty();
    assertThat(usage.getMap("usage")).isEqualTo(whole.getMap("usage"));
    for (JsonPath event : events.subList(0, events.size() - 1)) {
      assertThat(event.getString("id")).startsWith("chatcmpl-").isEqualTo(usage.getString("id"));
      assertThat(event.getString("object")).isEqualTo("chat.completion.chunk");
      assertThat(event.<Map<String, Object>>get()).containsEntry("usage", null);
      assertThat(event.getMap("choices[0]"))
          .containsKeys("index", "delta", "logprobs", "finish_reason")
          .hasSize(event == finish ? 5 : 4);
    }
    assertThat(finish.getFloat("choices[0].confidence"))
        .isEqualTo(whole.getFloat("choices[0].confidence"));
  }

  @Test
  void withoutUsageWantedNoChunkHasTheField() {
    List<JsonPath> events =
        Served.events(
            PATH,
            "{'messages': [{'role': 'user', 'content': 'Hi'}], 'max_tokens': 2, 'stream': true}");

    assertThat(events)
        .allSatisfy(
            event -> assertThat(event.<Map<String, Object>>get()).doesNotContainKey("usage"))
        .allSatisfy(event -> assertThat(event.getList("choices")).hasSize(1));
  }

  @Test
  void everyChoiceOfAStreamHasARoleATextAndAnEnd() {
    List<JsonPath> events =
        Served.events(
            PATH,
            "{'messages': [{'role': 'user', 'content': 'Hi'}], 'max_tokens': 6, 'stream': true,"
                + "'n': 3, 'seed': 1}");

    for (int choice = 0; choice < 3; choice++) {
      int index = choice;
      List<JsonPath> own =
          events.stream().filter(e -> e.getInt("choices[0].index") == index).toList();
      assertThat(own.getFirst().getString("choices[0].delta.role")).isEqualTo("assistant");
      assertThat(own.getLast().getString("choices[0].finish_reason")).isIn("stop", "length");
      assertThat(text(own)).isNotBlank();
    }
  }

  @Test
  void streamsNeverSplitACharacter() {
    List<JsonPath> events =
        Served.events(
            PATH,
            "{'messages': [{'role': 'user', 'content': 'Repeat: 🦙🦙🦙 你好 🦙🦙🦙'}],"
                + "'temperature': 0, 'max_tokens': 40, 'stream': true}");

    List<String> texts =
        events.stream()
            .map(e -> e.getString("choices[0].delta.content"))
            .filter(t -> t != null && !t.isEmpty())
            .toList();

    // Each of these characters is several tokens. The last one the limit may cut short.
    assertThat(text(events))
        .matches(t -> t.codePoints().anyMatch(Character::isSupplementaryCodePoint));
    assertThat(texts.subList(0, texts.size() - 1))
        .noneMatch(t -> t.indexOf('\uFFFD') >= 0 || Character.isLowSurrogate(t.charAt(0)));
  }

  @Test
  void logProbabilitiesCoverTheTextTokenByToken() {
    JsonPath answer = Served.chat(", 'logprobs': true, 'top_logprobs': 3");
    List<Map<String, Object>> content = answer.getList("choices[0].logprobs.content");

    assertThat(content).hasSize(12);
    assertThat(String.join("", answer.getList("choices[0].logprobs.content.token", String.class)))
        .isEqualTo(answer.getString("choices[0].message.content"));
    for (Map<String, Object> position : content) {
      assertThat(position).containsOnlyKeys("token", "logprob", "bytes", "top_logprobs");
      List<?> top = (List<?>) position.get("top_logprobs");
      assertThat(top).hasSize(3);
      // Greedy: the sampled token is the most probable one.
      assertThat(((Map<?, ?>) top.getFirst()).get("token")).isEqualTo(position.get("token"));
      assertThat(((Number) position.get("logprob")).doubleValue()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void theEndOfAnAnswerIsNoTokenOfItsLogProbabilities() {
    JsonPath answer =
        Served.post(
                PATH,
                "{'messages': [{'role': 'user', 'content': 'What is the capital of Germany?'}],"
                    + "'temperature': 0, 'logprobs': true}")
            .statusCode(200)
            .extract()
            .jsonPath();

    assertThat(answer.getString("choices[0].finish_reason")).isEqualTo("stop");
    assertThat(String.join("", answer.getList("choices[0].logprobs.content.token", String.class)))
        .isEqualTo(answer.getString("choices[0].message.content"));
  }

  @Test
  void logProbabilitiesComeWithTheStreamToo() {
    List<JsonPath> events =
        Served.events(
            PATH,
            "{'messages': [{'role': 'user', 'content': 'Tell me about the sea.'}],"
                + "'temperature': 0, 'max_tokens': 12, 'stream': true, 'logprobs': true}");
    List<String> tokens = new ArrayList<>();
    for (JsonPath event : events) {
      List<String> some = event.getList("choices[0].logprobs.content.token");
      if (some != null) {
        tokens.addAll(some);
      }
    }

    assertThat(tokens).hasSize(12);
    assertThat(String.join("", tokens)).isEqualTo(text(events));
  }

  @Test
  void aSeedDecidesTheChoicesAndTheyDiffer() {
    // The second time the prompt is known, which may round otherwise unless it must not.
    String seeded = ", 'seed': 7, 'n': 3, 'reproducible': true";
    List<String> first = texts(hot(seeded));

    assertThat(first).hasSize(3).doesNotHaveDuplicates();
    assertThat(texts(hot(seeded))).isEqualTo(first);
  }

  @Test
  void stopStringsEndTheTextAndStayWhereAskedTo() {
    String text = Served.chat("").getString("choices[0].message.content");
    String stop = text.substring(text.length() / 2, text.length() / 2 + 3);

    JsonPath stopped = Served.chat(", 'stop': '" + stop + "'");
    JsonPath kept = Served.chat(", 'stop': ['" + stop + "'], 'include_stop_str_in_output': true");

    assertThat(text).startsWith(stopped.getString("choices[0].message.content") + stop);
    assertThat(stopped.getString("choices[0].finish_reason")).isEqualTo("stop");
    assertThat(kept.getString("choices[0].message.content")).endsWith(stop);
    assertThat(Served.chat(", 'stop': null").getString("choices[0].message.content"))
        .isEqualTo(text);
  }

  @Test
  void extensionsChangeTheAnswerAsTheySay() {
    String greedy = Served.chat("").getString("choices[0].message.content");

    // Whatever the temperature, one candidate is left.
    assertThat(texts(hot(", 'top_k': 1"))).containsExactly(greedy);
    assertThat(texts(hot(", 'top_p': 0"))).containsExactly(greedy);
    assertThat(texts(hot(", 'min_p': 1"))).containsExactly(greedy);
    assertThat(texts(hot(", 'sampling_method': 'greedy'"))).containsExactly(greedy);
    assertThat(
            Served.chat(", 'ignore_eos': true, 'min_tokens': 3").getInt("usage.completion_tokens"))
        .isEqualTo(12);
    assertThat(texts(Served.chat(", 'repetition_penalty': 5"))).isNotEqualTo(List.of(greedy));
  }

  @Test
  void rolesPartsAndCallsBecomeOneConversation() {
    JsonPath parts =
        Served.post(
                PATH,
                "{'max_tokens': 3, 'messages': ["
                    + "{'role': 'developer', 'content': [{'type': 'text', 'text': 'Be'},"
                    + " {'type': 'text', 'text': 'brief.'}]},"
                    + "{'role': 'user', 'name': 'Ada', 'content': '1 + 1?'},"
                    + "{'role': 'assistant', 'content': 'I add.', 'refusal': null, 'tool_calls': ["
                    + " {'id': 'c', 'type': 'function',"
                    + "  'function': {'name': 'add', 'arguments': '{}'}}]},"
                    + "{'role': 'tool', 'tool_call_id': 'c', 'content': '2'}]}")
            .statusCode(200)
            .extract()
            .jsonPath();
    String system = "'messages': [{'role': 'system', 'content': 'Be\\nbrief.'},";
    String developer =
        "'messages': [{'role': 'developer', 'content': [{'type': 'text', 'text': 'Be'},"
            + "{'type': 'text', 'text': 'brief.'}]},";
    String rest =
        "{'role': 'user', 'content': 'Hi'}], 'temperature': 0, 'max_tokens': 8,"
            + "'reproducible': true}";

    assertThat(parts.getInt("usage.prompt_tokens")).isGreaterThan(15);
    assertThat(Served.post(PATH, "{" + developer + rest).extract().jsonPath().getList("choices"))
        .isEqualTo(Served.post(PATH, "{" + system + rest).extract().jsonPath().getList("choices"));
  }

  @Test
  void fieldsThatChangeNoAnswerAreAcceptedAndNullsAreNotGiven() {
    assertThat(
            texts(
                Served.chat(
                    ", 'user': 'u', 'metadata': {'a': 'b'}, 'store': false, 'tools': [],"
                        + "'service_tier': 'auto', 'parallel_tool_calls': true,"
                        + "'response_format': {'type': 'text'}, 'modalities': ['text'],"
                        + "'reasoning_effort': 'low', 'functions': null, 'audio': null,"
                        + "'logit_bias': null, 'seed': null, 'made_up': null,"
                        + "'tool_choice': 'auto', 'chat_template_kwargs': {'enable_thinking': false}")))
        .isEqualTo(texts(Served.chat("")));
  }

  @Test
  void toolsThatMustNotBeCalledAreNotShown() {
    JsonPath answer =
        Served.chat(
            ", 'tool_choice': 'none',"
                + "'tools': [{'type': 'function', 'function': {'name': 'add'}}]");

    assertThat(answer.getMap("usage")).isEqualTo(Served.chat("").getMap("usage"));
  }

  @Test
  void theModelAnswersToItsNameAndToDefault() {
    assertThat(Served.chat(", 'model': 'default'").getString("model")).isEqualTo(Served.MODEL);
    assertThat(Served.chat(", 'model': '" + Served.MODEL + "'").getString("model"))
        .isEqualTo(Served.MODEL);
  }

  private static JsonPath hot(String fields) {
    return Served.post(
            PATH,
            "{'messages': [{'role': 'user', 'content': 'Tell me about the sea.'}],"
                + "'temperature': 1.5, 'max_tokens': 12"
                + fields
                + "}")
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static List<String> texts(JsonPath answer) {
    return answer.getList("choices.message.content");
  }

  private static String text(List<JsonPath> events) {
    StringBuilder text = new StringBuilder();
    for (JsonPath event : events) {
      String content = event.getString("choices[0].delta.content");
      text.append(content == null ? "" : content);
    }
    return text.toString();
  }
}
