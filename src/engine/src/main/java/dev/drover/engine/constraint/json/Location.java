package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.constraint.ConstraintException;
import java.math.BigDecimal;

/**
 * A place in a schema and what is there. Two are equal if they are the same place.
 *
 * @param pointer where, a JSON pointer (RFC 6901); of a part that stands for a keyword's meaning,
 *     the keyword's pointer and a word for the part
 * @param node what is there
 */
record Location(String pointer, JsonNode node) {

  /** What is below a key, which need not be there. */
  Location at(String key) {
    return new Location(pointer + "/" + key.replace("~", "~0").replace("/", "~1"), node.path(key));
  }

  /** An element of a list. */
  Location at(int index) {
    return new Location(pointer + "/" + index, node.path(index));
  }

  /** Something else that stands for a part of what this place means. */
  Location meaning(String part, JsonNode meant) {
    return new Location(pointer + "(" + part + ")", meant);
  }

  /** Whether a key is there. */
  boolean has(String key) {
    return node.has(key);
  }

  /** An exception that names this place. */
  ConstraintException refused(String reason) {
    return new ConstraintException("#" + pointer + ": " + reason);
  }

  /** The text that is here. */
  String text() {
    if (!node.isTextual()) {
      throw refused("must be a string");
    }
    return node.textValue();
  }

  /** The count that is here; larger ones than an int holds are the largest of them. */
  int count() {
    BigDecimal value = number();
    if (value.signum() < 0 || value.stripTrailingZeros().scale() > 0) {
      throw refused("must be a whole number of 0 or more");
    }
    return value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) >= 0
        ? Integer.MAX_VALUE
        : value.intValueExact();
  }

  /** The number that is here, of at most {@link SchemaLimits#MAX_BOUND_DIGITS} digits. */
  BigDecimal number() {
    if (!node.isNumber()) {
      throw refused("must be a number");
    }
    BigDecimal value = node.decimalValue();
    int before = value.precision() - value.scale();
    if (Math.abs((long) before) > SchemaLimits.MAX_BOUND_DIGITS
        || Math.abs((long) value.scale()) > SchemaLimits.MAX_BOUND_DIGITS) {
      throw refused(
          "must have at most " + SchemaLimits.MAX_BOUND_DIGITS + " digits when written out");
    }
    return value;
  }

  /** The list that is here. */
  Location list() {
    if (!node.isArray()) {
      throw refused("must be a list");
    }
    return this;
  }

  /** The object that is here. */
  Location object() {
    if (!node.isObject()) {
      throw refused("must be an object");
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Location that && pointer.equals(that.pointer);
  }

  @Override
  public int hashCode() {
    return pointer.hashCode();
  }
}
