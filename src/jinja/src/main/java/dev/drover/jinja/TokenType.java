package dev.drover.jinja;

import java.util.EnumSet;

/** The kinds of tokens; an operator's symbol is its text in the source. */
enum TokenType {
  DATA("template data"),
  VARIABLE_BEGIN("begin of print statement"),
  VARIABLE_END("end of print statement"),
  BLOCK_BEGIN("begin of statement block"),
  BLOCK_END("end of statement block"),
  NAME("name"),
  STRING("string"),
  INTEGER("integer"),
  FLOAT("float"),
  EOF("end of template"),
  POW("**"),
  FLOORDIV("//"),
  EQ("=="),
  NE("!="),
  GTEQ(">="),
  LTEQ("<="),
  ADD("+"),
  SUB("-"),
  DIV("/"),
  MUL("*"),
  MOD("%"),
  TILDE("~"),
  LBRACKET("["),
  RBRACKET("]"),
  LPAREN("("),
  RPAREN(")"),
  LBRACE("{"),
  RBRACE("}"),
  GT(">"),
  LT("<"),
  ASSIGN("="),
  DOT("."),
  COLON(":"),
  PIPE("|"),
  COMMA(","),
  SEMICOLON(";");

  private final String symbol;

  TokenType(String symbol) {
    this.symbol = symbol;
  }

  /** Returns the operator's symbol, or a description of the other kinds. */
  String symbol() {
    return symbol;
  }

  /** Returns the operator at a place of the source, the longer ones first, or null. */
  static TokenType operatorAt(String source, int position) {
    for (TokenType type : OPERATORS) {
      if (source.startsWith(type.symbol, position)) {
        return type;
      }
    }
    return null;
  }

  private static final TokenType[] OPERATORS =
      EnumSet.range(POW, SEMICOLON).toArray(new TokenType[0]);
}
