package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.ConstraintException;
import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.RegexCompiler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Regular expressions for what is inside JSON strings, and questions about them. */
final class Patterns {
  private final boolean ignoreUnsupported;
  private final SchemaWork work = new SchemaWork();
  private final Map<String, Optional<Expr>> known = new HashMap<>();
  private final Map<String, Regular> regular = new HashMap<>();

  /** Remembers what it compiles. */
  Patterns(boolean ignoreUnsupported) {
    this.ignoreUnsupported = ignoreUnsupported;
  }

  /**
   * The insides of strings in which a pattern is found.
   *
   * @param at where it is, for messages
   * @return nothing if it cannot be held to and need not be
   */
  Optional<Expr> search(Location at, String pattern) {
    Optional<Expr> done = known.get(pattern);
    if (done == null) {
      done = compiled(at, pattern);
      known.put(pattern, done);
    }
    return done;
  }

  private Optional<Expr> compiled(Location at, String pattern) {
    try {
      return Optional.of(RegexCompiler.search(pattern, JsonText::character));
    } catch (ConstraintException e) {
      if (ignoreUnsupported) {
        return Optional.empty();
      }
      throw at.refused(e.getMessage());
    }
  }

  /** Whether a pattern is found in a text; if it cannot be held to, it is. */
  boolean isFound(Location at, String pattern, String text) {
    Regular language = regular.get(pattern);
    if (language == null) {
      Optional<Expr> expr = search(at, pattern);
      if (expr.isEmpty()) {
        return true;
      }
      language = new Regular(expr.get(), work);
      regular.put(pattern, language);
    }
    return language.matches(JsonText.inside(text));
  }

  /** Whether it is certain that several languages have no text in common. */
  boolean areApart(List<Expr> languages) {
    return languages.size() > 1 && new Regular(Expr.all(languages), work).isEmpty();
  }
}
