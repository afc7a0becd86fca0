package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Splitting and joining strings. */
final class StringSplit {
  private StringSplit() {}

  static List<Object> split(Run run, String text, Object separator, Object limit) {
    run.chargeText(text.length());
    long left = limit(limit);
    List<Object> parts = new ArrayList<>();
    if (separator == null) {
      splitSpace(run, text, left, parts);
      return parts;
    }
    Needle needle = needle(separator);
    int from = 0;
    int at = needle.find(text, 0, text.length());
    while (at >= 0 && left-- > 0) {
      run.tick();
      parts.add(text.substring(from, at));
      from = at + needle.length();
      at = needle.find(text, from, text.length());
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static void splitSpace(Run run, String text, long limit, List<Object> parts) {
    long left = limit;
    int at = skip(text, 0, true);
    while (at < text.length()) {
      run.tick();
      if (left-- <= 0) {
        parts.add(text.substring(at));
        return;
      }
      int end = skip(text, at, false);
      parts.add(text.substring(at, end));
      at = skip(text, end, true);
    }
  }

  private static int skip(String text, int from, boolean space) {
    int at = from;
    while (at < text.length() && Characters.isSpace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  static List<Object> splitLast(Run run, String text, Object separator, Object limit) {
    run.chargeText(text.length());
    long left = limit(limit);
    List<Object> parts = new ArrayList<>();
    if (separator == null) {
      splitSpaceLast(run, text, left, parts);
    } else {
      String backwards = reversed(text); // so that a long separator is found in linear time
      needle(separator);
      String mirrored = reversed(StringSearch.string(separator));
      for (Object part : split(run, backwards, mirrored, limit)) {
        parts.add(reversed((String) part));
      }
    }
    Collections.reverse(parts);
    return parts;
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static void splitSpaceLast(Run run, String text, long limit, List<Object> parts) {
    long left = limit;
    int end = skipBack(text, text.length(), true);
    while (end > 0) {
      run.tick();
      if (left-- <= 0) {
        parts.add(text.substring(0, end));
        return;
      }
      int start = skipBack(text, end, false);
      parts.add(text.substring(start, end));
      end = skipBack(text, start, true);
    }
  }

  private static int skipBack(String text, int from, boolean space) {
    int at = from;
    while (at > 0 && Characters.isSpace(text.charAt(at - 1)) == space) {
      at--;
    }
    return at;
  }

  private static long limit(Object value) {
    long limit = Numbers.index(value);
    return limit < 0 ? Long.MAX_VALUE : limit;
  }

  private static Needle needle(Object separator) {
    String text = StringSearch.string(separator);
    if (text.isEmpty()) {
      throw new Fault("empty separator");
    }
    return new Needle(text);
  }

  static List<Object> lines(Run run, String text, boolean keepEnds) {
    run.chargeText(text.length());
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      if (Characters.isLineEnd(text.charAt(at))) {
        run.tick();
        int end = at;
        if (text.startsWith("\r\n", at)) {
          at++;
        }
        lines.add(text.substring(from, keepEnds ? at + 1 : end));
        from = at + 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines;
  }

  static Tuple partition(Run run, String text, Object separator, boolean last) {
    run.chargeText(text.length());
    Needle needle = needle(separator);
    int at = last ? needle.findLast(text, 0, text.length()) : needle.find(text, 0, text.length());
    if (at < 0) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    return Tuple.of(
        text.substring(0, at),
        StringSearch.string(separator),
        text.substring(at + needle.length()));
  }

  static String join(Run run, String separator, Object items) {
    Iterator<Object> iterator = Iteration.of(run, items);
    Text out = new Text(run);
    for (int i = 0; iterator.hasNext(); i++) {
      Object item = iterator.next();
      String text = Values.characters(item);
      if (text == null) {
        throw new Fault(
            "sequence item %d: expected str instance, %s found"
                .formatted(i, Values.typeName(item)));
      }
      out.append(i == 0 ? "" : separator).append(text);
    }
    return out.toString();
  }
}
