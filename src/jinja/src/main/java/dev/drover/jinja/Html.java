package dev.drover.jinja;

import java.util.Map;

/** Escaping text for HTML, and taking it out again. */
final class Html {
  /** The entities that occur in practice; HTML has two thousand more. */
  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", "\u00a0"),
          Map.entry("copy", "©"),
          Map.entry("reg", "®"),
          Map.entry("laquo", "«"),
          Map.entry("raquo", "»"),
          Map.entry("ndash", "–"),
          Map.entry("mdash", "—"),
          Map.entry("hellip", "…"),
          Map.entry("euro", "€"));

  private Html() {}

  static String escape(Run run, String text) {
    Text out = new Text(run);
    int plain = 0;
    for (int at = 0; at < text.length(); at++) {
      String escaped =
          switch (text.charAt(at)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\'' -> "&#39;";
            case '"' -> "&#34;";
            default -> null;
          };
      if (escaped != null) {
        out.append(text, plain, at).append(escaped);
        plain = at + 1;
      }
    }
    return out.append(text, plain, text.length()).toString();
  }

  /** Removes tags and comments, joins whitespace and resolves entities. */
  static String stripTags(Run run, String text) {
    Text out = new Text(run);
    int at = 0;
    int start = text.indexOf('<');
    while (start >= 0) {
      boolean comment = text.startsWith("<!--", start);
      int end = comment ? text.indexOf("-->", start + 4) : text.indexOf('>', start);
      if (end < 0) {
        break;
      }
      out.append(text, at, start);
      at = end + (comment ? 3 : 1);
      start = text.indexOf('<', at);
    }
    out.append(text, at, text.length());
    String words = StringSplit.join(run, " ", StringSplit.split(run, out.toString(), null, -1L));
    return unescape(run, words);
  }

  /** Resolves numeric entities and the commoner named ones. */
  static String unescape(Run run, String text) {
    Text out = new Text(run);
    int at = 0;
    while (at < text.length()) {
      int start = text.indexOf('&', at);
      int end = start < 0 ? -1 : text.indexOf(';', start);
      String resolved = end < 0 || end - start > 12 ? null : entity(text.substring(start + 1, end));
      if (start < 0) {
        break;
      }
      out.append(text, at, start).append(resolved == null ? "&" : resolved);
      at = resolved == null ? start + 1 : end + 1;
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String entity(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    boolean hex = name.startsWith("#x") || name.startsWith("#X");
    try {
      int point = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
      return Character.isValidCodePoint(point) ? Character.toString(point) : "\ufffd";
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
