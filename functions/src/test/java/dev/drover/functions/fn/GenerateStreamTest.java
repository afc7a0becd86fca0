package dev.drover.functions.fn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.Event;
import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GenerateStreamTest extends ServiceTest {

  private static List<Event> stream(String fields) {
    var reply = post("/fn/generate/stream", "{" + fields + "}");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.contentType()).startsWith("text/event-stream");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    return Event.parse(reply.asString());
  }

  private static String text(List<Event> events, int index) {
    return events.stream()
        .filter(event -> event.name().equals("delta") && event.json().getInt("index") == index)
        .map(event -> event.json().getString("text"))
        .reduce("", String::concat);
  }

  @Test
  void tellsTheTextAsItArises() {
    List<Event> events =
        stream("\"prompt\":\"The capital of France is\",\"temperature\":0,\"max_new_tokens\":3");
    assertThat(events.stream().map(Event::name))
        .containsExactly("started", "delta", "delta", "delta", "finished", "done");
    assertThat(text(events, 0)).isEqualTo(" Paris.\n");
    assertThat(events.getFirst().json().getInt("prompt_tokens")).isEqualTo(5);
    assertThat(events.get(4).json().getString("finish_reason")).isEqualTo("max_new_tokens");
    assertThat(events.getLast().json().getInt("usage.total_tokens")).isEqualTo(8);
  }

  @Test
  void keepsChoicesApart() {
    List<Event> events =
        stream(
            "\"prompt\":\"The capital of France is\",\"temperature\":0,\"max_new_tokens\":2,"
                + "\"n\":2,\"top_logprobs\":1");
    assertThat(text(events, 0)).isEqualTo(" Paris.").isEqualTo(text(events, 1));
    assertThat(events).filteredOn(event -> event.name().equals("finished")).hasSize(2);
    assertThat(events)
        .filteredOn(event -> event.name().equals("delta"))
        .allSatisfy(event -> assertThat(event.json().getList("logprobs")).isNotEmpty());
    assertThat(events.getLast().json().getInt("usage.generated_tokens")).isEqualTo(4);
  }
}
