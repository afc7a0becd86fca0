package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.Expr.alt;
import static dev.drover.engine.constraint.Expr.repeat;
import static dev.drover.engine.constraint.Expr.seq;
import static dev.drover.engine.constraint.Expr.text;
import static dev.drover.engine.constraint.json.JsonText.COMMA;
import static dev.drover.engine.constraint.json.JsonText.GAP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Objects as a branch has them. Properties come in the order in which schemas name them, then
 * required ones that none names, then others. Others are written where {@code additionalProperties}
 * or {@code patternProperties} say so, where there are no {@code properties}, and where {@code
 * minProperties} asks for them; with {@code patternProperties}, only such that match one. They may
 * repeat a key among themselves, which a parser takes as one member.
 */
final class ObjectShape {
  private final Branch branch;
  private final SchemaRules rules;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> required = new LinkedHashSet<>();
  private final int min;
  private final int max;

  /** Of a branch. */
  ObjectShape(Branch branch, SchemaRules rules) {
    this.branch = branch;
    this.rules = rules;
    for (Location properties : branch.all("properties")) {
      for (Map.Entry<String, JsonNode> property : properties.object().node().properties()) {
        names.add(named(properties, property.getKey()));
      }
    }
    for (Location list : branch.all("required")) {
      for (int i = 0; i < list.list().node().size(); i++) {
        required.add(named(list.at(i), list.at(i).text()));
      }
    }
    names.addAll(required);
    if (names.size() > SchemaLimits.MAX_PROPERTIES) {
      throw branch
          .schemas()
          .getFirst()
          .refused("has too many properties: more than " + SchemaLimits.MAX_PROPERTIES);
    }
    min = branch.all("minProperties").stream().mapToInt(Location::count).max().orElse(0);
    max =
        branch.all("maxProperties").stream()
            .mapToInt(Location::count)
            .min()
            .orElse(Repeat.UNBOUNDED);
  }

  private static String named(Location at, String name) {
    if (name.length() > SchemaLimits.MAX_NAME) {
      throw at.refused(
          "names of properties may have at most " + SchemaLimits.MAX_NAME + " characters");
    }
    return name;
  }

  /** What the value of a property must fit. */
  private List<Location> valueSchemas(String name) {
    List<Location> schemas = new ArrayList<>();
    for (Location schema : branch.schemas()) {
      int before = schemas.size();
      if (schema.node().path("properties").has(name)) {
        schemas.add(schema.at("properties").at(name));
      }
      for (Map.Entry<String, JsonNode> p : schema.node().path("patternProperties").properties()) {
        Location at = schema.at("patternProperties").at(p.getKey());
        if (rules.patterns().isFound(at, p.getKey(), name)) {
          schemas.add(at);
        }
      }
      if (schemas.size() == before && schema.has("additionalProperties")) {
        schemas.add(schema.at("additionalProperties"));
      }
    }
    for (Location keys : branch.all("propertyNames")) {
      if (!rules.fits(TextNode.valueOf(name), List.of(keys))) {
        schemas.add(keys.meaning("not " + name, BooleanNode.FALSE));
      }
    }
    return schemas;
  }

  /** Their texts. */
  Expr expr() {
    if (min > max || required.size() > max) {
      return Expr.NOTHING;
    }
    List<String> order = new ArrayList<>();
    List<Expr> members = new ArrayList<>();
    for (String name : names) {
      List<Location> schemas = valueSchemas(name);
      if (schemas.stream().noneMatch(s -> s.node().isBoolean() && !s.node().booleanValue())) {
        order.add(name);
        members.add(JsonText.member(Expr.bytes(JsonText.quoted(name)), rules.ref(schemas)));
      } else if (required.contains(name)) {
        return Expr.NOTHING;
      }
    }
    Expr other = other(order.size());
    boolean none = other.equals(Expr.NOTHING);
    if (!none && min > order.size() + 1) {
      throw branch
          .all("minProperties")
          .getFirst()
          .refused("asks for several properties that are not named, which could be the same");
    }
    boolean counted = min > required.size() || max < (none ? order.size() : Repeat.UNBOUNDED);
    int most = !counted ? 1 : max == Repeat.UNBOUNDED ? min : Math.min(max, order.size()) + 1;
    if ((long) most * order.size() > SchemaLimits.MAX_RULES) {
      throw branch.schemas().getFirst().refused("has too many properties to count them");
    }
    Expr[] rest = new Expr[most + 1];
    for (int written = 0; written <= most; written++) {
      rest[written] = counted ? others(other, written) : others(other, written, 0, max);
    }
    for (int i = order.size() - 1; i >= 0; i--) {
      Expr[] before = new Expr[most + 1];
      for (int written = 0; written <= most; written++) {
        boolean full = counted && written >= max;
        Expr with =
            full
                ? Expr.NOTHING
                : seq(
                    written == 0 ? Expr.EMPTY : COMMA,
                    members.get(i),
                    rest[Math.min(written + 1, most)]);
        before[written] =
            required.contains(order.get(i))
                ? with
                : full ? rest[written] : alt(with, rest[written]);
      }
      rest = before;
    }
    return seq(text("{"), GAP, rest[0], GAP, text("}"));
  }

