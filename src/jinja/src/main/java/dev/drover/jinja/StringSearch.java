package dev.drover.jinja;

import java.util.Iterator;

/** Finding and replacing in strings. */
final class StringSearch {
  private StringSearch() {}

  /** The part of a string between two optional indexes, as UTF-16 offsets. */
  private record Span(String text, int from, int to, boolean empty) {

    /** Reads the string from a[0] and the indexes from a[2] and a[3]. */
    static Span of(Run run, Object[] a) {
      String text = (String) a[0];
      run.chargeText(text.length());
      if (a[2] == null && a[3] == null) {
        return new Span(text, 0, text.length(), false);
      }
      long length = Strings.length(text);
      Slice.Indices indices = Slice.Indices.of(a[2], a[3], null, length);
      boolean beyond = a[2] != null && Numbers.clamped(a[2]) > length;
      return new Span(
          text,
          Strings.offset(text, indices.start()),
          Strings.offset(text, indices.stop()),
          beyond || crossed(a[3], indices, length));
    }

    private static boolean crossed(Object end, Slice.Indices indices, long length) {
      if (end == null) {
        return false;
      }
      long stop = Numbers.clamped(end);
      return (stop < 0 ? stop + length : stop) < indices.start();
    }
  }

  /** Returns an argument's characters, if it is a string. */
  static String string(Object argument) {
    String text = Values.characters(argument);
    if (text == null) {
      throw new Fault("must be str, not " + Values.typeName(argument));
    }
    return text;
  }

  static Object find(Run run, Object[] a, boolean last) {
    Needle needle = new Needle(string(a[1]));
    Span span = Span.of(run, a);
    if (span.empty()) {
      return -1L;
    }
    int at =
        last
            ? needle.findLast(span.text(), span.from(), span.to())
            : needle.find(span.text(), span.from(), span.to());
    return (long) Strings.index(span.text(), at);
  }

  static Object index(Run run, Object[] a, boolean last) {
    Object found = find(run, a, last);
    if (found.equals(-1L)) {
      throw new Fault("substring not found");
    }
    return found;
  }

  static Object count(Run run, Object[] a) {
    Needle needle = new Needle(string(a[1]));
    Span span = Span.of(run, a);
    if (span.empty()) {
      return 0L;
    }
    if (needle.length() == 0) {
      return span.text().codePointCount(span.from(), span.to()) + 1L;
    }
    long count = 0;
    int at = needle.find(span.text(), span.from(), span.to());
    while (at >= 0) {
      count++;
      at = needle.find(span.text(), at + needle.length(), span.to());
    }
    return count;
  }

  /** Tests for a prefix or suffix, or any of a tuple of them. */
  static Object hasAffix(Run run, Object[] a, boolean prefix) {
    Span span = Span.of(run, a);
    if (!(a[1] instanceof Tuple affixes)) {
      return hasAffix(span, affix(a[1], prefix), prefix);
    }
    for (Object affix : affixes.items()) {
      run.tick();
      if (hasAffix(span, affix(affix, prefix), prefix)) {
        return true;
      }
    }
    return false;
  }

  private static String affix(Object value, boolean prefix) {
    String affix = Values.characters(value);
    if (affix == null) {
      throw new Fault(
          "%s first arg must be str or a tuple of str, not %s"
              .formatted(prefix ? "startswith" : "endswith", Values.typeName(value)));
    }
    return affix;
  }

  private static boolean hasAffix(Span span, String affix, boolean prefix) {
    int length = affix.length();
    return !span.empty()
        && span.to() - span.from() >= length
        && span.text().startsWith(affix, prefix ? span.from() : span.to() - length);
  }

  static String without(Run run, Object[] a, boolean prefix) {
    String text = (String) a[0];
    String affix = string(a[1]);
    run.chargeText(text.length());
    if (prefix) {
      return text.startsWith(affix) ? text.substring(affix.length()) : text;
    }
    return text.endsWith(affix) ? text.substring(0, text.length() - affix.length()) : text;
  }

  /** Replaces the first occurrences, all if the count is negative. */
  static String replace(Run run, String text, String old, String replacement, long count) {
    run.chargeText(text.length());
    long left = count < 0 ? Long.MAX_VALUE : count;
    if (old.isEmpty()) {
      return interleave(run, text, replacement, left);
    }
    Needle needle = new Needle(old);
    int at = left == 0 ? -1 : needle.find(text, 0, text.length());
    if (at < 0) {
      return text;
    }
    Text out = new Text(run);
    int from = 0;
    while (at >= 0 && left-- > 0) {
      out.append(text, from, at).append(replacement);
      from = at + old.length();
      at = needle.find(text, from, text.length());
    }
    return out.append(text, from, text.length()).toString();
  }

  private static String interleave(Run run, String text, String replacement, long count) {
    Iterator<Object> characters = Iteration.of(run, text);
    Text out = new Text(run);
    long left = count;
    while (characters.hasNext()) {
      if (left-- > 0) {
        out.append(replacement);
      }
      out.append((String) characters.next());
    }
    if (left > 0) {
      out.append(replacement);
    }
    return out.toString();
  }
}
