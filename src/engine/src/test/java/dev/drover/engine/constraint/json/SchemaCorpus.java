package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Schemas of which every generated value is to be valid: some written by hand as users write them,
 * and as many made at random as one likes.
 */
public final class SchemaCorpus {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SchemaCorpus() {}

  /** Those written by hand, by a name that says what they are. */
  public static Map<String, String> written() {
    try (InputStream in = SchemaCorpus.class.getResourceAsStream("schemas.json")) {
      Map<String, String> schemas = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> schema : MAPPER.readTree(in).properties()) {
        schemas.put(schema.getKey(), schema.getValue().toString());
      }
      return schemas;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Those written by hand and some made at random, which are the same in every run.
   *
   * @param made how many of the latter
   */
  public static Map<String, String> all(int made) {
    Map<String, String> schemas = written();
    for (int seed = 0; seed < made; seed++) {
      schemas.put("made " + seed, new SchemaMaker(seed).make().toString());
    }
    return schemas;
  }
}
