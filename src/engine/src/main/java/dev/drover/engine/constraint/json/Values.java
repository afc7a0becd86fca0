package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON values as JSON Schema compares them. */
final class Values {
  private Values() {}

  /**
   * The same text for all values that are the same, numbers by what they are and objects in any
   * order, and another one for all others.
   */
  static String key(JsonNode value) {
    return switch (JsonType.of(value)) {
      case NUMBER -> {
        String digits = value.decimalValue().stripTrailingZeros().toString();
        yield value.decimalValue().signum() == 0 ? "0" : digits;
      }
      case ARRAY -> {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(key(item)));
        yield items.toString();
      }
      case OBJECT -> {
        Map<String, String> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          members.put(quoted(member.getKey()), key(member.getValue()));
        }
        yield members.toString();
      }
      case STRING -> quoted(value.textValue());
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    return new String(JsonText.quoted(text), StandardCharsets.UTF_8);
  }
}
