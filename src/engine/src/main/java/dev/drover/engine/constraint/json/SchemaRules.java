package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.Expr.alt;
import static dev.drover.engine.constraint.Expr.optional;
import static dev.drover.engine.constraint.Expr.seq;
import static dev.drover.engine.constraint.Expr.star;
import static dev.drover.engine.constraint.Expr.text;
import static dev.drover.engine.constraint.json.JsonText.COMMA;
import static dev.drover.engine.constraint.json.JsonText.GAP;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.constraint.ConstraintException;
import dev.drover.engine.constraint.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of a grammar for a schema: one for each set of schemas that some value has to fit. Each
 * is written when all that refer to it so far have been, so schemas may refer to each other in
 * circles.
 */
final class SchemaRules {
  /** The rule of any JSON value. */
  static final String JSON = "json";

  /** The rule of any JSON object. */
  static final String OBJECT = "object";

  /** The rule of any JSON array. */
  static final String ARRAY = "array";

  private final SchemaDocument document;
  private final Branches branches;
  private final Patterns patterns;
  private final boolean ignoreUnsupported;
  private final Map<String, Expr> rules = new LinkedHashMap<>(any());
  private final Map<Set<Location>, String> names = new HashMap<>();
  private final Map<Branch, BranchFit> fits = new HashMap<>();
  private final List<Conjunction> conjunctions = new ArrayList<>();

  /** For the schemas of a document. */
  SchemaRules(SchemaDocument document, boolean ignoreUnsupported) {
    this.document = document;
    this.ignoreUnsupported = ignoreUnsupported;
    branches = new Branches(document, ignoreUnsupported);
    patterns = new Patterns(ignoreUnsupported);
  }

  /** The rules of any JSON value. */
  static Map<String, Expr> any() {
    Expr value = new Expr.Ref(JSON);
    Expr member = JsonText.member(JsonText.string(Expr.plus(JsonText.ANY_CHARACTER)), value);
    return Map.of(
        JSON,
        alt(
            new Expr.Ref(OBJECT),
            new Expr.Ref(ARRAY),
            JsonText.string(JsonText.ANY_CHARACTERS),
            JsonText.NUMBER,
            text("true"),
            text("false"),
            text("null")),
        OBJECT,
        seq(text("{"), GAP, list(member), text("}")),
        ARRAY,
        seq(text("["), GAP, list(value), text("]")));
  }

  private static Expr list(Expr one) {
    return optional(seq(one, star(seq(COMMA, one)), GAP));
  }

  /** Whether what cannot be held to is left out of account. */
  boolean ignoresUnsupported() {
    return ignoreUnsupported;
  }

  /** The regular expressions of the schema. */
  Patterns patterns() {
    return patterns;
  }

  /** A reference to the rule for values that fit several schemas. */
  Expr ref(List<Location> schemas) {
    Conjunction conjunction = Conjunction.of(document, schemas);
    return new Expr.Ref(conjunction.schemas().isEmpty() ? JSON : name(conjunction));
  }

  private String name(Conjunction conjunction) {
    String name = names.get(conjunction.key());
    if (name == null) {
      if (conjunctions.size() >= SchemaLimits.MAX_RULES) {
        throw conjunction
            .where()
            .refused("the schema needs too many rules: more than " + SchemaLimits.MAX_RULES);
      }
      name = "v" + conjunctions.size();
      names.put(conjunction.key(), name);
      conjunctions.add(conjunction);
    }
    return name;
  }

  /**
   * Writes the rules for a schema and all that it needs.
   *
   * @return the rules by name
   * @throws ConstraintException if two choices of a {@code oneOf} may be possible at once
   */
  Map<String, Expr> write(Expr root) {
    int pairs = 0;
    Map<Branches.Pair, Expr> doubtful = new LinkedHashMap<>();
    for (int i = 0; i < conjunctions.size(); i++) {
      rules.put("v" + i, expr(conjunctions.get(i)));
      while (i == conjunctions.size() - 1 && pairs < branches.pairs().size()) {
        Branches.Pair pair = branches.pairs().get(pairs++);
        doubtful.put(pair, ref(pair.both().schemas()));
      }
    }
    Productive productive = new Productive(rules);
    for (Map.Entry<Branches.Pair, Expr> pair : doubtful.entrySet()) {
      if (productive.test(pair.getValue())) {
        throw pair.getKey()
            .choice()
            .refused(
                "a value may fit this choice of oneOf and choice %d at once; anyOf, or a required"
                        .formatted(pair.getKey().first())
                    + " property with another const in each, can be held to");
      }
    }
    if (!productive.test(root)) {
      throw culprit(productive).refused("no value fits");
    }
    return productive.reachable(root);
  }

