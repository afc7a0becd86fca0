package dev.drover.jinja;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code value.name}: the attribute, else the item of that name. No Java member is ever reached.
 */
final class Attributes {
  /** What every Python object has; the sandbox keeps them from templates. */
  private static final Set<String> INTERNAL =
      Set.of(
          "__class__",
          "__delattr__",
          "__dir__",
          "__doc__",
          "__eq__",
          "__format__",
          "__ge__",
          "__getattribute__",
          "__getstate__",
          "__gt__",
          "__hash__",
          "__init__",
          "__init_subclass__",
          "__le__",
          "__lt__",
          "__ne__",
          "__new__",
          "__reduce__",
          "__reduce_ex__",
          "__repr__",
          "__setattr__",
          "__sizeof__",
          "__str__",
          "__subclasshook__");

  private Attributes() {}

  /** Returns what Jinja's sandbox returns: something undefined if there is neither. */
  static Object get(Run run, Object value, String name) {
    Object attribute = find(value, name);
    if (attribute != Missing.MISSING) {
      return attribute;
    }
    Object item = Subscript.item(value, name);
    return item != Missing.MISSING ? item : Undefined.element(run, value, name);
  }

  /** Returns an attribute, or {@link Missing}; an unsafe one is undefined. */
  static Object find(Object value, String name) {
    if (name.startsWith("_")) {
      if (INTERNAL.contains(name)) {
        return Undefined.unsafe(value, name);
      }
      if (value instanceof Undefined undefined && !name.startsWith("__")) {
        throw undefined.fault();
      }
      return value instanceof Namespace namespace && namespace.attributes().containsKey(name)
          ? Undefined.unsafe(value, name)
          : Missing.MISSING;
    }
    return switch (value) {
      case Map<?, ?> ignored when DictMethods.changes(name) -> Undefined.unsafe(value, name);
      case List<?> ignored when SequenceMethods.changes(name) -> Undefined.unsafe(value, name);
      case Undefined undefined -> throw undefined.fault();
      case Value own when !(own instanceof Markup) -> own.attribute(name);
      case null -> Missing.MISSING;
      default -> {
        Builtin method = method(value, name);
        if (method != null) {
          yield new BoundMethod(value, method);
        }
        yield Numbers.isNumber(value) ? NumberMethods.property(value, name) : Missing.MISSING;
      }
    };
  }

  /** Returns the method that a value of a built-in type has under a name, or null. */
  static Builtin method(Object value, String name) {
    return switch (value) {
      case String ignored -> StringMethods.find(name);
      case Markup ignored -> MarkupMethods.find(name);
      case Map<?, ?> ignored -> DictMethods.find(name);
      case List<?> ignored -> SequenceMethods.findInList(name);
      case null, default -> Numbers.isNumber(value) ? NumberMethods.find(value, name) : null;
    };
  }
}
