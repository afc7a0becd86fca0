package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;

/** Makes schemas at random, each of which accepts some value. */
final class SchemaMaker {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> NAMES =
      List.of("id", "name", "identity", "naïve", "x", "a b", "q\"", "tags", "n", "value");

  private static final List<String> FORMATS =
      List.of(
          "date",
          "time",
          "date-time",
          "duration",
          "uuid",
          "email",
          "ipv4",
          "ipv6",
          "hostname",
          "uri");

  private static final List<String> PATTERNS =
      List.of(
          "^[a-z]{2,8}$",
          "^[A-Z][a-z]+( [A-Z][a-z]+)*$",
          "[0-9]+",
          "^\\d{3}-\\d{4}$",
          "^(?:a|bc|def)+$",
          "x$",
          "^[^aeiou]*$",
          "^.{0,4}é",
          "^v\\d+(\\.\\d+){0,2}(-rc\\d)?$",
          "\\w+@\\w+");

  private final SplittableRandom random;
  private final ObjectNode definitions = NODES.objectNode();

  /** With a seed, which tells one from another. */
  SchemaMaker(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A whole schema. */
  ObjectNode make() {
    for (int i = random.nextInt(3); i > 0; i--) {
      definitions.set("d" + i, schema(1));
    }
    ObjectNode root = random.nextInt(4) == 0 ? schema(3) : object(3);
    if (!definitions.isEmpty()) {
      root.set("$defs", definitions);
    }
    return root;
  }

  private ObjectNode schema(int depth) {
    int kinds = depth > 0 ? 14 : 8;
    return switch (random.nextInt(kinds)) {
      case 0 -> NODES.objectNode().put("type", random.nextBoolean() ? "boolean" : "null");
      case 1 -> enumeration();
      case 2, 3 -> integer();
      case 4 -> number();
      case 5, 6, 7 -> string();
      case 8 -> definitions.isEmpty() ? string() : reference();
      case 9, 10 -> array(depth);
      case 11 -> choice(depth);
      case 12 -> merged(depth);
      default -> object(depth);
    };
  }

  private ObjectNode reference() {
    List<String> names = definitions.propertyStream().map(p -> p.getKey()).toList();
    return NODES.objectNode().put("$ref", "#/$defs/" + names.get(random.nextInt(names.size())));
  }

  private ObjectNode enumeration() {
    ObjectNode schema = NODES.objectNode();
    if (random.nextInt(4) == 0) {
      return schema.put("const", NAMES.get(random.nextInt(NAMES.size())));
    }
    ArrayNode values = schema.putArray("enum");
    values.add("v0").add(random.nextInt(-5, 5)).addNull().add(0.5 + random.nextInt(9));
    values.addObject().put("k", true).putArray("l").add(1).add("ß");
    for (int i = random.nextInt(3); i > 0; i--) {
      values.remove(random.nextInt(values.size()));
    }
    return schema;
  }

  private ObjectNode integer() {
    ObjectNode schema = NODES.objectNode().put("type", "integer");
    long low = random.nextLong(-1L << random.nextInt(40), 1L << random.nextInt(40));
    if (random.nextBoolean()) {
      schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
    }
    if (random.nextBoolean()) {
      long high = low + 40 + (random.nextLong() >>> 24 + random.nextInt(38));
      schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", high);
    }
    if (random.nextInt(4) == 0) {
      schema.put("multipleOf", new int[] {2, 3, 5, 7, 10, 12, 25}[random.nextInt(7)]);
    }
    return schema;
  }

  private ObjectNode number() {
    ObjectNode schema = NODES.objectNode().put("type", "number");
    BigDecimal low = BigDecimal.valueOf(random.nextInt(-100_000, 100_000), random.nextInt(6));
    BigDecimal width = BigDecimal.valueOf(random.nextInt(1, 100_000), random.nextInt(6));
    if (random.nextInt(3) > 0) {
      schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
    }
    if (random.nextInt(3) > 0) {
      schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", low.add(width));
    }
    return schema;
  }

  private ObjectNode string() {
    ObjectNode schema = NODES.objectNode().put("type", "string");
    switch (random.nextInt(6)) {
      case 0 -> schema.put("format", FORMATS.get(random.nextInt(FORMATS.size())));
      case 1 -> schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
      case 2 ->
          schema
              .put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())))
              .put("maxLength", random.nextInt(8, 30));
      case 3 -> schema.put("minLength", random.nextInt(1, 6));
      case 4 -> schema.put("minLength", random.nextInt(6)).put("maxLength", random.nextInt(6, 20));
      default -> {}
    }
    return schema;
  }

  private ObjectNode array(int depth) {
    ObjectNode schema = NODES.objectNode().put("type", "array");
    if (random.nextInt(4) == 0) {
      schema.putArray("prefixItems").add(schema(depth - 1)).add(schema(depth - 1));
    }
    if (random.nextInt(5) > 0) {
      schema.set("items", schema(depth - 1));
    }
    int min = random.nextInt(3);
    if (random.nextBoolean()) {
      schema.put("minItems", min);
    }
    if (random.nextBoolean()) {
      schema.put("maxItems", min + random.nextInt(4));
    }
    return schema;
  }

  private ObjectNode choice(int depth) {
    ObjectNode schema = NODES.objectNode();
    if (random.nextBoolean()) {
      schema.putArray("anyOf").add(schema(depth - 1)).add(schema(depth - 1));
    } else {
      schema.putArray("oneOf").add(string()).add(integer()).add(object(depth - 1));
    }
    return schema;
  }

  /** Parts that say nothing of the same thing, so that some value fits all. */
  private ObjectNode merged(int depth) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode parts = schema.putArray("allOf");
    ObjectNode first = object(depth - 1);
    first.remove(List.of("maxProperties", "additionalProperties"));
    parts.add(first);
    ObjectNode second = parts.addObject();
    second.putObject("properties").set("more", schema(depth - 1));
    if (random.nextBoolean()) {
      second.putArray("required").add("more");
    }
    return schema;
  }

  private ObjectNode object(int depth) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = NODES.objectNode();
    ArrayNode required = NODES.arrayNode();
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        properties.set(name, schema(Math.max(0, depth - 1)));
        if (random.nextBoolean()) {
          required.add(name);
        }
      }
    }
    if (!properties.isEmpty()) {
      schema.set("properties", properties);
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    switch (random.nextInt(6)) {
      case 0 -> schema.set("additionalProperties", schema(0));
      case 1 -> schema.put("additionalProperties", false);
      case 2 -> schema.set("patternProperties", NODES.objectNode().set("^x_[a-z]+$", schema(0)));
      case 3 ->
          schema
              .put("minProperties", Math.min(2, properties.size()))
              .put("maxProperties", Math.max(2, required.size()));
      default -> {}
    }
    return schema;
  }
}
