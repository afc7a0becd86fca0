package dev.drover.jinja;

import java.util.List;
import java.util.Map;

/** Filters on text. */
final class TextFilters {
  private static final int TRUNCATE_LEEWAY = 5;

  private TextFilters() {}

  static void addTo(Registry registry) {
    Parameters only = Parameters.of("s");
    registry
        .add("upper", only, (run, a) -> method(run, "upper", a[0]))
        .add("lower", only, (run, a) -> method(run, "lower", a[0]))
        .add("capitalize", only, (run, a) -> method(run, "capitalize", a[0]))
        .add("title", only, (run, a) -> title(run, Values.string(run, a[0])))
        .add("string", Parameters.of("s", "/"), (run, a) -> soft(run, a[0]))
        .add(
            "trim",
            Parameters.of("value").optional("chars", null),
            (run, a) -> method(run, "strip", a[0], a[1]))
        .add(
            "center",
            Parameters.of("value").optional("width", 80L),
            (run, a) -> method(run, "center", a[0], a[1], " "))
        .add(
            "replace",
            Parameters.of("s", "old", "new").optional("count", null),
            (run, a) ->
                StringSearch.replace(
                    run,
                    Values.string(run, a[0]),
                    Values.string(run, a[1]),
                    Values.string(run, a[2]),
                    a[3] == null ? -1 : Numbers.index(a[3])))
        .add("format", Parameters.of("value").variadic(), TextFilters::format)
        .add(
            "indent",
            Parameters.of("s")
                .optional("width", 4L)
                .optional("first", false)
                .optional("blank", false),
            TextFilters::indent)
        .add(
            "truncate",
            Parameters.of("s")
                .optional("length", 255L)
                .optional("killwords", false)
                .optional("end", "...")
                .optional("leeway", null),
            TextFilters::truncate)
        .add("wordcount", only, (run, a) -> wordCount(run, Values.string(run, a[0])))
        .add(
            "wordwrap",
            Parameters.of("s")
                .optional("width", 79L)
                .optional("break_long_words", true)
                .optional("wrapstring", null)
                .optional("break_on_hyphens", true),
            TextFilters::wordWrap);
  }

  /** Returns a value's text, still marked if it was. */
  private static Object soft(Run run, Object value) {
    return value instanceof Markup ? value : Values.string(run, value);
  }

  private static Object method(Run run, String name, Object value, Object... arguments) {
    Object self = soft(run, value);
    return new BoundMethod(self, Attributes.method(self, name)).call(run, Arguments.of(arguments));
  }

  /** Unlike the method of that name, this starts words at spaces, hyphens and opening brackets. */
  private static String title(Run run, String text) {
    run.text(text.length(), text.length());
    StringBuilder out = new StringBuilder(text.length());
    boolean starting = true;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      String one = Character.toString(point);
      boolean gap = Characters.isSpace(point) || "-({[<".indexOf(point) >= 0;
      out.append(gap ? one : starting ? StringCase.upper(one) : StringCase.lower(one));
      starting = gap;
      at += Character.charCount(point);
    }
    return out.toString();
  }

  private static Object format(Run run, Object[] a) {
    Tuple positional = (Tuple) a[1];
    Map<?, ?> named = (Map<?, ?>) a[2];
    if (positional.size() > 0 && !named.isEmpty()) {
      throw new Fault("can't handle positional and keyword arguments at the same time");
    }
    return PercentFormat.format(run, soft(run, a[0]), named.isEmpty() ? positional : named);
  }

  private static Object indent(Run run, Object[] a) {
    String text = StringSearch.string(a[0]);
    boolean marked = a[0] instanceof Markup;
    String width = Values.characters(a[1]);
    String indention =
        width != null
            ? (marked ? Markup.escape(run, a[1]) : width)
            : new Text(run).repeat(" ", Numbers.index(a[1])).toString();
    boolean blank = Values.truth(a[3]);
    List<Object> lines = StringSplit.lines(run, text + "\n", false);
    Text out = new Text(run).append(Values.truth(a[2]) ? indention : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      if (i > 0) {
        out.append('\n').append(blank || !line.isEmpty() ? indention : "");
      }
      out.append(line);
    }
    return marked ? new Markup(out.toString()) : out.toString();
  }

  private static Object truncate(Run run, Object[] a) {
    String end = StringSearch.string(a[3]);
    long length = Numbers.index(a[1]);
    long leeway = a[4] == null ? TRUNCATE_LEEWAY : Numbers.index(a[4]);
    int endLength = Strings.length(end);
    if (length < endLength || leeway < 0) {
      throw new Fault("expected length >= %d, got %d".formatted(endLength, length));
    }
    if (Values.length(a[0]) - leeway <= length) {
      return a[0];
    }
    Object cut = Slice.of(run, a[0], null, length - endLength, null);
    if (!Values.truth(a[2])) {
      Object parts = method(run, "rsplit", cut, " ", 1L);
      cut = ((List<?>) parts).getFirst();
    }
    return Arithmetic.add(run, cut, a[3]);
  }

  private static Object wordCount(Run run, String text) {
    run.chargeText(text.length());
    long count = 0;
    boolean inWord = false;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      boolean word = point == '_' || Characters.isAlphanumeric(point);
      count += word && !inWord ? 1 : 0;
      inWord = word;
      at += Character.charCount(point);
    }
    return count;
  }

  private static Object wordWrap(Run run, Object[] a) {
    WordWrap wrap = new WordWrap(run, Numbers.index(a[1]), Values.truth(a[2]), Values.truth(a[4]));
    String separator = a[3] == null ? "\n" : StringSearch.string(a[3]);
    Text out = new Text(run);
    String between = "";
    for (Object paragraph : StringSplit.lines(run, StringSearch.string(a[0]), false)) {
      out.append(between).append(String.join(separator, wrap.lines((String) paragraph)));
      between = separator;
    }
    return out.toString();
  }
}
