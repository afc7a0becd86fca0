package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.Expr.alt;
import static dev.drover.engine.constraint.Expr.repeat;
import static dev.drover.engine.constraint.Expr.seq;
import static dev.drover.engine.constraint.Expr.text;
import static dev.drover.engine.constraint.json.JsonText.COMMA;
import static dev.drover.engine.constraint.json.JsonText.GAP;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arrays as a branch has them. Where there are {@code prefixItems} and no {@code items}, nothing
 * follows the former, unless {@code minItems} asks for more. What an array has to contain comes in
 * one run.
 */
final class ArrayShape {
  private final Branch branch;
  private final SchemaRules rules;
  private final int min;
  private final int max;
  private final int prefix;

  /** Schemas of items that must be contained, each as often as it must be. */
  private final List<Location> contained = new ArrayList<>();

  /** Of a branch. */
  ArrayShape(Branch branch, SchemaRules rules) {
    this.branch = branch;
    this.rules = rules;
    prefix =
        branch.all("prefixItems").stream().mapToInt(p -> p.list().node().size()).max().orElse(0);
    int least = branch.all("minItems").stream().mapToInt(Location::count).max().orElse(0);
    int most =
        branch.all("maxItems").stream().mapToInt(Location::count).min().orElse(Repeat.UNBOUNDED);
    if (prefix > 0 && branch.all("items").isEmpty() && least <= prefix) {
      most = Math.min(most, prefix);
    }
    for (Location schema : branch.schemas()) {
      if (schema.has("contains")) {
        int times = schema.has("minContains") ? schema.at("minContains").count() : 1;
        if (times > SchemaLimits.MAX_BRANCHES) {
          throw schema.at("minContains").refused("must be at most " + SchemaLimits.MAX_BRANCHES);
        }
        for (int i = 0; i < times; i++) {
          contained.add(schema.at("contains"));
        }
        if (schema.has("maxContains")
            && schema.at("maxContains").count() < most
            && !rules.ignoresUnsupported()) {
          throw schema.at("maxContains").refused("is not supported below maxItems");
        }
      }
    }
    min = Math.max(least, contained.size());
    max = most;
  }

  /** What the item at an index must fit. */
  private List<Location> itemSchemas(int index) {
    List<Location> schemas = new ArrayList<>();
    for (Location schema : branch.schemas()) {
      if (index < schema.node().path("prefixItems").size()) {
        schemas.add(schema.at("prefixItems").at(index));
      } else if (schema.has("items")) {
        if (schema.node().get("items").isArray()) {
          throw schema.at("items").refused("must be a schema; a list of them is prefixItems");
        }
        schemas.add(schema.at("items"));
      }
    }
    return schemas;
  }

  /** Their texts. */
  Expr expr() {
    if (min > max) {
      return Expr.NOTHING;
    }
    for (Location unique : branch.all("uniqueItems")) {
      if (unique.node().asBoolean() && max > 1) {
        Optional<Expr> different = different();
        if (different.isPresent()) {
          return different.get();
        }
        if (!rules.ignoresUnsupported()) {
          throw unique.refused(
              "the keyword 'uniqueItems' is supported for items of an enum of at most "
                  + SchemaLimits.MAX_UNIQUE
                  + " values only");
        }
      }
    }
    List<Expr> ways = new ArrayList<>();
    int last = contained.isEmpty() ? 0 : Math.min(prefix, SchemaLimits.MAX_UNIQUE);
    for (int start = 0; start <= last; start++) {
      ways.add(items(start));
    }
    return alt(ways);
  }

  /** With what must be contained from an index on. */
  private Expr items(int start) {
    int special = Math.max(prefix, contained.isEmpty() ? 0 : start + contained.size());
    int least = Math.max(min, contained.isEmpty() ? 0 : start + contained.size());
    if (least > max) {
      return Expr.NOTHING;
    }
    Expr further = rules.ref(itemSchemas(prefix));
    Expr rest =
        special >= max
            ? Expr.EMPTY
            : repeat(
                seq(COMMA, further),
                Math.max(0, least - Math.max(special, 1)),
                max == Repeat.UNBOUNDED ? max : max - Math.max(special, 1));
    if (special == 0) {
      Expr some = seq(further, rest, GAP);
      return brackets(max == 0 ? Expr.EMPTY : least > 0 ? some : Expr.optional(some));
    }
    for (int i = Math.min(special, max) - 1; i >= 0; i--) {
      List<Location> schemas = new ArrayList<>(itemSchemas(i));
      if (i >= start && i < start + contained.size()) {
        schemas.add(contained.get(i - start));
      }
      Expr item = seq(i == 0 ? Expr.EMPTY : COMMA, rules.ref(schemas), rest);
      rest = i < least ? item : Expr.optional(item);
    }
    return brackets(seq(rest, GAP));
  }

  private static Expr brackets(Expr inside) {
    return seq(text("["), GAP, inside, text("]"));
  }

  /**
   * All items different, where few values are possible: what is left to write follows from what
   * was.
   */
  private Optional<Expr> different() {
    if (prefix > 0 || !contained.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<JsonNode>> values = rules.values(itemSchemas(0));
    if (values.isEmpty() || values.get().size() > SchemaLimits.MAX_UNIQUE) {
      return Optional.empty();
    }
    Expr all = unused(values.get(), 0, new HashMap<>());
    return Optional.of(brackets(all.equals(Expr.EMPTY) ? all : seq(all, GAP)));
  }

  /** What may follow when a set of the values has been written. */
  private Expr unused(List<JsonNode> values, int used, Map<Integer, Expr> known) {
    Expr done = known.get(used);
    if (done != null) {
      return done;
    }
    int count = Integer.bitCount(used);
    List<Expr> options = new ArrayList<>();
    if (count >= min) {
      options.add(Expr.EMPTY);
    }
    for (int i = 0; i < values.size() && count < max; i++) {
      if ((used & 1 << i) == 0) {
        options.add(
            seq(
                count == 0 ? Expr.EMPTY : COMMA,
                JsonText.literal(values.get(i)),
                unused(values, used | 1 << i, known)));
      }
    }
    Expr expr = alt(options);
    known.put(used, expr);
    return expr;
  }

  /** Whether a value is one of them. */
  boolean contains(JsonNode array) {
    if (array.size() < min || array.size() > max) {
      return false;
    }
    for (int i = 0; i < array.size(); i++) {
      if (!rules.fits(array.get(i), itemSchemas(i))) {
        return false;
      }
    }
    for (Location schema : Set.copyOf(contained)) {
      int times = 0;
      for (JsonNode item : array) {
        times += rules.fits(item, List.of(schema)) ? 1 : 0;
      }
      if (times < contained.stream().filter(schema::equals).count()) {
        return false;
      }
    }
    Set<String> seen = new HashSet<>();
    boolean unique = branch.all("uniqueItems").stream().anyMatch(u -> u.node().asBoolean());
    for (JsonNode item : array) {
      if (!seen.add(Values.key(item)) && unique) {
        return false;
      }
    }
    return true;
  }
}
