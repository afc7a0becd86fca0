package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One way in which a value may fit.
 *
 * @param schemas whose own keywords must all hold; references and combinations in them have been
 *     followed already
 */
record Branch(List<Location> schemas) {
  /** Nothing is asked for. */
  static final Branch ANY = new Branch(List.of());

  /** What both ask for. */
  Branch and(Branch other) {
    Set<Location> both = new LinkedHashSet<>(schemas);
    both.addAll(other.schemas);
    return new Branch(List.copyOf(both));
  }

  /** What the schemas that have a keyword say with it. */
  List<Location> all(String keyword) {
    List<Location> values = new ArrayList<>();
    for (Location schema : schemas) {
      if (schema.has(keyword)) {
        values.add(schema.at(keyword));
      }
    }
    return values;
  }

  /** Whether a number must be whole. */
  boolean isIntegral() {
    return all("type").stream().anyMatch(t -> !names(t).contains("number"));
  }

  /**
   * The types that a value may have. Where no schema has {@code type}, these are the types of which
   * a keyword speaks, since who writes {@code properties} means an object.
   */
  Set<JsonType> types() {
    EnumSet<JsonType> types = EnumSet.allOf(JsonType.class);
    List<Location> given = all("type");
    for (Location type : given) {
      EnumSet<JsonType> some = EnumSet.noneOf(JsonType.class);
      for (String name : names(type)) {
        some.add(type(type, name));
      }
      types.retainAll(some);
    }
    if (!given.isEmpty() || !all("enum").isEmpty() || !all("const").isEmpty()) {
      return types;
    }
    EnumSet<JsonType> meant = EnumSet.noneOf(JsonType.class);
    for (Location schema : schemas) {
      for (Map.Entry<String, JsonNode> member : schema.node().properties()) {
        Keywords.type(member.getKey()).ifPresent(meant::add);
      }
    }
    return meant.isEmpty() ? types : meant;
  }

  private static List<String> names(Location type) {
    if (type.node().isTextual()) {
      return List.of(type.node().textValue());
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < type.list().node().size(); i++) {
      names.add(type.at(i).text());
    }
    return names;
  }

  private static JsonType type(Location at, String name) {
    if (name.equals("integer")) {
      return JsonType.NUMBER;
    }
    for (JsonType type : JsonType.values()) {
      if (type.keyword().equals(name)) {
        return type;
      }
    }
    throw at.refused("there is no type '" + name + "'");
  }

  /** The values of {@code enum} and {@code const}, if there is one; they need not fit the rest. */
  Optional<List<JsonNode>> values() {
    Map<String, JsonNode> common = null;
    for (Location constant : all("const")) {
      common = retained(common, List.of(constant.node()));
    }
    for (Location list : all("enum")) {
      common = retained(common, list.list().node());
    }
    return Optional.ofNullable(common).map(values -> List.copyOf(values.values()));
  }

  private static Map<String, JsonNode> retained(
      Map<String, JsonNode> before, Iterable<JsonNode> values) {
    Map<String, JsonNode> kept = new LinkedHashMap<>();
    for (JsonNode value : values) {
      String key = Values.key(value);
      if (before == null || before.containsKey(key)) {
        kept.putIfAbsent(key, value);
      }
    }
    return kept;
  }
}
