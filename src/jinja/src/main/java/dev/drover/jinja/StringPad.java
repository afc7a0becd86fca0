package dev.drover.jinja;

/** Stripping and padding strings. */
final class StringPad {
  private StringPad() {}

  /** Strips characters of a set, or whitespace if it is None, from one or both ends. */
  static String strip(Run run, String text, Object set, boolean leading, boolean trailing) {
    run.chargeText(text.length());
    String characters = set == null ? null : StringSearch.string(set);
    int start = 0;
    int end = text.length();
    while (leading && start < end && strips(characters, text.codePointAt(start))) {
      run.chargeText(characters == null ? 0 : characters.length());
      start += Character.charCount(text.codePointAt(start));
    }
    while (trailing && end > start && strips(characters, text.codePointBefore(end))) {
      run.chargeText(characters == null ? 0 : characters.length());
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean strips(String characters, int point) {
    return characters == null ? Characters.isSpace(point) : characters.indexOf(point) >= 0;
  }

  private static String padded(Run run, String text, long before, long after, Object fill) {
    String character = Values.characters(fill);
    if (character == null || Strings.length(character) != 1) {
      throw new Fault("The fill character must be exactly one character long");
    }
    return new Text(run).repeat(character, before).append(text).repeat(character, after).toString();
  }

  private static long missing(String text, Object width) {
    return Math.max(0, Numbers.index(width) - Strings.length(text));
  }

  static String left(Run run, String text, Object width, Object fill) {
    return padded(run, text, 0, missing(text, width), fill);
  }

  static String right(Run run, String text, Object width, Object fill) {
    return padded(run, text, missing(text, width), 0, fill);
  }

  static String center(Run run, String text, Object width, Object fill) {
    long missing = missing(text, width);
    long before = missing / 2 + (missing & Numbers.index(width) & 1);
    return padded(run, text, before, missing - before, fill);
  }

  static String zeros(Run run, String text, Object width) {
    long missing = missing(text, width);
    boolean signed = text.startsWith("+") || text.startsWith("-");
    return new Text(run)
        .append(signed ? text.substring(0, 1) : "")
        .repeat("0", missing)
        .append(signed ? text.substring(1) : text)
        .toString();
  }

  static String expandTabs(Run run, String text, Object tabSize) {
    long size = Numbers.index(tabSize);
    Text out = new Text(run);
    long column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        long spaces = size > 0 ? size - column % size : 0;
        out.repeat(" ", spaces);
        column += spaces;
      } else {
        out.append(c);
        column = c == '\n' || c == '\r' ? 0 : column + (Character.isLowSurrogate(c) ? 0 : 1);
      }
    }
    return out.toString();
  }
}
