package dev.drover.functions.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that cannot be served, and how OpenAI's clients hear of it. */
@QuarkusTest
class BadRequestTest extends ServiceTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String COMPLETIONS = "/v1/completions";

  private static JsonPath refused(String path, String json) {
    JsonPath body =
        Served.post(path, json).statusCode(400).contentType(ContentType.JSON).extract().jsonPath();
    assertThat(body.<Map<String, Object>>get()).containsOnlyKeys("error");
    assertThat(body.getMap("error")).containsOnlyKeys("message", "type", "param", "code");
    assertThat(body.getString("error.type")).isEqualTo("invalid_request_error");
    assertThat(body.getString("error.message")).isNotBlank();
    return body;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "temperature       | 'temperature': 2.1",
        "temperature       | 'temperature': -1",
        "temperature       | 'temperature': 'hot'",
        "temperature       | 'temperature': 'NaN'",
        "temperature       | 'temperature': 1e999",
        "temperature       | 'temperature': true",
        "top_p             | 'top_p': 1.5",
        "top_p             | 'top_p': -0.1",
        "n                 | 'n': 0",
        "n                 | 'n': 129",
        "n                 | 'n': 1.5",
        "n                 | 'n': [1]",
        "max_tokens        | 'max_tokens': 0",
        "max_tokens        | 'max_tokens': -1",
        "max_tokens        | 'max_tokens': 99999999999",
        "max_tokens        | 'max_tokens': 3, 'max_completion_tokens': 4",
        "max_completion_tokens | 'max_completion_tokens': 0",
        "min_tokens        | 'min_tokens': 5, 'max_tokens': 4",
        "min_tokens        | 'min_tokens': -1",
        "frequency_penalty | 'frequency_penalty': 2.5",
        "presence_penalty  | 'presence_penalty': -2.5",
        "repetition_penalty| 'repetition_penalty': 0",
        "seed              | 'seed': 99999999999999999999",
        "seed              | 'seed': 'x'",
        "stop              | 'stop': ''",
        "stop              | 'stop': ['a', '']",
        "stop[1]           | 'stop': ['a', null]",
        "stop[0]           | 'stop': 5",
        "stop              | 'stop': '\\ud800'",
        "logit_bias        | 'logit_bias': {'abc': 1}",
        "logit_bias        | 'logit_bias': {'1': 101}",
        "logit_bias        | 'logit_bias': {'1': null}",
        "logit_bias        | 'logit_bias': {'99999999': 1}",
        "logit_bias        | 'logit_bias': {'-1': 1}",
        "logit_bias        | 'logit_bias': [1]",
        "stop_token_ids    | 'stop_token_ids': [99999999]",
        "stop_token_ids[0] | 'stop_token_ids': [null]",
        "top_logprobs      | 'top_logprobs': 2",
        "top_logprobs      | 'logprobs': true, 'top_logprobs': 21",
        "logprobs          | 'logprobs': 5",
        "top_k             | 'top_k': -1",
        "min_p             | 'min_p': 2",
        "typical_p         | 'typical_p': 0",
        "sampling_method   | 'sampling_method': 'magic'",
        "stream            | 'stream': 'yes'",
        "stream_options    | 'stream_options': {'include_usage': true}",
        "tools[0].type     | 'tools': [{'type': 'custom', 'custom': {'name': 'f'}}]",
        "tool_choice       | 'tool_choice': 'required'",
        "tool_choice       | 'tool_choice': {'type': 'function', 'function': {'name': 'f'}}",
        "response_format   | 'response_format': {'type': 'json_schema', 'json_schema': {}}",
        "response_format   | 'response_format': {}",
        "modalities        | 'modalities': ['text', 'audio']",
        "functions         | 'functions': [{'name': 'f'}]",
        "guided_regex      | 'guided_regex': 5",
        "made_up           | 'made_up': 1",
        "stream_options.made_up | 'stream': true, 'stream_options': {'made_up': 1}",
        "chat_template_kwargs | 'chat_template_kwargs': [1]",
      })
  void aFieldOfAChatThatIsWrongIsNamed(String param, String fields) {
    JsonPath body =
        refused(CHAT, "{'messages': [{'role': 'user', 'content': 'Hi'}]," + fields + "}");

    assertThat(body.getString("error.param")).isEqualTo(param);
    assertThat(body.getString("error.message")).contains(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "messages                  | {}",
        "messages                  | {'messages': null}",
        "messages                  | {'messages': []}",
        "messages                  | {'messages': 'Hi'}",
        "messages[0]               | {'messages': [null]}",
        "messages[0]               | {'messages': ['Hi']}",
        "messages[0].role          | {'messages': [{'content': 'Hi'}]}",
        "messages[0].role          | {'messages': [{'role': 'function', 'content': 'Hi'}]}",
        "messages[0].role          | {'messages': [{'role': 5, 'content': 'Hi'}]}",
        "messages[0].content       | {'messages': [{'role': 'user'}]}",
        "messages[0].content       | {'messages': [{'role': 'user', 'content': 5}]}",
        "messages[0].content       | {'messages': [{'role': 'assistant', 'content': null}]}",
        "messages[0].content[0].type | {'messages': [{'role': 'user', 'content': [5]}]}",
        "messages[0].content[0].text | {'messages': [{'role': 'user', 'content': [{'type': 'text'}]}]}",
        "messages[0].content[0].type | {'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:'}}]}]}",
        "messages[0].tool_call_id  | {'messages': [{'role': 'tool', 'content': '2'}]}",
        "messages[0].tool_calls    | {'messages': [{'role': 'user', 'content': 'a', 'tool_calls': [{}]}]}",
        "messages[0].tool_calls[0].function | {'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'c'}]}]}",
        "messages[0].tool_calls[0].function.arguments | {'messages': [{'role': 'assistant', 'tool_calls': [{'function': {'name': 'f', 'arguments': '[1]'}}]}]}",
        "messages[0].function_call | {'messages': [{'role': 'assistant', 'content': 'a', 'function_call': {}}]}",
        "messages                  | {'messages': [{'role': 'user', 'content': '\\ud800'}]}",
      })
  void aMessageThatIsWrongIsNamedByItsPath(String param, String json) {
    assertThat(refused(CHAT, json).getString("error.param")).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "prompt    | {}",
        "prompt    | {'prompt': null}",
        "prompt    | {'prompt': ''}",
        "prompt    | {'prompt': []}",
        "prompt    | {'prompt': ['']}",
        "prompt    | {'prompt': {}}",
        "prompt    | {'prompt': true}",
        "prompt    | {'prompt': [1, 'a']}",
        "prompt    | {'prompt': [1.5]}",
        "prompt    | {'prompt': [-1]}",
        "prompt    | {'prompt': [99999999]}",
        "prompt    | {'prompt': [[]]}",
        "prompt[1] | {'prompt': ['a', 1]}",
        "prompt[1] | {'prompt': ['a', ['b']]}",
        "prompt[0] | {'prompt': [['a']]}",
        "prompt    | {'prompt': '\\udc00'}",
        "prompt    | {'prompt': ['a', 'b'], 'n': 65}",
        "suffix    | {'prompt': 'a', 'suffix': 'b'}",
        "best_of   | {'prompt': 'a', 'n': 3, 'best_of': 2}",
        "best_of   | {'prompt': 'a', 'best_of': 2, 'stream': true}",
        "adapter   | {'prompt': 'a', 'adapter': 'loud'}",
        "priority  | {'prompt': 'a', 'priority': 101}",
        "deadline_ms | {'prompt': 'a', 'deadline_ms': 0}",
        "logprobs  | {'prompt': 'a', 'logprobs': 21}",
        "logprobs  | {'prompt': 'a', 'logprobs': true}",
        "max_tokens| {'prompt': 'a', 'max_tokens': 0}",
        "n         | {'prompt': 'a', 'n': 0}",
        "messages  | {'prompt': 'a', 'messages': []}",
      })
  void aFieldOfACompletionThatIsWrongIsNamed(String param, String json) {
    assertThat(refused(COMPLETIONS, json).getString("error.param")).isEqualTo(param);
  }

  @Test
  void aPromptLongerThanTheContextHasItsCode() {
    String words = "word ".repeat(20_000);

    JsonPath chat = refused(CHAT, "{'messages': [{'role': 'user', 'content': '" + words + "'}]}");
    JsonPath completion = refused(COMPLETIONS, "{'prompt': '" + words + "'}");

    assertThat(chat.getString("error.code")).isEqualTo("context_length_exceeded");
    assertThat(chat.getString("error.param")).isEqualTo("messages");
    assertThat(completion.getString("error.code")).isEqualTo("context_length_exceeded");
    assertThat(completion.getString("error.param")).isEqualTo("prompt");
  }

  @Test
  void anUnknownModelIsNotFound() {
    Served.post(CHAT, "{'model': 'gpt', 'messages': [{'role': 'user', 'content': 'Hi'}]}")
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"))
        .body("error.param", equalTo("model"))
        .body("error.type", equalTo("invalid_request_error"));
    given()
        .get("/v1/models/gpt")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"~~", "{", "[]", "5", "'a'", "{'a' 1}", "{} {}", "{'n': 1, 'n': 2}", "{'n': NaN}"})
  void aBodyThatIsNoObjectOfJsonIsRefused(String json) {
    refused(CHAT, json);
    refused(COMPLETIONS, json);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] body =
        "{\"prompt\": \"a?b\"}".replace("?", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);

    given()
        .contentType("application/json")
        .body(body)
        .post(COMPLETIONS)
        .then()
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.code", nullValue());
  }

  @Test
  void nestingWithoutEndIsRefusedAndDeepNestingIsNot() {
    String arrays = "[".repeat(1_500) + "]".repeat(1_500);
    refused(CHAT, "{'messages': " + arrays + "}");
    refused(COMPLETIONS, "{'prompt': " + arrays + "}");
    refused(
        CHAT,
        "{'messages': [{'role': 'user', 'content': 'Hi'}], 'chat_template_kwargs': {'a': "
            + arrays
            + "}}");
    Served.post(
            CHAT,
            "{'messages': [{'role': 'user', 'content': 'Hi'}], 'max_tokens': 1,"
                + "'chat_template_kwargs': {'a': "
                + "[".repeat(200)
                + "]".repeat(200)
                + "}}")
        .statusCode(200);
  }

  @Test
  void aHundredThousandStopStringsAreTooMany() {
    String stops = "'a',".repeat(100_000) + "'a'";

    JsonPath body =
        refused(CHAT, "{'messages': [{'role': 'user', 'content': 'Hi'}], 'stop': [" + stops + "]}");

    assertThat(body.getString("error.param")).isEqualTo("stop");
    assertThat(body.getString("error.message")).contains("64").contains("100001");
  }

  @Test
  void loneSurrogatesAnywhereAreNoFaultOfTheService() {
    refused(
        CHAT,
        "{'messages': [{'role': 'user', 'content': 'Hi', 'name': '\\ud800'}], 'max_tokens': 1,"
            + "'stop': '\\udfff'}");
    for (String message :
        new String[] {
          "{'role': 'user', 'content': 'Hi', 'name': '\\ud800'}",
          "{'role': 'tool', 'content': 'Hi', 'tool_call_id': '\\ud800'}",
          "{'role': 'assistant', 'tool_calls': [{'id': 'c', 'function': {'name': '\\ud800'}}]}",
        }) {
      int status =
          Served.post(CHAT, "{'messages': [" + message + "], 'max_tokens': 1}")
              .extract()
              .statusCode();
      assertThat(status).as(message).isIn(200, 400);
    }
  }

  @Test
  void pathsMethodsAndTypesOfOthersAreRefusedInTheSameForm() {
    given().get("/v1/made_up").then().statusCode(404).body("error.code", equalTo("unknown_url"));
    given()
        .get(CHAT)
        .then()
        .statusCode(405)
        .body("error.code", equalTo("method_not_allowed"))
        .body("error.type", equalTo("invalid_request_error"));
    given()
        .contentType("text/plain")
        .body("Hi")
        .post(CHAT)
        .then()
        .statusCode(415)
        .body("error.type", equalTo("invalid_request_error"));
  }
}