  /** What may follow all named properties when some have been written. */
  private Expr others(Expr other, int written) {
    if (written > max) {
      return Expr.NOTHING;
    }
    int missing = Math.max(0, min - written);
    // Two others may have one key, so they are good for one property.
    return missing > 1
        ? Expr.NOTHING
        : others(other, written, missing, max == Repeat.UNBOUNDED ? max : max - written);
  }

  private static Expr others(Expr other, int written, int least, int most) {
    if (other.equals(Expr.NOTHING) || most == 0) {
      return least == 0 ? Expr.EMPTY : Expr.NOTHING;
    }
    Expr more = seq(COMMA, other);
    if (written > 0) {
      return repeat(more, least, most);
    }
    Expr some =
        seq(
            other,
            repeat(more, Math.max(0, least - 1), most == Repeat.UNBOUNDED ? most : most - 1));
    return least == 0 ? Expr.optional(some) : some;
  }

  /** A member that is not named. */
  private Expr other(int named) {
    List<Location> patterns = patterns();
    boolean asked = !branch.all("additionalProperties").isEmpty();
    if (patterns.isEmpty()) {
      return asked || branch.all("properties").isEmpty() || min > named
          ? member(List.of(), branch.all("additionalProperties"))
          : Expr.NOTHING;
    }
    List<Expr> options = new ArrayList<>();
    for (Location pattern : patterns) {
      Expr keys = keys(pattern).orElse(null);
      if (keys == null) {
        continue;
      }
      List<Location> schemas = new ArrayList<>();
      for (Location schema : branch.schemas()) {
        boolean here = schema.has("additionalProperties");
        for (Location also : patterns) {
          if (!also.pointer().startsWith(schema.pointer() + "/patternProperties/")) {
            continue;
          }
          boolean same = keys(also).filter(keys::equals).isPresent();
          here &= !same;
          // A key of the one may be a key of the other: its value must fit both.
          if (same
              || keys(also).filter(k -> !rules.patterns().areApart(List.of(keys, k))).isPresent()) {
            schemas.add(also);
          }
        }
        if (here) {
          schemas.add(schema.at("additionalProperties"));
        }
      }
      options.add(member(List.of(keys), schemas));
    }
    return alt(options.stream().filter(o -> !o.equals(Expr.NOTHING)).toList());
  }

  private List<Location> patterns() {
    List<Location> patterns = new ArrayList<>();
    for (Location all : branch.all("patternProperties")) {
      for (Map.Entry<String, JsonNode> pattern : all.object().node().properties()) {
        patterns.add(all.at(pattern.getKey()));
      }
    }
    return patterns;
  }

  private Optional<Expr> keys(Location pattern) {
    String name = pattern.pointer().substring(pattern.pointer().lastIndexOf('/') + 1);
    return rules.patterns().search(pattern, name.replace("~1", "/").replace("~0", "~"));
  }

  private Expr member(List<Expr> patterns, List<Location> schemas) {
    if (schemas.stream().anyMatch(s -> s.node().isBoolean() && !s.node().booleanValue())) {
      return Expr.NOTHING;
    }
    List<Expr> keys = new ArrayList<>(patterns);
    keys.add(TextTrie.noneOf(names));
    for (Location propertyNames : branch.all("propertyNames")) {
      keys.add(rules.keys(propertyNames));
    }
    return rules.patterns().areApart(keys)
        ? Expr.NOTHING
        : JsonText.member(JsonText.string(Expr.all(keys)), rules.ref(schemas));
  }

  /** Whether a value is one of them. */
  boolean contains(JsonNode object) {
    if (object.size() < min || object.size() > max) {
      return false;
    }
    for (String name : required) {
      if (!object.has(name)) {
        return false;
      }
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!rules.fits(member.getValue(), valueSchemas(member.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
