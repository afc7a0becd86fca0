package dev.drover.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.sampling.SamplingMethods;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad input at every door: the status, the dialect's form, the message. */
@QuarkusTest
class BadInputTest extends ServiceTest {

  /** A way in. */
  private enum Door {
    FUNCTION("/fn/generate", "application/problem+json"),
    STREAM("/fn/generate/stream", "application/problem+json"),
    EVENT("/", "application/problem+json"),
    MECHANEX("/mechanex/generate", "application/json");

    private final String path;
    private final String form;

    Door(String path, String form) {
      this.path = path;
      this.form = form;
    }

    private RequestSpecification request() {
      RequestSpecification request = given().contentType("application/json");
      return this == EVENT
          ? request
              .header("ce-specversion", "1.0")
              .header("ce-id", "1")
              .header("ce-source", "/test")
              .header("ce-type", "fn/generate")
          : request;
    }

    private Response send(byte[] body) {
      return request().body(body).post(path);
    }

    /** Mechanex has one status for all violations. */
    private int status(int status) {
      return this == MECHANEX && (status == 400 || status == 413) ? 422 : status;
    }

    private String message(Response reply) {
      if (this != MECHANEX) {
        return reply.jsonPath().getString("detail");
      }
      return reply.statusCode() == 422
          ? reply.jsonPath().getString("detail[0].msg")
          : reply.jsonPath().getString("detail");
    }
  }

