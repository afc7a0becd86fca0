package dev.drover.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * The values of a template and what all of them have: a type, a truth, a text, maybe a length.
 *
 * <p>None is null; bool is Boolean; int is Long, or BigInteger beyond it; float is Double; str is
 * String or {@link Markup}; list and dict are List and Map, never changed; the others are {@link
 * Value}s.
 */
final class Values {
  private Values() {}

  /**
   * Returns a caller's object as a value. Containers stay as they are: their elements are turned
   * into values when they are read.
   *
   * @throws Fault for a type that templates do not have
   */
  static Object of(Object raw) {
    if (raw == null
        || raw instanceof String
        || raw instanceof Map
        || raw instanceof List
        || raw instanceof Long
        || raw instanceof Boolean
        || raw instanceof Double
        || raw instanceof Value) {
      return raw;
    }
    return switch (raw) {
      case Integer number -> (long) number;
      case Short number -> (long) number;
      case Byte number -> (long) number;
      case BigInteger number -> Numbers.normal(number);
      case Float number -> (double) number;
      default -> throw new Fault("a template cannot use a value of " + raw.getClass().getName());
    };
  }

  static String typeName(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case String ignored -> "str";
      case Boolean ignored -> "bool";
      case Long ignored -> "int";
      case BigInteger ignored -> "int";
      case Double ignored -> "float";
      case List<?> ignored -> "list";
      case Map<?, ?> ignored -> "dict";
      case Value own -> own.typeName();
      default -> value.getClass().getName();
    };
  }

  static boolean truth(Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case String text -> !text.isEmpty();
      case Markup markup -> !markup.text().isEmpty();
      case Long number -> number != 0;
      case Double number -> number != 0;
      case BigInteger ignored -> true;
      case Undefined ignored -> false;
      default -> lengthOrNone(value) != 0;
    };
  }

  /** Returns how many elements or characters a value has, or -1 if it has no length. */
  static long lengthOrNone(Object value) {
    return switch (value) {
      case null -> -1;
      case String text -> text.codePointCount(0, text.length());
      case Markup(String text) -> text.codePointCount(0, text.length());
      case List<?> list -> list.size();
      case Map<?, ?> dict -> dict.size();
      case Tuple tuple -> tuple.size();
      case Range range -> range.size();
      case DictView view -> view.dict().size();
      case LoopState loop -> loop.length();
      case Undefined ignored -> 0;
      default -> -1;
    };
  }

  static long length(Object value) {
    long length = lengthOrNone(value);
    if (length < 0) {
      throw new Fault("object of type '" + typeName(value) + "' has no len()");
    }
    return length;
  }

  @SuppressWarnings("ReferenceEquality") // this is what it is for
  static boolean identical(Object left, Object right) {
    return left == right;
  }

  static boolean isString(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** Returns a string's characters, whether it is marked or not, or null for other values. */
  static String characters(Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Markup markup ? markup.text() : null;
  }

  /** Returns a value's text as {@code str} gives it. */
  static String string(Run run, Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Markup markup ? markup.text() : Repr.str(run, value);
  }
}
