package dev.drover.jinja;

import java.util.Iterator;
import java.util.PrimitiveIterator;

/** Strings as sequences of code points, which Java's chars are not beyond the basic plane. */
final class Strings {
  private Strings() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns where the code point of an index starts; the index may be that of the end. */
  static int offset(String text, long index) {
    return length(text) == text.length() ? (int) index : text.offsetByCodePoints(0, (int) index);
  }

  /** Returns the index of the code point that starts at an offset; -1 stays -1. */
  static int index(String text, int offset) {
    return offset < 0 ? -1 : text.codePointCount(0, offset);
  }

  static String at(String text, long index) {
    int offset = offset(text, index);
    return text.substring(offset, offset + Character.charCount(text.codePointAt(offset)));
  }

  /** Returns the code points, each as a string of its own. */
  static Iterator<Object> characters(String text) {
    PrimitiveIterator.OfInt points = text.codePoints().iterator();
    return Iteration.map(points, Character::toString);
  }

  static String slice(Run run, String text, Slice.Indices indices) {
    run.chargeText(text.length());
    if (indices.length() == 0) {
      return "";
    }
    if (indices.step() == 1) {
      return text.substring(offset(text, indices.start()), offset(text, indices.stop()));
    }
    int[] points = text.codePoints().toArray();
    Text out = new Text(run);
    for (long i = 0; i < indices.length(); i++) {
      out.append(Character.toString(points[(int) (indices.start() + i * indices.step())]));
    }
    return out.toString();
  }

  /** Compares by code points; Java's own order is by UTF-16 units. */
  static int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean mixed = Character.isSurrogate(a) != Character.isSurrogate(b);
        return mixed ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
