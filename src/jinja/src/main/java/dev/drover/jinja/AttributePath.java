package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;

/** An attribute as filters name it: {@code "function.name"}, {@code "choices.0"}, 0, or None. */
final class AttributePath {
  private final List<Object> parts;
  private final Object fallback;
  private final boolean ignoresCase;

  private AttributePath(List<Object> parts, Object fallback, boolean ignoresCase) {
    this.parts = parts;
    this.fallback = fallback;
    this.ignoresCase = ignoresCase;
  }

  /**
   * Makes a path.
   *
   * @param attribute None for the value itself
   * @param fallback what to use where there is nothing, or None
   * @param ignoresCase whether strings come in small letters
   */
  static AttributePath of(Object attribute, Object fallback, boolean ignoresCase) {
    List<Object> parts = new ArrayList<>();
    String text = Values.characters(attribute);
    if (text != null) {
      for (String part : text.split("\\.", -1)) {
        parts.add(part(part));
      }
    } else if (attribute != null) {
      parts.add(attribute);
    }
    return new AttributePath(parts, fallback, ignoresCase);
  }

  static AttributePath of(Object attribute) {
    return of(attribute, null, false);
  }

  /** Makes the paths that a string with commas holds. */
  static List<AttributePath> several(Object attribute, boolean ignoresCase) {
    String text = Values.characters(attribute);
    if (text == null) {
      return List.of(of(attribute, null, ignoresCase));
    }
    List<AttributePath> paths = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      paths.add(of(part, null, ignoresCase));
    }
    return paths;
  }

  private static Object part(String part) {
    boolean index = part.length() < 18 && StringCase.all(part, Characters::isDecimal);
    return index ? (Object) Long.valueOf(part) : part;
  }

  Object get(Run run, Object value) {
    Object result = value;
    for (Object part : parts) {
      result = Subscript.get(run, result, part);
      if (fallback != null && result instanceof Undefined) {
        result = fallback;
      }
    }
    return ignoresCase ? lower(result) : result;
  }

  /** Returns a string in small letters, anything else as it is. */
  static Object lower(Object value) {
    String text = Values.characters(value);
    return text == null ? value : StringCase.lower(text);
  }
}
