package dev.drover.engine.constraint.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every text that a schema's grammar allows is a value that an independent validator accepts. */
class SchemaCorpusTest {
  private static final int MADE = 260;
  private static final int TEXTS_EACH = 8;
  private static final int BOUND = 250;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Test
  void everyTextIsValid() throws JsonProcessingException {
    Map<String, String> schemas = SchemaCorpus.all(MADE);
    List<String> invalid = new ArrayList<>();
    int texts = 0;
    for (Map.Entry<String, String> schema : schemas.entrySet()) {
      JsonSchema validator = validator(schema.getValue());
      ByteWriter writer = ByteWriter.of(schema.getValue());
      SplittableRandom random = new SplittableRandom(schema.getKey().hashCode());
      for (int i = 0; i < TEXTS_EACH; i++) {
        String text = writer.write(random, i % 2 == 0 ? BOUND : 20);
        texts++;
        Set<ValidationMessage> complaints = validator.validate(MAPPER.readTree(text));
        if (!complaints.isEmpty()) {
          invalid.add(schema + "\n  " + text + "\n  " + complaints);
        }
      }
    }
    assertThat(invalid).isEmpty();
    assertThat(schemas).hasSizeGreaterThanOrEqualTo(300);
    assertThat(texts).isGreaterThanOrEqualTo(2_000);
  }

  private static JsonSchema validator(String schema) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(schema);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(
            node,
            SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .nullableKeywordEnabled(true)
                .build());
  }
}
