package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.json.SchemaCorpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the real model writes at a temperature that breaks weak implementations. {@code
 * -Ddrover.soundness=N} asks for N texts of every schema; by default a part of the schemas have
 * one.
 */
class ConstrainedModelTest {
  private static final int MADE = 260;
  private static final int PART = 4;
  private static final int TOKENS = 150;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static Engine engine;

  @BeforeAll
  static void load() {
    engine =
        TestModel.load(
            EngineConfig.builder("soundness").maxSequences(16).maxWaiting(100_000).build());
  }

  @AfterAll
  static void close() {
    engine.close();
    assertThat(engine.statistics().integrityFailures()).isZero();
  }

  private record Asked(String name, String schema, Generation generation) {}

  @Test
  void everyValueIsValid() throws Exception {
    int each = Integer.getInteger("drover.soundness", 0);
    List<Asked> asked = new ArrayList<>();
    int index = 0;
    for (Map.Entry<String, String> schema : SchemaCorpus.all(MADE).entrySet()) {
      int texts = each > 0 ? each : index % PART == 0 ? 1 : 0;
      for (int i = 0; i < texts; i++) {
        asked.add(new Asked(schema.getKey(), schema.getValue(), submit(schema.getValue(), i)));
      }
      index++;
    }
    List<String> invalid = new ArrayList<>();
    int complete = 0;
    for (Asked one : asked) {
      GenerationResult.Choice choice = one.generation.await().choices().getFirst();
      assertThat(choice.finish().message()).as(one.name).isNull();
      if (choice.finish().reason() == FinishReason.END_OF_GENERATION) {
        complete++;
        Set<ValidationMessage> complaints = complaints(one.schema, choice.text());
        if (!complaints.isEmpty()) {
          invalid.add(one.name + ": " + one.schema + "\n  " + choice.text() + "\n  " + complaints);
        }
      }
    }
    System.out.printf(
        "%d texts of %d are complete, %d of them invalid%n",
        complete, asked.size(), invalid.size());
    assertThat(invalid).isEmpty();
    assertThat(complete).isGreaterThan(asked.size() / 2);
  }

  private static Generation submit(String schema, int seed) {
    return engine.submit(
        GenerationRequest.builder()
            .prompt("Here is a value that fits the schema:\n")
            .constraints(List.of(new Constraint.JsonSchema(schema, false)))
            .temperature(1.5)
            .seed((long) seed)
            .maxNewTokens(TOKENS)
            .build());
  }

  private static Set<ValidationMessage> complaints(String schema, String text)
      throws JsonProcessingException {
    JsonSchema validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                MAPPER.readTree(schema),
                SchemaValidatorsConfig.builder()
                    .formatAssertionsEnabled(true)
                    .nullableKeywordEnabled(true)
                    .build());
    return validator.validate(MAPPER.readTree(text));
  }

  @Test
  void everyMatchIsOne() throws InterruptedException {
    List<String> patterns =
        List.of(
            "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?",
            "(\\d{1,3}\\.){3}\\d{1,3}",
            "(?:yes|no|maybe), because [a-z ]{5,40}\\.",
            "[\\p{L} ]{10,20}",
            "#[0-9a-f]{6}(;#[0-9a-f]{6}){1,4}",
            "\"([^\"\\\\\\n]|\\\\.){0,20}\"");
    List<Generation> generations = new ArrayList<>();
    for (String pattern : patterns) {
      for (long seed = 0; seed < 4; seed++) {
        generations.add(
            engine.submit(
                GenerationRequest.builder()
                    .prompt("Write:\n")
                    .constraints(List.of(new Constraint.Regex(pattern)))
                    .temperature(1.5)
                    .seed(seed)
                    .maxNewTokens(TOKENS)
                    .build()));
      }
    }
    for (int i = 0; i < generations.size(); i++) {
      Pattern pattern = Pattern.compile(patterns.get(i / 4));
      GenerationResult.Choice choice = generations.get(i).await().choices().getFirst();
      assertThat(choice.finish().reason()).isEqualTo(FinishReason.END_OF_GENERATION);
      assertThat(choice.text()).matches(pattern);
    }
  }

  /** What is certain to follow is computed together; the text is as if it had been drawn. */
  @Test
  void guessesAndConstraintsGoTogether() throws InterruptedException {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"first_name\":{\"type\":\"string\",\"maxLength\":10},"
            + "\"last_name\":{\"type\":\"string\",\"maxLength\":10},\"is_member\":{\"type\":"
            + "\"boolean\"}},\"required\":[\"first_name\",\"last_name\",\"is_member\"],"
            + "\"additionalProperties\":false}";
    for (String method : List.of("multinomial", "ssd", "beam-search", "ads")) {
      GenerationResult.Choice choice =
          engine
              .submit(
                  GenerationRequest.builder()
                      .prompt("A member of the club as JSON: ")
                      .constraints(List.of(new Constraint.JsonSchema(schema, false)))
                      .method(method)
                      .seed(3L)
                      .maxNewTokens(TOKENS)
                      .build())
              .await()
              .choices()
              .getFirst();
      assertThat(choice.finish().message()).as(method).isNull();
      assertThat(choice.text()).as(method).contains("\"is_member\"").endsWith("}");
    }
  }
}
