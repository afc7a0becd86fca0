package dev.drover.jinja;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of some special names a body reads without having assigned them before, in reading order
 * and whatever the scopes, as Jinja finds out whether a loop needs {@code loop} or a macro {@code
 * caller}.
 */
final class UndeclaredNames implements NameVisitor {
  private final Set<String> candidates;
  private final Set<String> found = new HashSet<>();

  private UndeclaredNames(Set<String> candidates) {
    this.candidates = new HashSet<>(candidates);
  }

  static Set<String> in(List<Statement> body, Set<String> names) {
    UndeclaredNames visitor = new UndeclaredNames(names);
    NameWalk.names(body, visitor);
    return visitor.found;
  }

  @Override
  public void load(String name) {
    if (candidates.contains(name)) {
      found.add(name);
    }
  }

  @Override
  public void store(String name, int line) {
    candidates.remove(name);
  }

  @Override
  public void parameter(String name) {
    candidates.remove(name);
  }
}
