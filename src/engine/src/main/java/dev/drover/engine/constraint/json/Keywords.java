package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which keywords of JSON Schema there are, and what becomes of them. */
final class Keywords {
  /** Keywords that say something of values of one type only. */
  private static final Map<String, JsonType> TYPED =
      Map.ofEntries(
          Map.entry("minLength", JsonType.STRING),
          Map.entry("maxLength", JsonType.STRING),
          Map.entry("pattern", JsonType.STRING),
          Map.entry("format", JsonType.STRING),
          Map.entry("minimum", JsonType.NUMBER),
          Map.entry("maximum", JsonType.NUMBER),
          Map.entry("exclusiveMinimum", JsonType.NUMBER),
          Map.entry("exclusiveMaximum", JsonType.NUMBER),
          Map.entry("multipleOf", JsonType.NUMBER),
          Map.entry("items", JsonType.ARRAY),
          Map.entry("prefixItems", JsonType.ARRAY),
          Map.entry("minItems", JsonType.ARRAY),
          Map.entry("maxItems", JsonType.ARRAY),
          Map.entry("contains", JsonType.ARRAY),
          Map.entry("minContains", JsonType.ARRAY),
          Map.entry("maxContains", JsonType.ARRAY),
          Map.entry("uniqueItems", JsonType.ARRAY),
          Map.entry("properties", JsonType.OBJECT),
          Map.entry("required", JsonType.OBJECT),
          Map.entry("additionalProperties", JsonType.OBJECT),
          Map.entry("patternProperties", JsonType.OBJECT),
          Map.entry("propertyNames", JsonType.OBJECT),
          Map.entry("minProperties", JsonType.OBJECT),
          Map.entry("maxProperties", JsonType.OBJECT),
          Map.entry("dependentRequired", JsonType.OBJECT),
          Map.entry("dependentSchemas", JsonType.OBJECT));

  /** Keywords that say something of any value. */
  private static final Set<String> GENERAL =
      Set.of("type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf", "nullable");

  /** Keywords that change nothing of what is valid. */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "discriminator",
          "externalDocs",
          "xml",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "$schema",
          "$id",
          "$comment",
          "$anchor",
          "$dynamicAnchor",
          "$vocabulary",
          "$defs",
          "definitions");

  private static final Set<String> DATA = Set.of("enum", "const", "default", "example", "examples");

  private Keywords() {}

  /** Whether what is below a keyword is no schema but any value. */
  static boolean isData(String keyword) {
    return DATA.contains(keyword);
  }

  /** The type of the values of which a keyword says something, if it is a single one. */
  static Optional<JsonType> type(String keyword) {
    return Optional.ofNullable(TYPED.get(keyword));
  }

  /** Whether a keyword changes nothing of what is valid. */
  static boolean isAnnotation(String keyword) {
    return ANNOTATIONS.contains(keyword) || keyword.startsWith("x-");
  }

  /** Whether a schema is true or has annotations only. */
  static boolean saysNothing(JsonNode schema) {
    return schema.isBoolean()
        ? schema.booleanValue()
        : schema.isObject() && schema.properties().stream().allMatch(k -> isAnnotation(k.getKey()));
  }

  /** Whether a schema is a reference and has annotations beside it only. */
  static boolean isReference(JsonNode schema) {
    return schema.has("$ref")
        && schema.properties().stream()
            .allMatch(k -> k.getKey().equals("$ref") || isAnnotation(k.getKey()));
  }

  /**
   * Refuses what is no schema, and keywords that cannot be held to.
   *
   * @param ignoreUnsupported whether the latter are left out of account instead
   */
  static void check(Location schema, boolean ignoreUnsupported) {
    if (!schema.node().isObject()) {
      throw schema.refused("must be a schema: an object, true or false");
    }
    for (Map.Entry<String, JsonNode> member : schema.node().properties()) {
      String keyword = member.getKey();
      boolean known =
          TYPED.containsKey(keyword) || GENERAL.contains(keyword) || isAnnotation(keyword);
      boolean moved = keyword.equals("$id") && !schema.pointer().isEmpty();
      if ((!known || moved) && !ignoreUnsupported) {
        throw schema
            .at(keyword)
            .refused("the keyword '" + keyword + "' is not supported" + (moved ? " here" : ""));
      }
    }
  }
}
