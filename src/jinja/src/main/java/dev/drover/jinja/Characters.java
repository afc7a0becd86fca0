package dev.drover.jinja;

/** What Python calls characters of certain kinds. */
final class Characters {
  private Characters() {}

  /** Returns whether {@code str.isspace} holds; all such characters are in the basic plane. */
  static boolean isSpace(int point) {
    return switch (point) {
      case '\t', '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x1f, ' ', 0x85, 0xa0 -> true;
      default -> point > 0xff && Character.isSpaceChar(point);
    };
  }

  /** Returns whether {@code str.splitlines} splits here. */
  static boolean isLineEnd(char c) {
    return switch (c) {
      case '\n', '\r', 0x0b, '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }

  static boolean isNameStart(int point) {
    return point == '_' || Character.isUnicodeIdentifierStart(point);
  }

  static boolean isNamePart(int point) {
    return point == '_'
        || Character.isLetterOrDigit(point)
        || (point > 127
            && Character.isUnicodeIdentifierPart(point)
            && !Character.isIdentifierIgnorable(point));
  }

  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  static boolean isDecimal(int point) {
    return Character.getType(point) == Character.DECIMAL_DIGIT_NUMBER;
  }

  /** Returns whether {@code str.isdigit} holds: decimals, superscripts, circled digits. */
  static boolean isDigit(int point) {
    return isDecimal(point)
        || point == 0xb2
        || point == 0xb3
        || point == 0xb9
        || point == 0x2070
        || (point >= 0x2074 && point <= 0x2079)
        || (point >= 0x2080 && point <= 0x2089)
        || (point >= 0x2460 && point <= 0x2468)
        || (point >= 0x2474 && point <= 0x247c)
        || (point >= 0x2488 && point <= 0x2490);
  }

  static boolean isNumeric(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default ->
          Character.isIdeographic(point) && "〇一二三四五六七八九十百千万億兆零壹貳參肆伍陸柒捌玖拾佰仟".indexOf(point) >= 0;
    };
  }

  static boolean isAlphanumeric(int point) {
    return Character.isLetter(point) || isNumeric(point);
  }

  static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }
}
