package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.Expr.alt;
import static dev.drover.engine.constraint.Expr.optional;
import static dev.drover.engine.constraint.Expr.range;
import static dev.drover.engine.constraint.Expr.repeat;
import static dev.drover.engine.constraint.Expr.seq;
import static dev.drover.engine.constraint.Expr.text;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.constraint.CodePoints;
import dev.drover.engine.constraint.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tokens of JSON (RFC 8259) as languages over bytes. */
final class JsonText {
  /** Most spaces and tabs at the beginning of a line. */
  static final int MAX_INDENT = 32;

  /**
   * Most digits before the point of a number whose range does not ask for more: integers are exact
   * as doubles, which is what many parsers make of them.
   */
  static final int MAX_DIGITS = 15;

  /** Most digits behind the point of a number without a range. */
  static final int MAX_FRACTION = 16;

  /** Most digits of an exponent: the number is finite as a double. */
  static final int MAX_EXPONENT = 2;

  static final Expr DIGIT = range('0', '9');

  /** What may be behind a colon: one space. */
  static final Expr SPACE = optional(text(" "));

  /**
   * What may be behind a bracket or comma and before a closing bracket: nothing, one space, or a
   * line's end and indentation. It is bounded, since a model that may write whitespace for ever
   * does.
   */
  static final Expr GAP =
      optional(alt(text(" "), seq(text("\n"), repeat(alt(text(" "), text("\t")), 0, MAX_INDENT))));

  /** Between two members or elements. */
  static final Expr COMMA = seq(text(","), GAP);

  static final Expr QUOTE = text("\"");

  private static final Expr HEX = alt(DIGIT, range('a', 'f'), range('A', 'F'));

  /** Characters that have an escape of two, and what follows the backslash. */
  private static final Map<Integer, String> SHORT =
      Map.of(
          (int) '"',
          "\"",
          (int) '\\',
          "\\",
          (int) '\b',
          "b",
          (int) '\f',
          "f",
          (int) '\n',
          "n",
          (int) '\r',
          "r",
          (int) '\t',
          "t");

  private static final CodePoints CONTROLS = CodePoints.of(0, 0x1F);

  /** What cannot be written as itself. */
  private static final CodePoints ESCAPED = CONTROLS.or(CodePoints.of("\"\\"));

  private static final Expr WRITTEN_CHARACTER = forms(CodePoints.ANY);

  /** Any character in any of its forms, a surrogate in a pair only. */
  static final Expr ANY_CHARACTER = alt(WRITTEN_CHARACTER, text("\\/"), unicodeEscape());

  /** The inside of any string. */
  static final Expr ANY_CHARACTERS = Expr.star(ANY_CHARACTER);

  /** Any number that a double can hold. */
  static final Expr NUMBER =
      seq(
          optional(text("-")),
          alt(text("0"), seq(range('1', '9'), repeat(DIGIT, 0, MAX_DIGITS - 1))),
          optional(seq(text("."), repeat(DIGIT, 1, MAX_FRACTION))),
          optional(
              seq(
                  alt(text("e"), text("E")),
                  optional(alt(text("+"), text("-"))),
                  repeat(DIGIT, 1, MAX_EXPONENT))));

  private JsonText() {}

  /**
   * One character of a set inside a string: as itself, by its escape of two, or by four hexadecimal
   * digits where it is a control character. A character that can be written as itself has no other
   * form here, so no two characters have a form in common.
   */
  static Expr character(CodePoints set) {
    return set == CodePoints.ANY ? WRITTEN_CHARACTER : forms(set);
  }

  private static Expr forms(CodePoints set) {
    List<Expr> forms = new ArrayList<>();
    CodePoints raw = set.minus(ESCAPED);
    if (!raw.isEmpty()) {
      forms.add(raw.expr());
    }
    SHORT.forEach((c, escape) -> {
      if (set.contains(c)) {
        forms.add(text("\\" + escape));
      }
    });
    for (int c = 0; c <= 0x1F; c++) {
      if (set.contains(c)) {
        forms.add(seq(text("\\u00" + (c >> 4)), hexDigit(c & 0xF)));
      }
    }
    return alt(forms);
  }

  private static Expr hexDigit(int value) {
    String lower = Integer.toHexString(value);
    return value < 10
        ? text(lower)
        : alt(text(lower), text(Integer.toHexString(value).toUpperCase(Locale.ROOT)));
  }

  private static Expr unicodeEscape() {
    Expr d = alt(text("d"), text("D"));
    Expr notD = alt(DIGIT, range('a', 'c'), range('A', 'C'), range('e', 'f'), range('E', 'F'));
    Expr single = alt(seq(notD, repeat(HEX, 3, 3)), seq(d, range('0', '7'), repeat(HEX, 2, 2)));
    Expr high = seq(d, alt(range('8', '9'), range('a', 'b'), range('A', 'B')), repeat(HEX, 2, 2));
    Expr low = seq(d, alt(range('c', 'f'), range('C', 'F')), repeat(HEX, 2, 2));
    return seq(text("\\u"), alt(single, seq(high, text("\\u"), low)));
  }

  /** A string whose inside is given. */
  static Expr string(Expr characters) {
    return seq(QUOTE, characters, QUOTE);
  }

  /** A text as a JSON string in UTF-8, quoted, with no more escapes than it needs. */
  static byte[] quoted(String text) {
    byte[] inside = inside(text);
    byte[] quoted = new byte[inside.length + 2];
    quoted[0] = '"';
    System.arraycopy(inside, 0, quoted, 1, inside.length);
    quoted[quoted.length - 1] = '"';
    return quoted;
  }

  /** A text as it is inside a JSON string. */
  static byte[] inside(String text) {
    return JsonStringEncoder.getInstance().quoteAsUTF8(text);
  }

  /** A member of an object: a key, a colon and a value. */
  static Expr member(Expr key, Expr value) {
    return seq(key, text(":"), SPACE, value);
  }

  /** A JSON value in its canonical text, with the whitespace that JSON has elsewhere. */
  static Expr literal(JsonNode value) {
    if (value.isTextual()) {
      return Expr.bytes(quoted(value.textValue()));
    }
    if (!value.isContainerNode()) {
      return text(value.toString());
    }
    List<Expr> parts = new ArrayList<>();
    parts.add(text(value.isArray() ? "[" : "{"));
    parts.add(GAP);
    if (value.isArray()) {
      value.forEach(item -> comma(parts).add(literal(item)));
    } else {
      value
          .properties()
          .forEach(member ->
              comma(parts)
                  .add(member(Expr.bytes(quoted(member.getKey())), literal(member.getValue()))));
    }
    if (parts.size() > 2) {
      parts.add(GAP);
    }
    parts.add(text(value.isArray() ? "]" : "}"));
    return seq(parts);
  }

  private static List<Expr> comma(List<Expr> parts) {
    if (parts.size() > 2) {
      parts.add(COMMA);
    }
    return parts;
  }
}
