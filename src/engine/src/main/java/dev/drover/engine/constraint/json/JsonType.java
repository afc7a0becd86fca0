package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What a JSON value is. */
enum JsonType {
  NULL,
  BOOLEAN,
  NUMBER,
  STRING,
  ARRAY,
  OBJECT;

  /** As {@code type} names it. */
  String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a value is. */
  static JsonType of(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> BOOLEAN;
      case NUMBER -> NUMBER;
      case STRING -> STRING;
      case ARRAY -> ARRAY;
      case OBJECT -> OBJECT;
      default -> NULL;
    };
  }
}
