package dev.drover.engine.constraint;

import java.util.List;
import java.util.Map;

/** JSON texts (RFC 8259) as grammars. */
final class JsonSchemaCompiler {
  private JsonSchemaCompiler() {}

  /**
   * The JSON texts that a schema accepts.
   *
   * @param schema {@code true} or {@code false}
   * @param ignoreUnsupported whether keywords that cannot be held to are ignored
   * @throws ConstraintException if it is another schema
   */
  static Grammar compile(String schema, boolean ignoreUnsupported) {
    return switch (schema.strip()) {
      case "true" -> new Grammar(rules(), new Expr.Ref("value"));
      case "false" -> Grammar.of(Expr.NOTHING);
      default -> throw new ConstraintException("only the schemas true and false are supported");
    };
  }

  /** Any object or array. */
  static Grammar anyJson() {
    return new Grammar(rules(), Expr.alt(new Expr.Ref("object"), new Expr.Ref("array")));
  }

  private static Map<String, Expr> rules() {
    Expr space = Expr.repeat(CodePoints.of(" \n\t\r").expr(), 0, 32);
    Expr digits = Expr.plus(Expr.range('0', '9'));
    Expr hex = CodePoints.of("0123456789abcdefABCDEF").expr();
    Expr plain = CodePoints.of(0x20, 0x10FFFF).minus(CodePoints.of("\"\\")).expr();
    Expr escaped =
        Expr.seq(
            Expr.text("\\"),
            Expr.alt(
                CodePoints.of("\"\\/bfnrt").expr(), Expr.seq(Expr.text("u"), hex, hex, hex, hex)));
    Expr string = Expr.seq(Expr.text("\""), Expr.star(Expr.alt(plain, escaped)), Expr.text("\""));
    Expr number =
        Expr.seq(
            Expr.optional(Expr.text("-")),
            Expr.alt(
                Expr.text("0"), Expr.seq(Expr.range('1', '9'), Expr.star(Expr.range('0', '9')))),
            Expr.optional(Expr.seq(Expr.text("."), digits)),
            Expr.optional(
                Expr.seq(
                    CodePoints.of("eE").expr(),
                    Expr.optional(CodePoints.of("+-").expr()),
                    digits)));
    Expr value = new Expr.Ref("value");
    Expr member = Expr.seq(string, space, Expr.text(":"), space, value, space);
    return Map.of(
        "value",
        Expr.alt(
            List.of(
                new Expr.Ref("object"),
                new Expr.Ref("array"),
                string,
                number,
                Expr.text("true"),
                Expr.text("false"),
                Expr.text("null"))),
        "object",
        Expr.seq(Expr.text("{"), space, list(member, space), Expr.text("}")),
        "array",
        Expr.seq(Expr.text("["), space, list(Expr.seq(value, space), space), Expr.text("]")));
  }

  private static Expr list(Expr item, Expr space) {
    return Expr.optional(Expr.seq(item, Expr.star(Expr.seq(Expr.text(","), space, item))));
  }
}
