package dev.drover.jinja;

import java.util.HashMap;
import java.util.Map;

/** Built-ins by name, collected once. */
final class Registry {
  private final Map<String, Builtin> builtins = new HashMap<>();

  Registry add(String name, Parameters parameters, Builtin.Body body) {
    builtins.put(name, new Builtin(name, parameters, body));
    return this;
  }

  /** Adds a built-in under a second name. */
  Registry alias(String name, String existing) {
    builtins.put(name, builtins.get(existing));
    return this;
  }

  Map<String, Builtin> map() {
    return Map.copyOf(builtins);
  }
}
