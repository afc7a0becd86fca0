package dev.drover.jinja;

import java.util.Map;
import java.util.function.Function;

/** The methods of str; a[0] is the string. What would need bytes or tables is left out. */
final class StringMethods {
  private static final Parameters NONE = Parameters.of("self", "/");
  private static final Parameters SEARCH =
      Parameters.of("self", "sub").optional("start", null).optional("end", null).positionalOnly();
  private static final Parameters SPLIT =
      Parameters.of("self").positionalOnly().optional("sep", null).optional("maxsplit", -1L);
  private static final Parameters STRIP =
      Parameters.of("self").optional("chars", null).positionalOnly();
  private static final Parameters PAD =
      Parameters.of("self", "width").optional("fillchar", " ").positionalOnly();
  private static final Parameters ONE = Parameters.of("self", "argument", "/");

  private static final Map<String, Builtin> METHODS = methods();

  private StringMethods() {}

  static Builtin find(String name) {
    return METHODS.get(name);
  }

  static Map<String, Builtin> all() {
    return METHODS;
  }

  private static Map<String, Builtin> methods() {
    Registry registry = new Registry();
    addCases(registry);
    addSearches(registry);
    addSplits(registry);
    addPads(registry);
    registry.add(
        "format",
        Parameters.of("self").variadic(),
        (run, a) -> StringFormat.format(run, (String) a[0], (Tuple) a[1], (Map<?, ?>) a[2]));
    registry.add("format_map", ONE, (run, a) -> StringFormat.formatMap(run, (String) a[0], a[1]));
    return registry.map();
  }

  private static void addCases(Registry registry) {
    plain(registry, "upper", StringCase::upper);
    plain(registry, "lower", StringCase::lower);
    plain(registry, "casefold", StringCase::casefold);
    plain(registry, "capitalize", StringCase::capitalize);
    plain(registry, "swapcase", StringCase::swapcase);
    plain(registry, "title", StringCase::title);
    plain(registry, "isupper", StringCase::isUpper);
    plain(registry, "islower", StringCase::isLower);
    plain(registry, "istitle", StringCase::isTitle);
    plain(registry, "isspace", text -> StringCase.all(text, Characters::isSpace));
    plain(registry, "isalpha", text -> StringCase.all(text, Character::isLetter));
    plain(registry, "isalnum", text -> StringCase.all(text, Characters::isAlphanumeric));
    plain(registry, "isdecimal", text -> StringCase.all(text, Characters::isDecimal));
    plain(registry, "isdigit", text -> StringCase.all(text, Characters::isDigit));
    plain(registry, "isnumeric", text -> StringCase.all(text, Characters::isNumeric));
    plain(
        registry,
        "isprintable",
        text -> text.isEmpty() || StringCase.all(text, Characters::isPrintable));
    plain(registry, "isascii", text -> text.chars().allMatch(c -> c < 128));
    plain(
        registry,
        "isidentifier",
        text ->
            StringCase.all(text, Characters::isNamePart)
                && Characters.isNameStart(text.codePointAt(0)));
  }

  private static void plain(Registry registry, String name, Function<String, Object> function) {
    registry.add(
        name,
        NONE,
        (run, a) -> {
          String text = (String) a[0];
          run.text(text.length(), text.length());
          return function.apply(text);
        });
  }

  private static void addSearches(Registry registry) {
    registry
        .add("find", SEARCH, (run, a) -> StringSearch.find(run, a, false))
        .add("rfind", SEARCH, (run, a) -> StringSearch.find(run, a, true))
        .add("index", SEARCH, (run, a) -> StringSearch.index(run, a, false))
        .add("rindex", SEARCH, (run, a) -> StringSearch.index(run, a, true))
        .add("count", SEARCH, StringSearch::count)
        .add("startswith", SEARCH, (run, a) -> StringSearch.hasAffix(run, a, true))
        .add("endswith", SEARCH, (run, a) -> StringSearch.hasAffix(run, a, false))
        .add("removeprefix", ONE, (run, a) -> StringSearch.without(run, a, true))
        .add("removesuffix", ONE, (run, a) -> StringSearch.without(run, a, false))
        .add(
            "replace",
            Parameters.of("self", "old", "new").optional("count", -1L).positionalOnly(),
            (run, a) ->
                StringSearch.replace(
                    run,
                    (String) a[0],
                    StringSearch.string(a[1]),
                    StringSearch.string(a[2]),
                    Numbers.index(a[3])));
  }

  private static void addSplits(Registry registry) {
    registry
        .add("split", SPLIT, (run, a) -> StringSplit.split(run, (String) a[0], a[1], a[2]))
        .add("rsplit", SPLIT, (run, a) -> StringSplit.splitLast(run, (String) a[0], a[1], a[2]))
        .add(
            "splitlines",
            Parameters.of("self").positionalOnly().optional("keepends", false),
            (run, a) -> StringSplit.lines(run, (String) a[0], Values.truth(a[1])))
        .add("partition", ONE, (run, a) -> StringSplit.partition(run, (String) a[0], a[1], false))
        .add("rpartition", ONE, (run, a) -> StringSplit.partition(run, (String) a[0], a[1], true))
        .add("join", ONE, (run, a) -> StringSplit.join(run, (String) a[0], a[1]));
  }

  private static void addPads(Registry registry) {
    registry
        .add("strip", STRIP, (run, a) -> StringPad.strip(run, (String) a[0], a[1], true, true))
        .add("lstrip", STRIP, (run, a) -> StringPad.strip(run, (String) a[0], a[1], true, false))
        .add("rstrip", STRIP, (run, a) -> StringPad.strip(run, (String) a[0], a[1], false, true))
        .add("ljust", PAD, (run, a) -> StringPad.left(run, (String) a[0], a[1], a[2]))
        .add("rjust", PAD, (run, a) -> StringPad.right(run, (String) a[0], a[1], a[2]))
        .add("center", PAD, (run, a) -> StringPad.center(run, (String) a[0], a[1], a[2]))
        .add("zfill", ONE, (run, a) -> StringPad.zeros(run, (String) a[0], a[1]))
        .add(
            "expandtabs",
            Parameters.of("self").positionalOnly().optional("tabsize", 8L),
            (run, a) -> StringPad.expandTabs(run, (String) a[0], a[1]));
  }
}
