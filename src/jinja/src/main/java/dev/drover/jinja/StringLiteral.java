package dev.drover.jinja;

/** Escapes within string literals, by Python's {@code unicode-escape} as Jinja applies it. */
final class StringLiteral {
  private StringLiteral() {}

  /**
   * Returns a literal's value.
   *
   * @param body what stands between the quotes
   * @throws IllegalArgumentException at an incomplete or unknown numeric or named escape
   */
  static String unescape(String body) {
    int backslash = body.indexOf('\\');
    if (backslash < 0) {
      return body;
    }
    StringBuilder out = new StringBuilder(body.length());
    int at = 0;
    while (at < body.length()) {
      char c = body.charAt(at);
      if (c != '\\') {
        out.append(c);
        at++;
        continue;
      }
      at = escape(body, at + 1, out);
    }
    return out.toString();
  }

  private static int escape(String body, int at, StringBuilder out) {
    char c = body.charAt(at);
    switch (c) {
      case '\n' -> {}
      case '\\', '\'', '"' -> out.append(c);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> {
        return hexadecimal(body, at, 2, out);
      }
      case 'u' -> {
        return hexadecimal(body, at, 4, out);
      }
      case 'U' -> {
        return hexadecimal(body, at, 8, out);
      }
      case 'N' -> {
        return named(body, at, out);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        return octal(body, at, out);
      }
      default -> {
        if (c >= 128) {
          return nonAscii(body, at, out);
        }
        out.append('\\').append(c);
      }
    }
    return at + 1;
  }

  private static int hexadecimal(String body, int at, int digits, StringBuilder out) {
    int end = at + 1 + digits;
    String hex = body.substring(at + 1, Math.min(end, body.length()));
    if (hex.length() < digits || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IllegalArgumentException("truncated \\" + body.charAt(at) + " escape");
    }
    long point = Long.parseLong(hex, 16);
    if (point > Character.MAX_CODE_POINT) {
      throw new IllegalArgumentException("illegal Unicode character");
    }
    out.appendCodePoint((int) point);
    return end;
  }

  private static int octal(String body, int at, StringBuilder out) {
    int end = at;
    int value = 0;
    while (end < body.length() && end < at + 3 && Character.digit(body.charAt(end), 8) >= 0) {
      value = value * 8 + Character.digit(body.charAt(end), 8);
      end++;
    }
    out.append((char) value);
    return end;
  }

  private static int named(String body, int at, StringBuilder out) {
    int close = body.indexOf('}', at);
    if (close < 0 || body.charAt(at + 1) != '{') {
      throw new IllegalArgumentException("malformed \\N character escape");
    }
    out.appendCodePoint(Character.codePointOf(body.substring(at + 2, close)));
    return close + 1;
  }

  /** Jinja turns a literal into ASCII first, so the backslash meets the character's own escape. */
  private static int nonAscii(String body, int at, StringBuilder out) {
    int point = body.codePointAt(at);
    String format = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
    out.append(format.formatted(point));
    return at + Character.charCount(point);
  }
}
