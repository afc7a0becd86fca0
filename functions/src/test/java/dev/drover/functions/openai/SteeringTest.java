package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.ServiceTest;
import dev.drover.functions.SteeringFixtures;
import dev.drover.functions.store.VectorStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steering in both kinds of requests. */
@QuarkusTest
class SteeringTest extends ServiceTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String COMPLETIONS = "/v1/completions";
  private static final String REPRODUCIBLE = ", 'reproducible': true";
  private static final int LAYER = 14;

  @Inject VectorStore vectors;

  private SteeringVector strong() {
    return SteeringFixtures.strong(engine().model(), LAYER);
  }

  private String stored() {
    return vectors.create(SteeringFixtures.of(engine().model(), strong())).id();
  }

  private static String chat(String fields) {
    return Served.chat(fields + REPRODUCIBLE).getString("choices[0].message.content");
  }

  private static String complete(String fields) {
    return Served.complete(", 'max_tokens': 12" + fields + REPRODUCIBLE)
        .getString("choices[0].text");
  }

  @Test
  void everyWayToNameAVectorSteersAlike() {
    String id = stored();
    String numbers = new String(MechanexJson.write(strong()), StandardCharsets.UTF_8);
    String plain = chat("");
    String steered = chat(", 'steering': {'vector_id': '" + id + "'}");
    assertThat(steered).isNotEqualTo(plain);
    for (String fields :
        List.of(
            "'steering': [{'vector_id': '" + id + "', 'strength': 1}]",
            "'steering': [{'vector_id': '%s', 'strength': 2}, {'vector_id': '%s', 'strength': -1}]"
                .formatted(id, id),
            "'steering': {'vector': " + numbers + "}",
            "'steering_vector_id': '" + id + "'",
            "'steering_vector': '" + id + "', 'steering_strength': 1",
            "'steering_vector': " + numbers)) {
      assertThat(chat(", " + fields)).as("%.60s", fields).isEqualTo(steered);
    }
    for (String fields :
        List.of(
            "'steering': []",
            "'steering': null, 'steering_report': null, 'steering_vector': null",
            "'steering': {'vector_id': '" + id + "', 'strength': 0}",
            "'steering_vector_id': '" + id + "', 'steering_strength': 0")) {
      assertThat(chat(", " + fields)).as(fields).isEqualTo(plain);
    }
    assertThat(complete(", 'steering_vector_id': '" + id + "'")).isNotEqualTo(complete(""));
  }

  @Test
  void aReportIsGivenWhereAskedFor() {
    String steering = ", 'steering': {'vector_id': '" + stored() + "', 'strength': 2}";
    assertThat(Served.chat(steering).getMap("")).doesNotContainKey("steering");
    JsonPath chat = Served.chat(steering + ", 'steering_report': true");
    assertThat(chat.getDouble("steering[0].strength")).isEqualTo(2);
    assertThat(chat.getString("steering[0].vector")).startsWith("sv_");
    assertThat(chat.getInt("steering[0].layers[0].layer")).isEqualTo(LAYER);
    assertThat(chat.getInt("steering[0].layers[0].positions")).isPositive();
    assertThat(chat.getDouble("steering[0].layers[0].norm_ratio")).isPositive();
  }

  @Test
  void aReportOfSeveralPromptsIsTheirSum() {
    String fields =
        ", 'max_tokens': 3, 'ignore_eos': true, 'steering_report': true,"
            + " 'steering': {'vector_id': '"
            + stored()
            + "', 'scope': 'generation'}";
    int one = Served.complete(fields).getInt("steering[0].layers[0].positions");
    assertThat(one).isPositive();
    JsonPath two = Served.complete("['The sea is', 'The sky is']", fields + ", 'n': 2");
    assertThat(two.getInt("steering[0].layers[0].positions")).isEqualTo(4 * one);
    assertThat(two.getDouble("steering[0].layers[0].norm_ratio")).isPositive();

    List<JsonPath> events =
        Served.events(
            COMPLETIONS,
            "{'prompt': ['The sea is', 'The sky is'], 'n': 2, 'temperature': 0, 'stream': true"
                + fields
                + "}");
    assertThat(events.getLast().getInt("steering[0].layers[0].positions")).isEqualTo(4 * one);
    assertThat(events.subList(0, events.size() - 1))
        .allSatisfy(event -> assertThat(event.getMap("")).doesNotContainKey("steering"));
    assertThat(events.stream().filter(e -> e.getString("choices[0].finish_reason") != null))
        .hasSize(4);
  }

  @Test
  void aStreamHasTheSameTextAndTheReportAtItsEnd() {
    String steering = ", 'steering_vector_id': '" + stored() + "'";
    String whole = chat(steering);
    List<JsonPath> events =
        Served.events(
            CHAT,
            "{'messages': [{'role': 'user', 'content': 'Tell me about the sea.'}],"
                + " 'temperature': 0, 'max_tokens': 12, 'stream': true,"
                + " 'stream_options': {'include_usage': true}, 'steering_report': true"
                + steering
                + REPRODUCIBLE
                + "}");
    assertThat(
            events.stream()
                .map(e -> e.getString("choices[0].delta.content"))
                .filter(text -> text != null)
                .collect(Collectors.joining()))
        .isEqualTo(whole);
    List<JsonPath> telling =
        events.stream().filter(e -> e.<String, Object>getMap("").containsKey("steering")).toList();
    assertThat(telling).hasSize(1);
    assertThat(telling.getFirst().getString("choices[0].finish_reason")).isEqualTo("length");
    assertThat(telling.getFirst().getInt("steering[0].layers[0].layer")).isEqualTo(LAYER);
    assertThat(events.getLast().<Map<String, Object>>get("usage")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "steering[0]       | 'steering': [{}]",
        "steering[0]       | 'steering': {}",
        "steering[0]       | 'steering': [null]",
        "steering[1]       | 'steering': [{'vector_id': 'V'}, {'vector_id': 'V', 'preset': 'brevity'}]",
        "steering[0]       | 'steering': {'vector_id': 'V', 'scope': 'some'}",
        "steering[0]       | 'steering': {'vector_id': 'V', 'start': 5, 'end': 5}",
        "steering[0]       | 'steering': {'vector': {'0': [1]}}",
        "steering[0]       | 'steering': {'vector': {'x': [1]}}",
        "steering[0]       | 'steering': {'vector_id': 'V', 'gate': {'layer': 3}}",
        "steering[0].made_up | 'steering': {'vector_id': 'V', 'made_up': 1}",
        "steering[0].strength | 'steering': [{'vector_id': 'V', 'strength': 'x'}]",
        "steering.strength | 'steering': {'vector_id': 'V', 'strength': 20000}",
        "steering.layers   | 'steering': {'vector_id': 'V', 'layers': [3]}",
        "steering.gate     | 'steering': {'vector_id': 'V', 'gate': {'layer': 15, 'direction': [D]}}",
        "steering          | 'steering': {'vector': {'3': [1, 2]}}",
        "steering          | 'steering': {'vector': {'31': [D]}}",
        "steering          | 'steering': {'vector_id': 'O'}",
        "steering_vector_id | 'steering_vector_id': 'O'",
        "steering_vector   | 'steering_vector': {'3': [1, 2]}",
        "steering_vector   | 'steering_vector': {'3': [1, 'a']}",
        "steering_vector   | 'steering_vector': [1, 2]",
        "steering_vector   | 'steering_vector': 5",
        "steering_vector_id | 'steering_vector_id': 'V', 'steering_vector': 'V'",
        "steering_vector_id | 'steering_vector_id': 'V', 'steering': []",
        "steering_vector   | 'steering_vector': 'V', 'steering': {'vector_id': 'V'}",
        "steering_strength | 'steering_strength': 1",
        "steering_strength | 'steering_vector_id': 'V', 'steering_strength': 20000",
        "steering_strength | 'steering_vector_id': 'V', 'steering_strength': 1e999",
        "steering_strength | 'steering_vector_id': 'V', 'steering_strength': '1'",
        "steering_report   | 'steering_report': true",
      })
  void aFieldThatIsWrongIsNamed(String param, String fields) {
    String known = stored();
    String others = vectors.create(SteeringFixtures.of("another", strong())).id();
    String direction = "1,".repeat(engine().model().width() - 1) + "1";
    String given =
        fields
            .replace("'V'", "'" + known + "'")
            .replace("'O'", "'" + others + "'")
            .replace("[D]", "[" + direction + "]");
    for (String path : List.of(CHAT, COMPLETIONS)) {
      String prompt =
          path.equals(CHAT)
              ? "'messages': [{'role': 'user', 'content': 'Hi'}]"
              : "'prompt': ['Hi', 'Ho']";
      Served.post(path, "{" + prompt + ", 'max_tokens': 1, " + given + "}")
          .statusCode(400)
          .body("error.param", equalTo(param))
          .body("error.type", equalTo("invalid_request_error"))
          .body("error.message", containsString(param));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "steering           | vector `sv_1`   | 'steering': {'vector_id': 'sv_1'}",
        "steering           | preset `calm`   | 'steering': {'preset': 'calm'}",
        "steering           | behavior `rude` | 'steering': [{'behavior': 'rude'}]",
        "steering_vector_id | vector `sv_1`   | 'steering_vector_id': 'sv_1'",
        "steering_vector    | vector `sv_1`   | 'steering_vector': 'sv_1', 'stream': true",
      })
  void whatIsUnknownIsNotFound(String param, String what, String fields) {
    for (String start :
        List.of("'messages': [{'role': 'user', 'content': 'Hi'}]", "'prompt': ['Hi', 'Ho']")) {
      Served.post(start.startsWith("'m") ? CHAT : COMPLETIONS, "{" + start + ", " + fields + "}")
          .statusCode(404)
          .body("error.param", equalTo(param))
          .body("error.code", equalTo("unknown_vector"))
          .body("error.message", equalTo("`" + param + "` names the unknown " + what));
    }
  }
}
