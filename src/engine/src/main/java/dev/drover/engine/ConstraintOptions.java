package dev.drover.engine;

import dev.drover.engine.constraint.Constraint;
import java.util.List;

/**
 * What a text must be. Valid when it comes out of a {@link GenerationRequest.Builder}.
 *
 * @param all constraints that all hold; none: the text is free
 * @param after text that ends a free beginning, after which they hold; null: they hold from the
 *     first token on
 */
public record ConstraintOptions(List<Constraint> all, String after) {
  /** Copies the list. */
  public ConstraintOptions {
    all = List.copyOf(all);
  }
}
