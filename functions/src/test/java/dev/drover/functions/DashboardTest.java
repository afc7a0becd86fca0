package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard shows the metrics there are, and only these. */
@QuarkusTest
class DashboardTest extends ServiceTest {
  private static final Pattern NAME = Pattern.compile("\\bdrover_\\w+");

  /** A metric by any of its series. */
  private static final Pattern SERIES = Pattern.compile("_(bucket|count|sum|max)$");

  @Test
  void asksForMetricsThatExist() throws IOException {
    assertThat(served()).containsAll(shown());
  }

  @Test
  void showsEveryMetric() throws IOException {
    assertThat(families(shown())).containsAll(families(served())).hasSizeGreaterThan(20);
  }

  /** Names in the queries of all panels, which must be whole. */
  private static Set<String> shown() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(Path.of("../deployment/grafana/drover.json").toFile());
    Set<String> names = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(panel.path("title").asText()).isNotEmpty();
      for (JsonNode target : panel.path("targets")) {
        names.addAll(names(target.path("expr").asText()));
      }
    }
    return names;
  }

  private static Set<String> served() {
    assertThat(post("/fn/generate", "{\"prompt\":\"x\",\"max_new_tokens\":2}").statusCode())
        .isEqualTo(200);
    String samples =
        get("/q/metrics")
            .asString()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.joining("\n"));
    return names(samples);
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> families(Set<String> names) {
    return names.stream()
        .map(name -> SERIES.matcher(name).replaceFirst(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
