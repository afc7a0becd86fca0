package dev.drover.engine.constraint;

import java.util.Map;

/**
 * A language over bytes with rules that may refer to each other and to themselves, though not at
 * their own beginning (left recursion).
 *
 * @param rules by name
 * @param root what the whole text must be
 */
public record Grammar(Map<String, Expr> rules, Expr root) {
  /** A grammar without rules. */
  public static Grammar of(Expr root) {
    return new Grammar(Map.of(), root);
  }

  /** Copies the map. */
  public Grammar {
    rules = Map.copyOf(rules);
  }
}
