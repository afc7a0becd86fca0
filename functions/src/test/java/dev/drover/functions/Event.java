package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A server-sent event.
 *
 * @param name the event's name, empty for none
 * @param data its data
 */
public record Event(String name, String data) {

  /** Parses a stream that must be made of whole events of one data line. */
  public static List<Event> parse(String stream) {
    assertThat(stream).endsWith("\n\n").doesNotContain("\r");
    List<Event> events = new ArrayList<>();
    for (String block : stream.substring(0, stream.length() - 2).split("\n\n", -1)) {
      String name = "";
      String data = null;
      for (String line : Arrays.asList(block.split("\n", -1))) {
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else {
          assertThat(line).startsWith("data: ");
          assertThat(data).isNull();
          data = line.substring("data: ".length());
        }
      }
      events.add(new Event(name, data));
    }
    return events;
  }

  /** The data as JSON. */
  public JsonPath json() {
    return JsonPath.from(data);
  }
}
