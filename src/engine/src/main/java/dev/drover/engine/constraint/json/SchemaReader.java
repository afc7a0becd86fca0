package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drover.engine.constraint.ConstraintException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads a schema's text: no key twice, nothing behind it, within {@link SchemaLimits}. */
final class SchemaReader {
  private static final int MAX_NUMBER = 2 * SchemaLimits.MAX_BOUND_DIGITS;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(SchemaLimits.MAX_NESTING)
                          .maxNumberLength(MAX_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private SchemaReader() {}

  /**
   * Reads it.
   *
   * @throws ConstraintException with line and column where the text is not JSON
   */
  static JsonNode read(String schema) {
    if (schema.length() > SchemaLimits.MAX_BYTES
        || schema.getBytes(StandardCharsets.UTF_8).length > SchemaLimits.MAX_BYTES) {
      throw new ConstraintException(
          "the schema is too large: more than " + SchemaLimits.MAX_BYTES + " bytes");
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(schema);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
      throw new ConstraintException(
          place + "the schema is not valid JSON: " + e.getOriginalMessage());
    }
    if (root.isMissingNode()) {
      throw new ConstraintException("line 1, column 1: the schema is empty");
    }
    check(new Location("", root));
    return root;
  }

  private static void check(Location at) {
    if (at.node().isTextual()) {
      unicode(at, at.node().textValue());
    }
    for (int i = 0; at.node().isArray() && i < at.node().size(); i++) {
      check(at.at(i));
    }
    for (Map.Entry<String, JsonNode> member : at.node().properties()) {
      unicode(at, member.getKey());
      check(at.at(member.getKey()));
    }
  }

  private static void unicode(Location at, String text) {
    if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      throw at.refused("must be Unicode text, and has half of a surrogate pair");
    }
  }
}
