package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health and metrics of a service with a model. */
@QuarkusTest
class OperationsTest extends ServiceTest {

  @ParameterizedTest
  @ValueSource(strings = {"live", "ready", "started"})
  void isUp(String check) {
    var reply = get("/q/health/" + check);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.jsonPath().getString("status")).isEqualTo("UP");
  }

  @Test
  void countsWhatTheEngineDoes() {
    double prompt = metric("drover_tokens_total", "kind=\"prompt\"");
    double generated = metric("drover_tokens_total", "kind=\"generated\"");
    double finished = metric("drover_choices_total", "outcome=\"finished\"");
    double admitted = metric("drover_tokens_admitted_total", "");
    double seconds = metric("drover_decode_seconds_total", "");
    double sampling = metric("drover_sample_seconds_total", "");
    double emitting = metric("drover_emit_seconds_total", "");
    double first = metric("drover_time_to_first_token_seconds_count", "");
    double next = metric("drover_inter_token_seconds_count", "");
    double requests = metric("drover_request_duration_seconds_count", "");
    double queued = metric("drover_request_queued_seconds_bucket", "le=\"\\+Inf\"");
    post(
            "/fn/generate",
            "{\"prompt\":\"The capital of France is\",\"max_new_tokens\":2,\"n\":2,"
                + "\"ignore_eos\":true}")
        .then()
        .statusCode(200);
    assertThat(metric("drover_tokens_total", "kind=\"generated\"") - generated).isEqualTo(4);
    assertThat(metric("drover_tokens_total", "kind=\"prompt\"") - prompt).isPositive();
    assertThat(metric("drover_choices_total", "outcome=\"finished\"") - finished).isEqualTo(2);
    assertThat(metric("drover_tokens_admitted_total", "") - admitted).isEqualTo(5);
    assertThat(metric("drover_decode_seconds_total", "")).isGreaterThan(seconds);
    assertThat(metric("drover_sample_seconds_total", "")).isGreaterThan(sampling);
    assertThat(metric("drover_emit_seconds_total", "")).isGreaterThan(emitting);
    assertThat(metric("drover_time_to_first_token_seconds_count", "") - first).isEqualTo(1);
    assertThat(metric("drover_inter_token_seconds_count", "") - next).isEqualTo(2);
    assertThat(metric("drover_request_duration_seconds_count", "") - requests).isEqualTo(1);
    assertThat(metric("drover_request_queued_seconds_bucket", "le=\"\\+Inf\"") - queued)
        .isEqualTo(1);
    assertThat(metric("drover_batch_prompt_tokens_sum", "")).isPositive();
    assertThat(metric("drover_batch_sequences_sum", "")).isPositive();
    assertThat(metric("drover_step_duration_seconds_sum", "")).isPositive();
    assertThat(metric("drover_cells_capacity", "")).isEqualTo(16_384);
    assertThat(metric("drover_sequences_running", "")).isZero();
    assertThat(metric("drover_requests_waiting", "")).isZero();
    assertThat(metric("drover_choices_total", "outcome=\"failed\"")).isZero();
    assertThat(metric("http_server_requests_seconds_count", "uri=\"/fn/generate\"")).isPositive();
  }

  private static double metric(String name, String tag) {
    Matcher line =
        Pattern.compile("(?m)^" + name + "\\{[^}]*" + tag + "[^}]*} (\\S+)$")
            .matcher(get("/q/metrics").asString());
    assertThat(line.find()).as(name).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
