package dev.drover.jinja;

import static dev.drover.jinja.TokenType.ASSIGN;
import static dev.drover.jinja.TokenType.BLOCK_END;
import static dev.drover.jinja.TokenType.COLON;
import static dev.drover.jinja.TokenType.COMMA;
import static dev.drover.jinja.TokenType.EOF;
import static dev.drover.jinja.TokenType.LPAREN;
import static dev.drover.jinja.TokenType.NAME;
import static dev.drover.jinja.TokenType.PIPE;
import static dev.drover.jinja.TokenType.RPAREN;
import static dev.drover.jinja.TokenType.VARIABLE_END;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses template data and tags. */
final class StatementParser {
  private final TokenStream tokens;
  private final Nesting nesting;
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private final LoaderTagParser loaderTags;
  private final Map<String, Statement.Block> blocks = new LinkedHashMap<>();

  StatementParser(TokenStream tokens, Nesting nesting) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.expressions = new ExpressionParser(tokens, nesting);
    this.targets = new TargetParser(tokens, expressions);
    this.loaderTags = new LoaderTagParser(tokens, expressions, targets);
  }

  /** Parses a whole template. */
  List<Statement> template() {
    return statements(Set.of());
  }

  /** Returns the blocks seen so far, by name. */
  Map<String, Statement.Block> blocks() {
    return blocks;
  }

  /** Parses until a tag with one of these names, which stays the current token. */
  private List<Statement> statements(Set<String> endNames) {
    nesting.enter(tokens.current().line());
    List<Statement> result = new ArrayList<>();
    List<Expression> output = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    boolean ended = false;
    while (!ended && !tokens.at(EOF)) {
      Token token = tokens.next();
      switch (token.type()) {
        case DATA -> {
          lines.add(token.line());
          output.add(new Expression.Constant(token.text()));
        }
        case VARIABLE_BEGIN -> {
          lines.add(tokens.current().line());
          output.add(expressions.tuple());
          tokens.expect(VARIABLE_END);
        }
        default -> {
          flush(output, lines, result);
          ended = tokens.at(NAME) && endNames.contains(tokens.current().text());
          if (!ended) {
            result.add(statement());
            tokens.expect(BLOCK_END);
          }
        }
      }
    }
    flush(output, lines, result);
    if (!ended && !endNames.isEmpty()) {
      throw tokens
          .current()
          .error(
              "Unexpected end of template. Jinja was looking for the following tags: "
                  + quoted(endNames)
                  + ".");
    }
    nesting.leave();
    return result;
  }

  private static void flush(List<Expression> output, List<Integer> lines, List<Statement> result) {
    if (!output.isEmpty()) {
      result.add(new Statement.Output(List.copyOf(output), List.copyOf(lines), lines.getFirst()));
      output.clear();
      lines.clear();
    }
  }

  private static String quoted(Set<String> names) {
    return names.stream().sorted().map(name -> "'" + name + "'").reduce("", StatementParser::or);
  }

  private static String or(String left, String right) {
    return left.isEmpty() ? right : left + " or " + right;
  }

  private List<Statement> body(String... endNames) {
    tokens.skipIf(COLON);
    tokens.expect(BLOCK_END);
    return statements(Set.of(endNames));
  }

  private List<Statement> wholeBody(String endName) {
    List<Statement> body = body(endName);
    tokens.next();
    return body;
  }

  private Statement statement() {
    Token tag = tokens.current();
    if (tag.type() != NAME) {
      throw tag.error("tag name expected");
    }
    int line = tag.line();
    tokens.next();
    return switch (tag.text()) {
      case "for" -> forLoop(line);
      case "if" -> ifElse(line);
      case "set" -> set(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" ->
          new Statement.FilterBlock(
              expressions.calls().blockFilters(), wholeBody("endfilter"), line);
      case "with" -> with(line);
      case "print" -> print(line);
      case "generation" -> new Statement.Generation(wholeBody("endgeneration"), line);
      case "break" -> new Statement.Break(line);
      case "continue" -> new Statement.Continue(line);
      case "block" -> block(tag);
      case "autoescape" -> autoescape(tag);
      case "include", "import", "from", "extends" -> loaderTags.parse(tag);
      default -> throw tag.error("Encountered unknown tag '" + tag.text() + "'.");
    };
  }

  private Statement forLoop(int line) {
    Statement.Target target = targets.unpacked("in", false);
    tokens.expectName("in");
    Expression iterable = expressions.tuple(false, "recursive", false);
    Expression test = tokens.skipIfName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipIfName("recursive");
    List<Statement> body = body("endfor", "else");
    List<Statement> otherwise =
        tokens.next().isName("else") ? wholeBody("endfor") : List.<Statement>of();
    return new Statement.For(target, iterable, test, recursive, body, otherwise, line);
  }

  private Statement ifElse(int line) {
    Expression test = expressions.tuple(false, null, false);
    List<Statement> body = body("elif", "else", "endif");
    List<Statement.If> elifs = new ArrayList<>(0);
    while (tokens.atName("elif")) {
      int elifLine = tokens.next().line();
      Expression elifTest = expressions.tuple(false, null, false);
      List<Statement> elifBody = body("elif", "else", "endif");
      elifs.add(new Statement.If(elifTest, elifBody, List.of(), List.of(), elifLine));
    }
    List<Statement> otherwise =
        tokens.next().isName("else") ? wholeBody("endif") : List.<Statement>of();
    return new Statement.If(test, body, elifs, otherwise, line);
  }

  private Statement set(int line) {
    Statement.Target target = targets.unpacked(null, true);
    if (tokens.skipIf(ASSIGN)) {
      return new Statement.Set(target, expressions.tuple(), line);
    }
    Expression.Filter filter = tokens.skipIf(PIPE) ? expressions.calls().blockFilters() : null;
    return new Statement.SetBlock(target, filter, wholeBody("endset"), line);
  }

  private Statement macro(int line) {
    String name = targets.name().name();
    return new Statement.Macro(name, signature(), wholeBody("endmacro"), line);
  }

  private Statement.Signature signature() {
    tokens.expect(LPAREN);
    List<String> names = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    while (!tokens.at(RPAREN)) {
      if (!names.isEmpty()) {
        tokens.expect(COMMA);
      }
      Token token = tokens.current();
      String name = targets.name().name();
      if (!seen.add(name)) {
        throw token.error("duplicate argument '" + name + "' in function definition");
      }
      if (tokens.skipIf(ASSIGN)) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.current().error("non-default argument follows default argument");
      }
      names.add(name);
    }
    tokens.expect(RPAREN);
    return new Statement.Signature(names, defaults);
  }

  private Statement callBlock(int line) {
    Statement.Signature signature = tokens.at(LPAREN) ? signature() : Statement.Signature.NONE;
    Token start = tokens.current();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw start.error("expected call");
    }
    return new Statement.CallBlock(call, signature, wholeBody("endcall"), line);
  }

  private Statement with(int line) {
    List<Statement.Target> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.at(BLOCK_END)) {
      if (!names.isEmpty()) {
        tokens.expect(COMMA);
      }
      names.add(targets.unpacked(null, false));
      tokens.expect(ASSIGN);
      values.add(expressions.expression());
    }
    return new Statement.With(names, values, wholeBody("endwith"), line);
  }

  private Statement print(int line) {
    List<Expression> parts = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    while (!tokens.at(BLOCK_END)) {
      if (!parts.isEmpty()) {
        tokens.expect(COMMA);
      }
      lines.add(tokens.current().line());
      parts.add(expressions.expression());
    }
    return new Statement.Output(parts, lines, line);
  }

  private Statement block(Token tag) {
    String name = tokens.expect(NAME).text();
    if (tokens.atName("scoped") || tokens.atName("required")) {
      throw tokens.current().error("a block cannot be scoped or required without a loader");
    }
    Statement.Block block = new Statement.Block(name, wholeBody("endblock"), tag.line());
    tokens.skipIfName(name);
    if (blocks.put(name, block) != null) {
      throw tag.error("block '" + name + "' defined twice");
    }
    return block;
  }

  private Statement autoescape(Token tag) {
    if (!new Expression.Constant(false).equals(expressions.expression())) {
      throw tag.error("autoescape can only be false");
    }
    return new Statement.Scope(wholeBody("endautoescape"), tag.line());
  }
}