  /** A rule that no text fits although what it refers to could. */
  private Location culprit(Productive productive) {
    for (int i = conjunctions.size() - 1; i >= 0; i--) {
      String name = "v" + i;
      if (!productive.test(new Expr.Ref(name)) && productive.isOwnFault(name)) {
        return conjunctions.get(i).where();
      }
    }
    return document.root();
  }

  private Expr expr(Conjunction conjunction) {
    List<Expr> ways = new ArrayList<>();
    for (Branch branch : branches.of(conjunction)) {
      Expr way = expr(branch);
      if (!way.equals(Expr.NOTHING)) {
        ways.add(way);
      }
    }
    return alt(ways);
  }

  private Expr expr(Branch branch) {
    Optional<List<JsonNode>> values = branch.values();
    if (values.isPresent()) {
      return literals(values.get().stream().filter(fit(branch)).toList());
    }
    List<Expr> types = new ArrayList<>();
    for (JsonType type : branch.types()) {
      types.add(
          switch (type) {
            case NULL -> text("null");
            case BOOLEAN -> alt(text("true"), text("false"));
            case NUMBER -> new NumberShape(branch).expr(ignoreUnsupported);
            case STRING -> JsonText.string(string(branch).characters());
            case ARRAY -> new ArrayShape(branch, this).expr();
            case OBJECT -> new ObjectShape(branch, this).expr();
          });
    }
    return alt(types);
  }

  /** Strings as a branch has them. */
  StringShape string(Branch branch) {
    return new StringShape(branch, patterns, ignoreUnsupported);
  }

  private static Expr literals(List<JsonNode> values) {
    List<byte[]> texts = new ArrayList<>();
    List<Expr> others = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.isTextual()) {
        texts.add(JsonText.quoted(value.textValue()));
      } else {
        others.add(JsonText.literal(value));
      }
    }
    if (!texts.isEmpty()) {
      others.add(TextTrie.of(texts));
    }
    return alt(others);
  }

  /** The insides of strings that fit a schema, as keys of an object. */
  Expr keys(Location schema) {
    List<Expr> ways = new ArrayList<>();
    for (Branch branch : branches.of(Conjunction.of(document, List.of(schema)))) {
      Optional<List<JsonNode>> values = branch.values();
      if (values.isPresent()) {
        ways.add(
            TextTrie.of(
                values.get().stream()
                    .filter(v -> v.isTextual() && fit(branch).test(v))
                    .map(v -> JsonText.inside(v.textValue()))
                    .toList()));
      } else if (branch.types().contains(JsonType.STRING)) {
        ways.add(string(branch).characters());
      }
    }
    return alt(ways);
  }

  /** All values that fit several schemas, if each is named by them. */
  Optional<List<JsonNode>> values(List<Location> schemas) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    for (Branch branch : branches.of(Conjunction.of(document, schemas))) {
      Optional<List<JsonNode>> values = branch.values();
      if (values.isEmpty()) {
        return Optional.empty();
      }
      for (JsonNode value : values.get()) {
        if (fit(branch).test(value)) {
          all.putIfAbsent(Values.key(value), value);
        }
      }
    }
    return Optional.of(List.copyOf(all.values()));
  }

  /** Whether a value fits all of several schemas. */
  boolean fits(JsonNode value, List<Location> schemas) {
    return branches.of(Conjunction.of(document, schemas)).stream()
        .anyMatch(branch -> fit(branch).test(value));
  }

  private BranchFit fit(Branch branch) {
    return fits.computeIfAbsent(branch, b -> new BranchFit(b, this));
  }
}
