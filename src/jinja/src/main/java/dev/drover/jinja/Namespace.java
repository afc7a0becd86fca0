package dev.drover.jinja;

import java.util.Map;

/** The one object a template can change: {@code set ns.name = value}. */
record Namespace(Map<Object, Object> attributes) implements Value {

  @Override
  public String typeName() {
    return "Namespace";
  }

  @Override
  public Object attribute(String name) {
    return attributes.getOrDefault(name, Missing.MISSING);
  }

  @Override
  public String text(Run run, int depth) {
    return "<Namespace " + Repr.of(run, attributes, depth + 1) + ">";
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
