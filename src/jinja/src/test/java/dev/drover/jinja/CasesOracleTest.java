package dev.drover.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Snippets render, or are refused, as Python's Jinja does it. They are in {@code cases/*.txt}, set
 * apart by lines of four hyphens, with the variables of {@code variables.json}.
 */
class CasesOracleTest {

  static Map<String, Object> variables() throws IOException {
    try (InputStream json = CasesOracleTest.class.getResourceAsStream("variables.json")) {
      return new ObjectMapper()
          .readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
  }

  private static String[] cases(String topic) {
    try (InputStream text = CasesOracleTest.class.getResourceAsStream("cases/" + topic + ".txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).split("\n----\n", -1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> rendersAsJinjaDoes() throws IOException {
    Oracle oracle = Oracle.get();
    Map<String, Object> variables = variables();
    return Stream.of(
            "expressions", "filters", "formatting", "methods", "scoping", "tags", "whitespace")
        .flatMap(topic -> {
          String[] cases = cases(topic);
          return IntStream.range(0, cases.length)
              .mapToObj(i ->
                  DynamicTest.dynamicTest(
                      topic + " " + (i + 1),
                      () -> {
                        Oracle.Outcome expected = oracle.render(cases[i], variables);
                        Oracle.Outcome actual = Oracle.ours(cases[i], variables);
                        assertThat(actual)
                            .as(cases[i])
                            .matches(expected::agrees, "agrees with " + expected);
                      }));
        });
  }
}
