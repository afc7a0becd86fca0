package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Strings as a branch has them: their length in characters, patterns and formats. */
final class StringShape {
  private final int min;
  private final int max;
  private final Patterns compiler;

  /** Where each regular expression comes from. */
  private final Map<String, Location> patterns = new LinkedHashMap<>();

  /** Of a branch. */
  StringShape(Branch branch, Patterns compiler, boolean ignoreUnsupported) {
    this.compiler = compiler;
    min = branch.all("minLength").stream().mapToInt(Location::count).max().orElse(0);
    max = branch.all("maxLength").stream().mapToInt(Location::count).min().orElse(Repeat.UNBOUNDED);
    for (Location at : branch.all("pattern")) {
      patterns.putIfAbsent(at.text(), at);
    }
    for (Location at : branch.all("format")) {
      String format = at.text();
      Optional<String> pattern = Formats.pattern(format);
      if (pattern.isPresent()) {
        patterns.putIfAbsent(pattern.get(), at);
      } else if (!ignoreUnsupported && !Formats.isAny(format)) {
        throw at.refused("the format '" + format + "' is not supported");
      }
    }
  }

  /** What is between the quotes. */
  Expr characters() {
    List<Expr> all = new ArrayList<>();
    patterns.forEach((pattern, at) -> compiler.search(at, pattern).ifPresent(all::add));
    if (min > max) {
      return Expr.NOTHING;
    }
    if (min > 0 || max < Repeat.UNBOUNDED || all.isEmpty()) {
      all.add(Expr.repeat(JsonText.ANY_CHARACTER, min, max));
    }
    return compiler.areApart(all) ? Expr.NOTHING : Expr.all(all);
  }

  /** Whether a text is one of them. */
  boolean contains(String text) {
    int length = text.codePointCount(0, text.length());
    return length >= min
        && length <= max
        && patterns.entrySet().stream()
            .allMatch(p -> compiler.isFound(p.getValue(), p.getKey(), text));
  }
}
