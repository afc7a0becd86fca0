package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses the tags that reach for other templates. Chat templates stand alone, so these fail as they
 * do in Jinja without a loader: when they are reached.
 */
final class LoaderTagParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final TargetParser targets;

  LoaderTagParser(TokenStream tokens, ExpressionParser expressions, TargetParser targets) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.targets = targets;
  }

  /** Parses the rest of include, import, from or extends, whose name was the last token. */
  Statement.NoLoader parse(Token tag) {
    Expression template = expressions.expression();
    List<String> names = new ArrayList<>();
    switch (tag.text()) {
      case "include" -> {
        if (tokens.atName("ignore") && tokens.look().isName("missing")) {
          tokens.next();
          tokens.next();
        }
        context();
      }
      case "import" -> {
        tokens.expectName("as");
        names.add(targets.name().name());
        context();
      }
      case "from" -> imported(names);
      default -> {}
    }
    return new Statement.NoLoader(tag.text(), template, names, tag.line());
  }

  private void imported(List<String> names) {
    tokens.expectName("import");
    do {
      if (context()) {
        return;
      }
      Token token = tokens.current();
      String name = targets.name().name();
      if (name.startsWith("_")) {
        throw token.error("names starting with an underline can not be imported");
      }
      names.add(tokens.skipIfName("as") ? targets.name().name() : name);
    } while (!context() && tokens.skipIf(TokenType.COMMA));
  }

  private boolean context() {
    boolean present =
        (tokens.atName("with") || tokens.atName("without")) && tokens.look().isName("context");
    if (present) {
      tokens.next();
      tokens.next();
    }
    return present;
  }
}
