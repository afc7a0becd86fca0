package dev.drover.engine.constraint;

/** Reads the escapes of regular expressions. */
final class RegexEscapes {
  private final SourceText source;

  RegexEscapes(SourceText source) {
    this.source = source;
  }

  /** A character that stands for itself. */
  CodePoints literal() {
    int position = source.position();
    return one(position, source.next());
  }

  /**
   * What follows a backslash.
   *
   * @param inClass whether it stands within brackets
   * @throws ConstraintException with line and column if it is unknown or refused
   */
  CodePoints read(boolean inClass) {
    int start = source.position() - 1;
    int c = source.next();
    return switch (c) {
      case SourceText.END -> throw source.error(start, "nothing follows the backslash");
      case 'd' -> RegexSets.DIGIT;
      case 'D' -> RegexSets.DIGIT.complement();
      case 'w' -> RegexSets.WORD;
      case 'W' -> RegexSets.WORD.complement();
      case 's' -> RegexSets.SPACE;
      case 'S' -> RegexSets.SPACE.complement();
      case 't' -> one(start, '\t');
      case 'n' -> one(start, '\n');
      case 'r' -> one(start, '\r');
      case 'f' -> one(start, '\f');
      case 'v' -> one(start, 0x0B);
      case 'b', 'B' -> {
        if (c == 'b' && inClass) {
          yield one(start, '\b');
        }
        throw source.error(start, "the word boundary \\" + (char) c + " is not supported");
      }
      case 'x' -> one(start, source.hex(2));
      case 'u' -> one(start, unicode(start));
      case 'c' -> {
        int letter = source.next() & ~0x20;
        if (letter < 'A' || letter > 'Z') {
          throw source.error(start, "\\c needs a letter");
        }
        yield one(start, letter & 0x1F);
      }
      case 'p', 'P' -> property(start, c == 'P');
      case 'k' -> throw source.error(start, "backreferences are not supported");
      default -> {
        if (c == '0' && (source.peek() < '0' || source.peek() > '9')) {
          yield one(start, 0);
        }
        if (c >= '0' && c <= '9') {
          throw source.error(start, "backreferences and octal escapes are not supported");
        }
        if (Character.isLetter(c)) {
          throw source.error(start, "there is no escape \\" + Character.toString(c));
        }
        yield one(start, c);
      }
    };
  }

  private int unicode(int start) {
    if (!source.skip('{')) {
      int high = source.hex(4);
      if (Character.isSurrogate((char) high) && source.skip("\\u")) {
        int low = source.hex(4);
        return Character.isSurrogatePair((char) high, (char) low)
            ? Character.toCodePoint((char) high, (char) low)
            : high;
      }
      return high;
    }
    int value = 0;
    while (!source.skip('}')) {
      value = value * 16 + source.hex(1);
      if (value > Character.MAX_CODE_POINT) {
        throw source.error(start, "there is no such character");
      }
    }
    return value;
  }

  private CodePoints property(int start, boolean negated) {
    StringBuilder name = new StringBuilder();
    boolean braced = source.skip('{');
    while (braced && source.peek() != '}' && source.peek() != SourceText.END) {
      name.appendCodePoint(source.next());
    }
    CodePoints set = RegexSets.property(name.toString());
    if (!braced || !source.skip('}') || set == null) {
      throw source.error(start, "there is no such property of characters");
    }
    return negated ? set.complement() : set;
  }

  private CodePoints one(int position, int character) {
    CodePoints set = CodePoints.of(character, character);
    if (set.isEmpty()) {
      throw source.error(position, "half of a surrogate pair is no character");
    }
    return set;
  }
}
