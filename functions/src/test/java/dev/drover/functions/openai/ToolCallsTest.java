package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools over the real model, hot enough that it would break what it is not held to. */
@QuarkusTest
class ToolCallsTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String TOOLS =
      ", 'tools': [{'type': 'function', 'function': {'name': 'get_weather',"
          + " 'description': 'Tells the weather', 'parameters': {'type': 'object', 'properties':"
          + " {'city': {'$ref': '#/$defs/city'}, 'days': {'type': 'integer', 'minimum': 1,"
          + " 'maximum': 7}}, 'required': ['city', 'days'], 'additionalProperties': false,"
          + " '$defs': {'city': {'enum': ['Paris', 'Rome']}}}}},"
          + " {'type': 'function', 'function': {'name': 'now'}}]";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String body(String fields) {
    return "{'messages': [{'role': 'user', 'content': 'What is the weather in Rome?'}],"
        + " 'temperature': 1.5, 'seed': 11, 'max_tokens': 160"
        + fields
        + "}";
  }

  private static JsonPath chat(String fields) {
    return Served.post(PATH, body(fields)).statusCode(200).extract().jsonPath();
  }

  private static void verify(Map<String, Object> function) {
    JsonNode arguments = json((String) function.get("arguments"));
    if (function.get("name").equals("now")) {
      assertThat(arguments).isEmpty();
    } else {
      assertThat(function).containsEntry("name", "get_weather");
      assertThat(arguments.get("city").textValue()).isIn("Paris", "Rome");
      assertThat(arguments.get("days").intValue()).isBetween(1, 7);
      assertThat(arguments).hasSize(2);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (java.io.IOException e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'required'",
        "{'type': 'allowed_tools', 'allowed_tools': {'mode': 'required', 'tools':"
            + " [{'type': 'function', 'function': {'name': 'get_weather'}}]}}"
      })
  void aCallIsMadeWhereOneIsRequired(String choice) {
    JsonPath answer =
        chat(TOOLS + ", 'parallel_tool_calls': false, 'n': 4, 'tool_choice': " + choice);

    for (int i = 0; i < 4; i++) {
      String path = "choices[" + i + "]";
      assertThat(answer.getString(path + ".finish_reason")).isEqualTo("tool_calls");
      assertThat(answer.getMap(path + ".message")).containsEntry("content", null);
      assertThat(answer.getList(path + ".message.tool_calls")).hasSize(1);
      assertThat(answer.getString(path + ".message.tool_calls[0].type")).isEqualTo("function");
      assertThat(answer.getString(path + ".message.tool_calls[0].id")).startsWith("call_");
      verify(answer.getMap(path + ".message.tool_calls[0].function"));
    }
    if (choice.contains("allowed")) {
      assertThat(answer.getList("choices.message.tool_calls.function.name").toString())
          .doesNotContain("now");
    }
  }

  @Test
  void theNamedToolIsCalledOnce() {
    for (String name : List.of("now", "get_weather")) {
      JsonPath answer =
          chat(
              TOOLS
                  + ", 'tool_choice': {'type': 'function', 'function': {'name': '"
                  + name
                  + "'}}");

      assertThat(answer.getList("choices[0].message.tool_calls.function.name"))
          .containsExactly(name);
      verify(answer.getMap("choices[0].message.tool_calls[0].function"));
    }
  }

  /** The limit may cut the last of many; those before it are whole. */
  @Test
  void severalCallsAreMadeAtOnce() {
    JsonPath answer = chat(TOOLS + ", 'tool_choice': 'required', 'n': 6");

    int most = 0;
    for (int i = 0; i < 6; i++) {
      List<Map<String, Object>> calls =
          answer.getList("choices[" + i + "].message.tool_calls.function");
      boolean cut = answer.getString("choices[" + i + "].finish_reason").equals("length");
      calls.subList(0, calls.size() - (cut ? 1 : 0)).forEach(ToolCallsTest::verify);
      most = Math.max(most, calls.size());
    }
    assertThat(most).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'tool_choice': 'auto'"})
  void textIsAnswerEnoughWhereNoneIs(String choice) {
    JsonPath answer = chat(TOOLS + choice);

    if (answer.getList("choices[0].message.tool_calls") == null) {
      assertThat(answer.getString("choices[0].message.content")).isNotBlank();
    } else {
      verify(answer.getMap("choices[0].message.tool_calls[0].function"));
    }
    int told = answer.getInt("usage.prompt_tokens");
    assertThat(told).isGreaterThan(chat("").getInt("usage.prompt_tokens") + 100);
  }

  @Test
  void anAnswerIsACallOrHasItsFormat() {
    JsonPath answer =
        chat(
            TOOLS
                + ", 'n': 8, 'parallel_tool_calls': false, 'response_format': {'type':"
                + " 'json_schema', 'json_schema': {'name': 'r', 'schema': {'type': 'object',"
                + " 'properties': {'sun': {'type': 'boolean'}}, 'required': ['sun'],"
                + " 'additionalProperties': false}}}");

    for (int i = 0; i < 8; i++) {
      String message = "choices[" + i + "].message";
      if (answer.getList(message + ".tool_calls") == null) {
        assertThat(json(answer.getString(message + ".content")).get("sun").isBoolean()).isTrue();
      } else {
        verify(answer.getMap(message + ".tool_calls[0].function"));
      }
    }
  }

  @Test
  void aStreamIsTheAnswerInPieces() {
    String fields = TOOLS + ", 'tool_choice': 'required', 'reproducible': true";
    List<JsonPath> events = Served.events(PATH, body(fields + ", 'stream': true"));
    JsonPath whole = chat(fields);

    List<Map<String, Object>> calls = whole.getList("choices[0].message.tool_calls.function");
    for (int call = 0; call < calls.size(); call++) {
      int index = call;
      List<Map<String, Object>> deltas =
          events.stream()
              .map(e -> e.<Map<String, Object>>get("choices[0].delta.tool_calls[0]"))
              .filter(d -> d != null && d.get("index").equals(index))
              .toList();
      assertThat(deltas.getFirst()).containsEntry("type", "function").containsKey("id");
      assertThat(deltas.getFirst().get("function"))
          .isEqualTo(Map.of("name", calls.get(call).get("name"), "arguments", ""));
      assertThat(deltas.stream().skip(1)).noneMatch(d -> d.containsKey("id"));
      assertThat(
              deltas.stream()
                  .map(d -> (String) ((Map<?, ?>) d.get("function")).get("arguments"))
                  .collect(Collectors.joining()))
          .isEqualTo(calls.get(call).get("arguments"));
    }
    assertThat(events)
        .noneMatch(e -> {
          String content = e.getString("choices[0].delta.content");
          return content != null && !content.isEmpty();
        });
    assertThat(events.getLast().getString("choices[0].finish_reason"))
        .isEqualTo(whole.getString("choices[0].finish_reason"));
    assertThat(events.stream().filter(e -> e.get("choices[0].delta.tool_calls[0]") != null).count())
        .isGreaterThan(2);
  }

  @Test
  void logprobsAreOfAllTokens() {
    String fields =
        TOOLS
            + ", 'tool_choice': {'type': 'function', 'function': {'name': 'now'}}, 'logprobs': true"
            + ", 'reproducible': true";
    List<String> whole = chat(fields).getList("choices[0].logprobs.content.token");
    List<String> streamed =
        Served.events(PATH, body(fields + ", 'stream': true")).stream()
            .<List<String>>map(e -> e.getList("choices[0].logprobs.content.token"))
            .filter(l -> l != null)
            .flatMap(List::stream)
            .toList();

    assertThat(String.join("", whole)).contains("<tool_call>").contains("now");
    assertThat(streamed).isEqualTo(whole);
  }

  @Test
  void callsAndWhatTheyGaveAreRead() {
    String call =
        "{'role': 'assistant', 'content': null, 'tool_calls': [{'id': 'c1', 'type': 'function',"
            + " 'function': {'name': 'now', 'arguments': '{}'}}]},"
            + " {'role': 'tool', 'tool_call_id': 'c1', 'content': 'noon'}";
    JsonPath answer =
        Served.post(
                PATH,
                "{'messages': [{'role': 'user', 'content': 'What time is it?'}, "
                    + call
                    + "], 'max_tokens': 20, 'temperature': 0"
                    + TOOLS
                    + ", 'tool_choice': 'none'}")
            .statusCode(200)
            .extract()
            .jsonPath();

    assertThat(answer.getString("choices[0].message.content")).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "tools | 'tools': [{'type': 'function', 'function': {'name': 'a b'}}] | a b",
        "tools[0].type | 'tools': [{'type': 'custom', 'custom': {'name': 'f'}}] | function",
        "tools[0].function.name | 'tools': [{'type': 'function', 'function': {}}] | text",
        "tools[1].function.name | 'tools': [{'type': 'function', 'function': {'name': 'f'}},"
            + " {'type': 'function', 'function': {'name': 'f'}}] | f",
        "tools[0].function.parameters | 'tools': [{'type': 'function', 'function': {'name': 'f',"
            + " 'parameters': 5}}] | object",
        "tools | 'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': {'type':"
            + " 'object', 'not': {}}}}] | not",
        "tools | 'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': {'type':"
            + " 'array'}}}] | f",
        "tool_choice | 'tool_choice': 'required' | tools",
        "tool_choice | 'tools': [{'type': 'function', 'function': {'name': 'f'}}],"
            + " 'tool_choice': 'perhaps' | perhaps",
        "tool_choice.function.name | 'tools': [{'type': 'function', 'function': {'name': 'f'}}],"
            + " 'tool_choice': {'type': 'function', 'function': {'name': 'g'}} | g",
        "response_format | 'tools': [{'type': 'function', 'function': {'name': 'f'}}],"
            + " 'response_format': {'type': 'json_schema', 'json_schema': {'schema': {'not': {}}}}"
            + " | not",
        "structured_outputs.after | 'tools': [{'type': 'function', 'function': {'name': 'f'}}],"
            + " 'structured_outputs': {'after': '<file_sep>'} | control token"
      })
  void whatIsWrongIsNamed(String param, String fields, String said) {
    Served.post(PATH, body(", " + fields))
        .statusCode(400)
        .body("error.param", equalTo(param))
        .body("error.message", containsString(said));
  }

  /** Keywords are left out of account where the tool is said not to be strict. */
  @Test
  void aToolThatIsNotStrictMayHaveAnySchema() {
    JsonPath answer =
        chat(
            ", 'tool_choice': 'required', 'parallel_tool_calls': false, 'tools': [{'type':"
                + " 'function', 'function': {'name': 'f', 'strict': false, 'parameters': {'type':"
                + " 'object', 'not': {}, 'properties': {'a': {'type': 'boolean'}}, 'required':"
                + " ['a'], 'additionalProperties': false}}}]");

    String arguments = answer.getString("choices[0].message.tool_calls[0].function.arguments");
    assertThat(json(arguments).get("a").isBoolean()).isTrue();
  }
}
