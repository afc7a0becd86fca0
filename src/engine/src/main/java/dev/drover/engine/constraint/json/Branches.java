package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ways in which a value may fit schemas: references and {@code allOf} are followed, and each
 * choice of {@code anyOf} and its like is a way of its own. In a way there are only keywords left
 * that speak of the value itself and of what is in it.
 */
final class Branches {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * Two choices of a {@code oneOf}.
   *
   * @param choice where the second of them is
   * @param first number of the first
   * @param both what would have to hold for both to fit: nothing may
   */
  record Pair(Location choice, int first, Conjunction both) {}

  private final SchemaDocument document;
  private final boolean ignoreUnsupported;
  private final Map<Location, List<Branch>> known = new HashMap<>();
  private final Set<Location> open = new HashSet<>();
  private final List<Pair> pairs = new ArrayList<>();

  /** Of the schemas of a document. */
  Branches(SchemaDocument document, boolean ignoreUnsupported) {
    this.document = document;
    this.ignoreUnsupported = ignoreUnsupported;
  }

  /** The ways to fit all of several schemas; none if there is none. */
  List<Branch> of(Conjunction conjunction) {
    List<Branch> ways = List.of(Branch.ANY);
    for (Location schema : conjunction.schemas()) {
      ways = both(schema, ways, of(schema));
    }
    return ways;
  }

  /** What must not be possible: two choices of a {@code oneOf} at once. */
  List<Pair> pairs() {
    return pairs;
  }

  private List<Branch> of(Location schema) {
    List<Branch> done = known.get(schema);
    if (done != null) {
      return done;
    }
    if (!open.add(schema)) {
      throw schema.refused("leads back to itself with no value in between");
    }
    if (open.size() > SchemaLimits.MAX_CHAIN) {
      throw schema.refused(
          "too many references and combinations lead here: more than " + SchemaLimits.MAX_CHAIN);
    }
    List<Branch> ways = expand(schema);
    open.remove(schema);
    known.put(schema, ways);
    return ways;
  }

  private List<Branch> expand(Location schema) {
    if (schema.node().isBoolean()) {
      return schema.node().booleanValue() ? List.of(Branch.ANY) : List.of();
    }
    Keywords.check(schema, ignoreUnsupported);
    List<Branch> ways = List.of(new Branch(List.of(schema)));
    if (schema.has("$ref")) {
      ways = both(schema, ways, of(document.target(schema.at("$ref"))));
    }
    for (Location part : parts(schema, "allOf")) {
      ways = both(schema, ways, of(part));
    }
    if (schema.has("anyOf")) {
      ways = both(schema, ways, any(schema, parts(schema, "anyOf")));
    }
    if (schema.has("oneOf")) {
      ways = both(schema, ways, any(schema, one(schema)));
    }
    for (String keyword : List.of("dependentRequired", "dependentSchemas")) {
      for (Map.Entry<String, JsonNode> trigger : schema.node().path(keyword).properties()) {
        ways = both(schema, ways, dependent(schema.at(keyword), trigger.getKey()));
      }
    }
    if (isNullable(schema)) {
      List<Branch> more = new ArrayList<>(ways);
      JsonNode isNull = NODES.objectNode().put("type", "null");
      more.add(new Branch(List.of(schema.meaning("null", isNull))));
      return more;
    }
    return ways;
  }

  /** OpenAPI 3.0's way to write a type or null, which has a meaning beside a type only. */
  private static boolean isNullable(Location schema) {
    return schema.node().path("nullable").asBoolean() && (schema.has("type") || schema.has("enum"));
  }

  private List<Location> parts(Location schema, String keyword) {
    List<Location> parts = new ArrayList<>();
    if (schema.has(keyword)) {
      Location list = schema.at(keyword).list();
      if (list.node().isEmpty()) {
        throw list.refused("must not be empty");
      }
      for (int i = 0; i < list.node().size(); i++) {
        parts.add(list.at(i));
      }
    }
    return parts;
  }

  private List<Branch> any(Location schema, List<Location> choices) {
    Set<Branch> ways = new LinkedHashSet<>();
    for (Location choice : choices) {
      ways.addAll(of(choice));
    }
    return limited(schema, new ArrayList<>(ways));
  }

  /**
   * The choices of a {@code oneOf}, which are as those of an {@code anyOf} where no value can fit
   * two of them. What OpenAPI's {@code discriminator} names must be in each.
   */
  private List<Location> one(Location schema) {
    List<Location> choices = parts(schema, "oneOf");
    JsonNode tag = schema.node().path("discriminator").path("propertyName");
    if (tag.isTextual()) {
      choices.replaceAll(choice -> {
        ObjectNode tagged = NODES.objectNode();
        tagged.putArray("allOf").add(choice.node());
        tagged.putArray("required").add(tag.textValue());
        return choice.meaning("tagged", tagged);
      });
    }
    if (choices.size() > SchemaLimits.MAX_BRANCHES) {
      throw tooMany(schema);
    }
    if (ignoreUnsupported) {
      return choices;
    }
    List<List<Glance>> glances =
        choices.stream().map(c -> of(c).stream().map(Glance::at).toList()).toList();
    for (int i = 0; i < choices.size(); i++) {
      for (int j = 0; j < i; j++) {
        List<Location> two = List.of(choices.get(j), choices.get(i));
        if (!areDifferent(glances.get(j), glances.get(i))) {
          pairs.add(new Pair(two.getLast(), j, Conjunction.of(document, two)));
        }
      }
    }
    return choices;
  }

  private static boolean areDifferent(List<Glance> some, List<Glance> others) {
    return some.stream().allMatch(a -> others.stream().allMatch(a::differsFrom));
  }

  /** Without the property that triggers it, or with it and what depends on it. */
  private List<Branch> dependent(Location keyword, String trigger) {
    Location what = keyword.object().at(trigger);
    ObjectNode absent = NODES.objectNode();
    absent.putObject("properties").put(trigger, false);
    ObjectNode present = NODES.objectNode();
    List<Branch> with = List.of(Branch.ANY);
    if (keyword.pointer().endsWith("dependentRequired")) {
      present.putArray("required").add(trigger).addAll(array(what));
    } else {
      present.putArray("required").add(trigger);
      with = of(what);
    }
    List<Branch> ways = new ArrayList<>();
    ways.add(new Branch(List.of(what.meaning("absent", absent))));
    ways.addAll(both(what, with, List.of(new Branch(List.of(what.meaning("present", present))))));
    return ways;
  }

  private static List<JsonNode> array(Location names) {
    List<JsonNode> nodes = new ArrayList<>();
    names.list().node().forEach(nodes::add);
    return nodes;
  }

  private static List<Branch> both(Location at, List<Branch> some, List<Branch> others) {
    if (some.size() == 1 && some.getFirst().equals(Branch.ANY)) {
      return others;
    }
    if ((long) some.size() * others.size() > SchemaLimits.MAX_BRANCHES) {
      throw tooMany(at);
    }
    Set<Branch> ways = new LinkedHashSet<>();
    for (Branch a : some) {
      for (Branch b : others) {
        ways.add(a.and(b));
      }
    }
    return new ArrayList<>(ways);
  }

  private static List<Branch> limited(Location at, List<Branch> ways) {
    if (ways.size() > SchemaLimits.MAX_BRANCHES) {
      throw tooMany(at);
    }
    return ways;
  }

  private static RuntimeException tooMany(Location at) {
    return at.refused(
        "there are too many combinations of choices: more than " + SchemaLimits.MAX_BRANCHES);
  }
}
