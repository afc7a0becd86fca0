package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request's way through header, log and trace, with both of the latter turned on. */
@QuarkusTest
@TestProfile(SeeingTest.Profile.class)
class SeeingTest extends ServiceTest {
  private static final Path LOG = Path.of("target/seeing.json.log");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sets this run's lines apart from those of others in the same file. */
  private static final String RUN = UUID.randomUUID().toString();

  /** The log in a file, and the spans soon in memory. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.log.file.enabled", "true",
          "quarkus.log.file.path", LOG.toString(),
          "quarkus.log.file.rotation.rotate-on-boot", "false",
          "quarkus.log.category.\"dev.drover.functions\".level", "DEBUG",
          "quarkus.otel.sdk.disabled", "false",
          "quarkus.otel.bsp.schedule.delay", "50ms");
    }
  }

  /** Where the spans go, and a path that is a defect. */
  @ApplicationScoped
  static class Fixtures {
    @Produces
    @Singleton
    InMemorySpanExporter exporter() {
      return InMemorySpanExporter.create();
    }

    void register(@Observes Router router) {
      router
          .route("/test/defect")
          .handler(context -> context.fail(new IllegalStateException("a defect")));
    }
  }

  @Inject InMemorySpanExporter exporter;

  private static Response post(String path, String json, String id) {
    return given()
        .contentType(ContentType.JSON)
        .header("X-Request-Id", id)
        .header("ce-specversion", "1.0")
        .header("ce-id", "1")
        .header("ce-source", "/test")
        .header("ce-type", "fn/generate")
        .body(json)
        .post(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "7f3c-9_:/+=@.Z"})
  void keepsAnIdThatIsSound(String id) {
    for (String path : List.of("/fn/models", "/v1/models", "/v1/models/none", "/absent")) {
      Response reply = given().header("X-Request-Id", id).get(path);
      assertThat(reply.header("X-Request-Id")).as(path).isEqualTo(id);
    }
    assertThat(post("/v1/completions", "{", id).header("X-Request-Id")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "{}", "ä"})
  void replacesAnIdThatIsNot(String id) {
    String made = given().header("X-Request-Id", id).get("/v1/models").header("X-Request-Id");
    assertThat(made).matches("[0-9a-f-]{36}");
  }

  @Test
  void makesAnIdWhereNoneIsOrItIsTooLong() {
    String first = get("/v1/models").header("X-Request-Id");
    assertThat(first).matches("[0-9a-f-]{36}");
    assertThat(get("/v1/models").header("X-Request-Id")).isNotEqualTo(first);
    for (int length : new int[] {128, 129}) {
      String id = "x".repeat(length);
      Response reply = given().header("X-Request-Id", id).get("/v1/models");
      assertThat(reply.header("X-Request-Id").equals(id)).isEqualTo(length == 128);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/fn/generate, max_new_tokens",
    "/, max_new_tokens",
    "/fn/generate/stream, max_new_tokens",
    "/mechanex/generate, max_tokens",
    "/v1/completions, max_tokens"
  })
  void aRequestsLinesBearItsId(String path, String maxField) {
    String json = "{\"prompt\":\"The capital of France is\",\"" + maxField + "\":2}";
    List<String> ids = IntStream.range(0, 4).mapToObj(i -> RUN + i + path).toList();
    ids.stream()
        .map(id -> CompletableFuture.runAsync(() -> post(path, json, id).then().statusCode(200)))
        .toList()
        .forEach(CompletableFuture::join);
    for (String id : ids) {
      eventually("a line of " + id, () -> line(id, "Submitted to ").isPresent());
    }
  }

  @Test
  void aDefectsLineBearsTheId() {
    assertThat(given().header("X-Request-Id", RUN).get("/test/defect").statusCode()).isEqualTo(500);
    eventually("its line", () -> line(RUN, "Request failed").isPresent());
    JsonNode line = line(RUN, "Request failed").orElseThrow();
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.at("/exception/message").asText()).isEqualTo("a defect");
  }

  private static Optional<JsonNode> line(String id, String message) {
    try {
      for (String line : Files.readAllLines(LOG)) {
        JsonNode json = JSON.readTree(line);
        if (json.at("/mdc/requestId").asText().equals(id)
            && json.path("message").asText().startsWith(message)) {
          return Optional.of(json);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/fn/generate, max_new_tokens",
    "/, max_new_tokens",
    "/fn/generate/stream, max_new_tokens",
    "/mechanex/generate, max_tokens",
    "/v1/completions, max_tokens"
  })
  void aRequestsPhasesAreSpans(String path, String maxField) {
    String id = "trace-" + path;
    String prompt = "The capital of " + path + " is";
    post(path, "{\"prompt\":\"" + prompt + "\",\"" + maxField + "\":3}", id).then().statusCode(200);
    eventually("its spans", () -> generate(id).flatMap(this::parent).isPresent());
    SpanData generate = generate(id).orElseThrow();
    SpanData http = parent(generate).orElseThrow();
    assertThat(http.getKind()).hasToString("SERVER");
    assertThat(attribute(generate, "gen_ai.usage.output_tokens")).isBetween(1L, 3L);
    assertThat(attribute(generate, "gen_ai.usage.input_tokens")).isGreaterThan(3);
    List<SpanData> phases =
        exporter.getFinishedSpanItems().stream()
            .filter(span -> span.getParentSpanId().equals(generate.getSpanId()))
            .toList();
    assertThat(phases).extracting(SpanData::getName).containsExactly("queue", "prefill", "decode");
    assertThat(phases.getFirst().getStartEpochNanos()).isEqualTo(generate.getStartEpochNanos());
    assertThat(phases.get(1).getStartEpochNanos()).isEqualTo(phases.getFirst().getEndEpochNanos());
    assertThat(phases.get(2).getStartEpochNanos()).isEqualTo(phases.get(1).getEndEpochNanos());
    assertThat(phases.get(2).getEndEpochNanos()).isEqualTo(generate.getEndEpochNanos());
  }

  private Optional<SpanData> generate(String id) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span ->
            id.equals(span.getAttributes().get(AttributeKey.stringKey("drover.request.id"))))
        .findFirst();
  }

  private Optional<SpanData> parent(SpanData child) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getSpanId().equals(child.getParentSpanId()))
        .findFirst();
  }

  private static long attribute(SpanData span, String name) {
    return span.getAttributes().get(AttributeKey.longKey(name));
  }
}
