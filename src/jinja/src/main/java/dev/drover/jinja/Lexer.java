package dev.drover.jinja;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits a source into tokens as Jinja does with {@code trim_blocks} and {@code lstrip_blocks} on
 * and one trailing line end dropped. Line ends are normalised to {@code \n} first.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int lineStart;
  private int counted;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /**
   * Returns the tokens of a template, the last of them {@link TokenType#EOF}.
   *
   * @throws TemplateSyntaxException at a character no token starts with, an unclosed comment or raw
   *     block, or brackets that do not match
   */
  static List<Token> tokens(String source) {
    String normal = source.replace("\r\n", "\n").replace('\r', '\n');
    if (normal.endsWith("\n")) {
      normal = normal.substring(0, normal.length() - 1);
    }
    Lexer lexer = new Lexer(normal);
    lexer.template();
    return lexer.tokens;
  }

  private void template() {
    while (position < source.length()) {
      int start = nextTag();
      if (start < 0) {
        data(source.substring(position));
        position = source.length();
        break;
      }
      char kind = source.charAt(start + 1);
      char sign = signAt(start + 2);
      leadingData(start, sign, kind != '{');
      position = start;
      int raw = kind == '%' ? rawBegin(start) : -1;
      if (raw >= 0) {
        position = raw;
        lineStarting = source.charAt(raw - 1) == '\n';
        raw();
      } else {
        int inside = start + (sign == 0 ? 2 : 3);
        switch (kind) {
          case '#' -> comment(inside);
          case '%' -> tag(inside, TokenType.BLOCK_BEGIN, TokenType.BLOCK_END);
          default -> tag(inside, TokenType.VARIABLE_BEGIN, TokenType.VARIABLE_END);
        }
      }
    }
    add(TokenType.EOF, "", source.length());
  }

  private int nextTag() {
    int at = source.indexOf('{', position);
    while (at >= 0 && at + 1 < source.length()) {
      char next = source.charAt(at + 1);
      if (next == '{' || next == '%' || next == '#') {
        return at;
      }
      at = source.indexOf('{', at + 1);
    }
    return -1;
  }

  private char signAt(int at) {
    char c = at < source.length() ? source.charAt(at) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  /** Emits the text before a tag, stripped as the tag's sign and {@code lstrip_blocks} say. */
  private void leadingData(int end, char sign, boolean stripsLine) {
    int stop = end;
    if (sign == '-') {
      while (stop > position && Characters.isSpace(source.charAt(stop - 1))) {
        stop--;
      }
    } else if (sign != '+' && stripsLine) {
      // Not lastIndexOf, which would read back to the beginning of the source for every tag.
      int lastLine = end;
      while (lastLine > position && source.charAt(lastLine - 1) != '\n') {
        lastLine--;
      }
      boolean atLineStart = lastLine > position || lineStarting;
      if (atLineStart && lastLine < end && skipSpace(lastLine) >= end) {
        stop = lastLine;
      }
    }
    if (stop > position) {
      data(source.substring(position, stop));
    }
  }

  private void data(String text) {
    add(TokenType.DATA, text, position);
  }

  /** Returns where the text of a raw block starts if its opening tag is here, else -1. */
  private int rawBegin(int start) {
    int at = skipSpace(start + (signAt(start + 2) == 0 ? 2 : 3));
    if (!source.startsWith("raw", at)) {
      return -1;
    }
    at = skipSpace(at + 3);
    if (source.startsWith("-%}", at)) {
      return skipSpace(at + 3);
    }
    return source.startsWith("%}", at) ? at + 2 : -1;
  }

  private void raw() {
    int end = source.indexOf("{%", position);
    for (; end >= 0; end = source.indexOf("{%", end + 1)) {
      char sign = signAt(end + 2);
      int name = skipSpace(end + (sign == 0 ? 2 : 3));
      int after =
          source.startsWith("endraw", name)
              ? tagEnd(skipSpace(name + "endraw".length()), TokenType.BLOCK_END)
              : -1;
      if (after >= 0) {
        leadingData(end, sign, true);
        endTag(after);
        return;
      }
    }
    throw error("Missing end of raw directive", position);
  }

  private void comment(int inside) {
    int hash = source.indexOf("#}", inside);
    if (hash < 0) {
      throw error("Missing end of comment tag", inside);
    }
    char before = hash > inside ? source.charAt(hash - 1) : 0;
    int after = hash + 2;
    if (before == '-') {
      after = skipSpace(after);
    } else if (before != '+' && source.startsWith("\n", after)) {
      after++;
    }
    endTag(after);
  }

  private void endTag(int after) {
    lineStarting = source.charAt(after - 1) == '\n';
    position = after;
  }

  /** Returns what follows a tag's end that is here, whitespace that it swallows included, or -1. */
  private int tagEnd(int at, TokenType end) {
    String symbol = end == TokenType.BLOCK_END ? "%}" : "}}";
    if (source.startsWith(symbol, at)) {
      int after = at + 2;
      return end == TokenType.BLOCK_END && source.startsWith("\n", after) ? after + 1 : after;
    }
    if (source.startsWith(symbol, at + 1)) {
      char sign = source.charAt(at);
      if (sign == '-') {
        return skipSpace(at + 3);
      }
      if (sign == '+' && end == TokenType.BLOCK_END) {
        return at + 3;
      }
    }
    return -1;
  }

  private void tag(int inside, TokenType begin, TokenType end) {
    add(begin, "", position);
    position = inside;
    Deque<TokenType> open = new ArrayDeque<>();
    while (true) {
      position = skipSpace(position);
      if (position >= source.length()) {
        return;
      }
      int after = open.isEmpty() ? tagEnd(position, end) : -1;
      if (after >= 0) {
        add(end, "", position);
        endTag(after);
        return;
      }
      expressionToken(open);
    }
  }

  private void expressionToken(Deque<TokenType> open) {
    char c = source.charAt(position);
    if (c >= '0' && c <= '9') {
      number();
    } else if (Characters.isNamePart(source.codePointAt(position))) {
      name();
    } else if (c == '\'' || c == '"') {
      string(c);
    } else {
      TokenType operator = TokenType.operatorAt(source, position);
      if (operator == null) {
        throw error("unexpected char '%c' at %d".formatted(c, position), position);
      }
      balance(open, operator);
      add(operator, operator.symbol(), position);
      position += operator.symbol().length();
    }
  }

  private void balance(Deque<TokenType> open, TokenType operator) {
    switch (operator) {
      case LPAREN -> open.push(TokenType.RPAREN);
      case LBRACKET -> open.push(TokenType.RBRACKET);
      case LBRACE -> open.push(TokenType.RBRACE);
      case RPAREN, RBRACKET, RBRACE -> {
        if (open.isEmpty()) {
          throw error("unexpected '" + operator.symbol() + "'", position);
        }
        TokenType expected = open.pop();
        if (expected != operator) {
          throw error(
              "unexpected '%s', expected '%s'".formatted(operator.symbol(), expected.symbol()),
              position);
        }
      }
      default -> {}
    }
  }

  private void name() {
    int end = position;
    while (end < source.length() && Characters.isNamePart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    if (!Characters.isNameStart(source.codePointAt(position))) {
      throw error("Invalid character in identifier", position);
    }
    add(TokenType.NAME, source.substring(position, end), position);
    position = end;
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw error("unexpected char '%c' at %d".formatted(quote, position), position);
    }
    String value;
    try {
      value = StringLiteral.unescape(source.substring(position + 1, end));
    } catch (IllegalArgumentException e) {
      throw error(e.getMessage(), position);
    }
    add(TokenType.STRING, value, position);
    position = end + 1;
  }

  private void number() {
    int end = NumberLiteral.floatEnd(source, position);
    if (end > 0) {
      String digits = source.substring(position, end).replace("_", "");
      add(TokenType.FLOAT, Double.valueOf(digits), position);
    } else {
      end = NumberLiteral.integerEnd(source, position);
      BigInteger value = NumberLiteral.integer(source.substring(position, end));
      if (value == null) {
        throw error("Exceeds the limit (4300 digits) for integer string conversion", position);
      }
      add(TokenType.INTEGER, Numbers.normal(value), position);
    }
    position = end;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < source.length() && Characters.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }

  private void add(TokenType type, Object value, int at) {
    countLines(at);
    tokens.add(new Token(type, value, line, at - lineStart + 1));
  }

  private void countLines(int until) {
    for (; counted < until; counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
        lineStart = counted + 1;
      }
    }
  }

  private TemplateSyntaxException error(String message, int at) {
    countLines(at);
    return new TemplateSyntaxException(message, line, at - lineStart + 1);
  }
}
