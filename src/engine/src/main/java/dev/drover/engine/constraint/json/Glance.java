package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What shows at a glance of the values of a branch.
 *
 * @param types their types
 * @param tags keys of the values that a property may have, by its name, where an enum or const says
 *     so
 * @param required the properties that they must have
 */
record Glance(Set<JsonType> types, Map<String, Set<String>> tags, Set<String> required) {

  /** Of a branch. */
  static Glance at(Branch branch) {
    Set<String> required =
        branch.all("required").stream()
            .flatMap(list -> list.list().node().valueStream())
            .map(JsonNode::asText)
            .collect(Collectors.toSet());
    Map<String, Set<String>> tags = new HashMap<>();
    for (Location properties : branch.all("properties")) {
      for (Map.Entry<String, JsonNode> property : properties.object().node().properties()) {
        Location at = properties.at(property.getKey());
        new Branch(List.of(at))
            .values()
            .ifPresent(values ->
                tags.put(
                    property.getKey(),
                    values.stream().map(Values::key).collect(Collectors.toSet())));
      }
    }
    return new Glance(branch.types(), tags, required);
  }

  /** Whether it is clear that no value is one of both: by its type, or by a tag. */
  boolean differsFrom(Glance other) {
    EnumSet<JsonType> common = EnumSet.noneOf(JsonType.class);
    common.addAll(types);
    common.retainAll(other.types);
    if (common.isEmpty()) {
      return true;
    }
    return common.equals(EnumSet.of(JsonType.OBJECT))
        && tags.keySet().stream().anyMatch(name -> isOtherTag(name, other));
  }

  private boolean isOtherTag(String name, Glance other) {
    return other.tags.containsKey(name)
        && (required.contains(name) || other.required.contains(name))
        && Collections.disjoint(tags.get(name), other.tags.get(name));
  }
}
