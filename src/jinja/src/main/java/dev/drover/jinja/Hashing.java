package dev.drover.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Hashes that equal values share, and the values that have one: those that can be dict keys. */
final class Hashing {
  /** Levels of containers that are compared or hashed; a run's own limit may be lower. */
  private static final int MAX_DEPTH = 200;

  private Hashing() {}

  static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new Fault.Limit("depth", MAX_DEPTH);
    }
  }

  /**
   * Returns the hash of a value that lies within tuples.
   *
   * @throws Fault if Python does not hash values of its type
   */
  static int hash(Object value, int depth) {
    checkDepth(depth);
    return switch (value) {
      case null -> 0;
      case List<?> ignored -> throw unhashable(value);
      case Map<?, ?> ignored -> throw unhashable(value);
      case DictView ignored -> throw unhashable(value);
      case Tuple tuple -> tuple.hash(depth);
      case Markup(String text) -> text.hashCode();
      case Boolean truth -> truth ? Double.hashCode(1) : Double.hashCode(0);
      case Long number -> Double.hashCode(number);
      case BigInteger number -> Double.hashCode(number.doubleValue());
      case Double number -> Double.hashCode(number == 0 ? 0 : number);
      case Undefined ignored -> 7;
      default -> value.hashCode();
    };
  }

  private static Fault unhashable(Object value) {
    return new Fault("unhashable type: '" + Values.typeName(value) + "'");
  }
}
