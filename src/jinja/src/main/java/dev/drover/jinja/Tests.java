package dev.drover.jinja;

import java.util.Map;
import java.util.function.Predicate;

/** All tests by name; a[0] is the value they stand behind. */
final class Tests {
  private static final Map<String, Builtin> TESTS = tests();

  private Tests() {}

  /** Returns a test, or null. */
  static Builtin find(String name) {
    return TESTS.get(name);
  }

  /**
   * Applies a test that is named at run time.
   *
   * @throws Fault if there is none of that name
   */
  static Object apply(Run run, Object name, Arguments arguments) {
    return Filters.named(TESTS, "test", name).call(run, arguments);
  }

  private static Map<String, Builtin> tests() {
    Registry registry = new Registry();
    addKinds(registry);
    addComparisons(registry);
    Parameters value = Parameters.of("value");
    registry
        .add("odd", value, (run, a) -> remains(run, a[0], 2L, 1L))
        .add("even", value, (run, a) -> remains(run, a[0], 2L, 0L))
        .add("divisibleby", Parameters.of("value", "num"), (run, a) -> remains(run, a[0], a[1], 0L))
        .add("lower", value, (run, a) -> StringCase.isLower(Values.string(run, a[0])))
        .add("upper", value, (run, a) -> StringCase.isUpper(Values.string(run, a[0])))
        .add("filter", value, (run, a) -> isName(a[0], Filters::find))
        .add("test", value, (run, a) -> isName(a[0], Tests::find))
        .add("sameas", Parameters.of("value", "other"), (run, a) -> same(a[0], a[1]))
        .add(
            "in", Parameters.of("value", "seq"), (run, a) -> Containment.contains(run, a[1], a[0]));
    return registry.map();
  }

  private static void addKinds(Registry registry) {
    kind(registry, "defined", value -> !(value instanceof Undefined));
    kind(registry, "undefined", value -> value instanceof Undefined);
    kind(registry, "none", value -> value == null);
    kind(registry, "boolean", value -> value instanceof Boolean);
    kind(registry, "true", value -> Boolean.TRUE.equals(value));
    kind(registry, "false", value -> Boolean.FALSE.equals(value));
    kind(registry, "integer", value -> Numbers.isInteger(value) && !(value instanceof Boolean));
    kind(registry, "float", value -> value instanceof Double);
    kind(registry, "number", Numbers::isNumber);
    kind(registry, "string", Values::isString);
    kind(registry, "mapping", value -> value instanceof Map);
    kind(registry, "iterable", Iteration::isIterable);
    kind(
        registry,
        "sequence",
        value ->
            Values.lengthOrNone(value) >= 0
                && !(value instanceof DictView)
                && !(value instanceof LoopState));
    kind(registry, "callable", value -> value instanceof Callable || value instanceof Undefined);
    kind(registry, "escaped", value -> value instanceof Markup);
  }

  private static void kind(Registry registry, String name, Predicate<Object> predicate) {
    Parameters parameters =
        name.equals("callable") ? Parameters.of("value", "/") : Parameters.of("value");
    registry.add(name, parameters, (run, a) -> predicate.test(a[0]));
  }

  private static void addComparisons(Registry registry) {
    comparison(registry, Comparison.EQUAL, "eq", "==", "equalto");
    comparison(registry, Comparison.NOT_EQUAL, "ne", "!=");
    comparison(registry, Comparison.GREATER, "gt", ">", "greaterthan");
    comparison(registry, Comparison.GREATER_OR_EQUAL, "ge", ">=");
    comparison(registry, Comparison.LESS, "lt", "<", "lessthan");
    comparison(registry, Comparison.LESS_OR_EQUAL, "le", "<=");
  }

  private static void comparison(Registry registry, Comparison operator, String... names) {
    for (String name : names) {
      registry.add(name, Parameters.of("a", "b", "/"), (run, a) -> operator.test(run, a[0], a[1]));
    }
  }

  private static boolean remains(Run run, Object value, Object divisor, long remainder) {
    return Equality.equal(run, Division.modulo(run, value, divisor), remainder);
  }

  private static boolean isName(Object name, java.util.function.Function<String, Builtin> find) {
    Hashing.hash(name, 0);
    String text = Values.characters(name);
    return text != null && find.apply(text) != null;
  }

  /** Small values are one object in Python; here equal ones of one type count as the same. */
  private static boolean same(Object left, Object right) {
    return Values.identical(left, right)
        || ((left instanceof Long || left instanceof Boolean || left instanceof String)
            && left.equals(right));
  }
}
