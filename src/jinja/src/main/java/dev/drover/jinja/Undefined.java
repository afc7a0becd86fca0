package dev.drover.jinja;

/**
 * A name or attribute that is not there. It prints as nothing, is false and empty; anything else
 * done with it fails with its message.
 */
record Undefined(String message) implements Value {

  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  /** An attribute or element that an object does not have. */
  static Undefined element(Run run, Object owner, Object key) {
    String type = owner == null ? "None" : Values.typeName(owner) + " object";
    return new Undefined(
        key instanceof String name
            ? "'" + type + "' has no attribute '" + name + "'"
            : type + " has no element " + Repr.of(run, key));
  }

  /** What the sandbox returns instead of an attribute that templates may not have. */
  static Undefined unsafe(Object owner, String name) {
    return new Undefined(
        "access to attribute '%s' of '%s' object is unsafe."
            .formatted(name, Values.typeName(owner)));
  }

  Fault fault() {
    return new Fault(message);
  }

  @Override
  public String typeName() {
    return "Undefined";
  }

  @Override
  public String text(Run run, int depth) {
    return "";
  }
}
