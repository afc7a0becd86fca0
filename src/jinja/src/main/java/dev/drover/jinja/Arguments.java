package dev.drover.jinja;

import java.util.Map;

/** What a call passes. Neither the positional nor the named arguments change once passed. */
final class Arguments {
  static final Arguments NONE = of();

  private final Object[] positional;
  private final Map<String, Object> named;

  Arguments(Object[] positional, Map<String, Object> named) {
    this.positional = positional;
    this.named = named;
  }

  static Arguments of(Object... positional) {
    return new Arguments(positional, Map.of());
  }

  Object[] positional() {
    return positional;
  }

  Map<String, Object> named() {
    return named;
  }
}