  /** Bodies that all doors refuse, with the status of Drover's own and a part of the message. */
  private static Stream<Arguments> everywhere() {
    return Stream.of(
            Arguments.of("wrong type", "{\"prompt\":5}", 400, "`prompt` must be a string"),
            Arguments.of(
                "text for a number",
                "{\"prompt\":\"x\",\"temperature\":\"1\"}",
                400,
                "`temperature` must be a number, given"),
            Arguments.of(
                "fraction for an integer",
                "{\"prompt\":\"x\",\"top_k\":1.5}",
                400,
                "`top_k` must be a whole number, given 1.5"),
            Arguments.of(
                "integer beyond 32 bits",
                "{\"prompt\":\"x\",\"top_k\":99999999999}",
                400,
                "`top_k` must be a whole number from -2147483648 to 2147483647"),
            Arguments.of(
                "list for a text",
                "{\"prompt\":[\"x\"]}",
                400,
                "`prompt` must be a string, given a list"),
            Arguments.of(
                "unknown method",
                "{\"prompt\":\"x\",\"sampling_method\":\"warp\"}",
                400,
                "`sampling_method` must be one of "
                    + SamplingMethods.names()
                    + ", speculative-decoding, constrained-beam-search, ensemble-sampling, given"
                    + " `warp`"),
            Arguments.of(
                "out of range",
                "{\"prompt\":\"x\",\"temperature\":11}",
                400,
                "`temperature` must be between 0 and 10, given 11"),
            Arguments.of(
                "more than a double holds",
                "{\"prompt\":\"x\",\"temperature\":1e999}",
                400,
                "`temperature` must be between 0 and 10, given"),
            Arguments.of("not a number", "{\"prompt\":\"x\",\"temperature\":NaN}", 400, "'NaN'"),
            Arguments.of(
                "infinity", "{\"prompt\":\"x\",\"temperature\":Infinity}", 400, "'Infinity'"),
            Arguments.of("duplicate key", "{\"prompt\":\"x\",\"prompt\":\"y\"}", 400, "'prompt'"),
            Arguments.of("cut off", "{\"prompt\":\"x", 400, "it ends within a value"),
            Arguments.of(
                "more than a value",
                "{\"prompt\":\"x\"} {}",
                400,
                "the body holds more than one JSON value"),
            Arguments.of("a list", "[]", 400, "must be"),
            Arguments.of("null", "null", 400, "must be a JSON object"),
            Arguments.of("lone surrogate", "{\"prompt\":\"\\ud800\"}", 400, "well-formed Unicode"),
            Arguments.of("no prompt", "{}", 400, "`prompt`"),
            Arguments.of("empty prompt", "{\"prompt\":\"\"}", 400, "`prompt` must not be empty"),
            Arguments.of("deep nesting", "{\"a\":" + "[".repeat(5000), 400, ""),
            Arguments.of(
                "longer than the context",
                "{\"prompt\":\"" + "hello ".repeat(9000) + "\"}",
                413,
                "`prompt` must be shorter than the model's context of 8192 tokens, given 9001"))
        .flatMap(bad ->
            Stream.of(Door.values())
                .map(door ->
                    Arguments.of(door, bad.get()[0], bad.get()[1], bad.get()[2], bad.get()[3])));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("everywhere")
  void isRefused(Door door, String what, String body, int status, String message) {
    refused(door, body.getBytes(StandardCharsets.UTF_8), status, message);
  }

  private static Stream<Door> doors() {
    return Stream.of(Door.values());
  }

  @ParameterizedTest
  @MethodSource("doors")
  void invalidUtf8IsRefused(Door door) {
    byte[] body = "{\"prompt\":\"?\"}".getBytes(StandardCharsets.UTF_8);
    for (int bad : new int[] {0xff, 0xc0, 0x80}) {
      body[11] = (byte) bad;
      refused(door, body, 400, "Invalid UTF-8");
    }
  }

  @ParameterizedTest
  @MethodSource("doors")
  void bytesOfAnotherEncodingAreRefused(Door door) {
    refused(door, new byte[] {0, 0, 0, (byte) 0xff, 1, 2, 3, 4}, 400, "");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void anEmptyBodyIsRefused(Door door) {
    refused(door, new byte[0], 400, "JSON");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void aBodyOf20MegabytesIsRefused(Door door) {
    byte[] body = new byte[20_000_000];
    Response reply = door.send(body);
    assertThat(reply.statusCode()).isEqualTo(413);
    assertThat(reply.contentType()).startsWith(door.form);
    assertThat(reply.jsonPath().getString("detail")).contains("larger than the service accepts");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void anotherMediaTypeIsRefused(Door door) {
    Response reply =
        door.request().contentType("text/plain").body("{\"prompt\":\"x\"}").post(door.path);
    assertThat(reply.asString()).contains("must be sent as application/json");
    assertThat(reply.statusCode()).isEqualTo(415);
    assertThat(reply.contentType()).startsWith(door.form);
  }

  @Test
  void aHundredThousandStopStringsAreRefused() {
    String stops = "\"s\",".repeat(99_999) + "\"s\"";
    String body = "{\"prompt\":\"x\",\"stop\":[" + stops + "]}";
    for (Door door : new Door[] {Door.FUNCTION, Door.STREAM, Door.EVENT}) {
      refused(
          door,
          body.getBytes(StandardCharsets.UTF_8),
          400,
          "`stop` must hold at most 64 stop strings, given 100000");
    }
  }

  @Test
  void anUnknownModelIsNotFound() {
    for (Door door : new Door[] {Door.FUNCTION, Door.STREAM, Door.EVENT}) {
      refused(
          door,
          "{\"prompt\":\"x\",\"model\":\"gpt-4\"}".getBytes(StandardCharsets.UTF_8),
          404,
          "`model` must be `default` or `" + engines.model(null).model().name() + "`");
    }
  }

  @Test
  void unknownFieldsAreRefusedWithTheKnownOnes() {
    for (Door door : new Door[] {Door.FUNCTION, Door.STREAM, Door.EVENT}) {
      refused(
          door,
          "{\"prompt\":\"x\",\"max_tokens\":5}".getBytes(StandardCharsets.UTF_8),
          400,
          "`max_tokens` is no field of this request; its fields are [adapter, adaptive_temperature,");
    }
  }

  @Test
  void promptsExcludeEachOther() {
    String[][] cases = {
      {"{\"prompt\":\"x\",\"tokens\":[1]}", "`prompt` or `tokens` or `messages` is required"},
      {"{\"tokens\":[]}", "`prompt` must hold at least one token id"},
      {"{\"tokens\":[1,null]}", "`tokens[1]` must not be null"},
      {"{\"tokens\":[-1]}", "given -1"},
      {"{\"prompt\":\"x\",\"tools\":[]}", "`messages` must be given where"},
      {"{\"messages\":[]}", "`messages` must hold at least one message"},
      {"{\"messages\":[{\"role\":\"robot\"}]}", "`messages[0].role` must be one of [system, user,"},
      {"{\"messages\":[{\"content\":\"x\"}]}", "`messages[0].role` is required"},
      {"{\"messages\":[{\"role\":\"user\"}]}", "`messages[0].content` is required"},
      {"{\"prompt\":\"x\",\"logit_bias\":{\"a\":1}}", "`logit_bias` must be a whole number"},
      {"{\"prompt\":\"x\",\"logit_bias\":{\"99999\":1}}", "given 99999"},
      {"{\"prompt\":\"x\",\"n\":129}", "`n` must be between 1 and 128, given 129"},
      {"{\"prompt\":\"x\",\"top_logprobs\":21}", "`top_logprobs` must be between 0 and 20"},
      {"{\"prompt\":\"x\",\"ignore_eos\":\"yes\"}", "`ignore_eos` must be true or false"},
      {"{\"prompt\":\"x\",\"max_new_tokens\":2,\"min_new_tokens\":3}", "`min_new_tokens` must be"},
      {"{\"prompt\":\"x\",\"stop\":[\"\"]}", "`stop` must not hold an empty string"},
      {"{\"prompt\":\"x\",\"stop\":\"a\"}", "`stop` must be a list"},
    };
    for (String[] bad : cases) {
      refused(Door.FUNCTION, bad[0].getBytes(StandardCharsets.UTF_8), 400, bad[1]);
    }
  }

  @Test
  void otherMethodsAreRefused() {
    for (String path : new String[] {"/fn/generate", "/fn/tokenize", "/mechanex/generate"}) {
      assertThat(given().get(path).statusCode()).as(path).isEqualTo(405);
      assertThat(given().delete(path).statusCode()).as(path).isEqualTo(405);
    }
    assertThat(given().delete("/fn/models").header("Allow")).isEqualTo("GET, POST");
    assertThat(given().get("/fn/none").statusCode()).isEqualTo(405);
    assertThat(given().contentType("application/json").body("{}").post("/fn/none").statusCode())
        .isEqualTo(404);
  }

  private static void refused(Door door, byte[] body, int status, String message) {
    Response reply = door.send(body);
    String text = reply.asString();
    assertThat(reply.statusCode()).as(text).isEqualTo(door.status(status));
    assertThat(reply.contentType()).startsWith(door.form);
    assertThat(door.message(reply)).contains(message);
    if (door != Door.MECHANEX) {
      assertThat(reply.jsonPath().getInt("status")).isEqualTo(status);
      assertThat(reply.jsonPath().getString("type")).startsWith("urn:drover:problem:");
    }
  }
}
