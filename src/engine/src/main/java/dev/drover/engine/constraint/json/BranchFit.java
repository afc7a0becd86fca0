package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether values fit a branch: for the values of {@code enum} and {@code const}. */
final class BranchFit implements Predicate<JsonNode> {
  private final Branch branch;
  private final SchemaRules rules;
  private final Set<JsonType> types;

  /** Keys of the values that are named, or null if any may be. */
  private final Set<String> named;

  private final Map<JsonType, Predicate<JsonNode>> shapes = new EnumMap<>(JsonType.class);

  /** For a branch. */
  BranchFit(Branch branch, SchemaRules rules) {
    this.branch = branch;
    this.rules = rules;
    types = branch.types();
    named = branch.values().map(BranchFit::keys).orElse(null);
  }

  private static Set<String> keys(List<JsonNode> values) {
    return values.stream().map(Values::key).collect(Collectors.toSet());
  }

  @Override
  public boolean test(JsonNode value) {
    JsonType type = JsonType.of(value);
    if (!types.contains(type) || named != null && !named.contains(Values.key(value))) {
      return false;
    }
    Predicate<JsonNode> shape = shapes.get(type);
    if (shape == null) {
      shape = shape(type);
      shapes.put(type, shape);
    }
    return shape.test(value);
  }

  private Predicate<JsonNode> shape(JsonType type) {
    return switch (type) {
      case NULL, BOOLEAN -> _ -> true;
      case NUMBER -> {
        NumberShape numbers = new NumberShape(branch);
        yield value -> numbers.contains(value.decimalValue());
      }
      case STRING -> {
        StringShape strings = rules.string(branch);
        yield value -> strings.contains(value.textValue());
      }
      case ARRAY -> new ArrayShape(branch, rules)::contains;
      case OBJECT -> new ObjectShape(branch, rules)::contains;
    };
  }
}
