package dev.drover.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.constraint.Constraint;
import java.util.ArrayList;
import java.util.List;

/** Constraints of the forms that every dialect knows. */
public final class Constraints {
  private Constraints() {}

  /**
   * The constraints that were given; null is not given.
   *
   * @param schema a JSON schema; a text is the schema's text
   * @param ignoreUnsupported whether keywords of it that cannot be held to are ignored
   * @param anyJson whether the text must be JSON
   * @param regex a regular expression
   * @param grammar a grammar in GBNF
   * @param choices texts of which one is the whole
   */
  public static List<Constraint> of(
      JsonNode schema,
      Boolean ignoreUnsupported,
      Boolean anyJson,
      String regex,
      String grammar,
      List<String> choices) {
    List<Constraint> all = new ArrayList<>();
    if (schema != null && !schema.isNull()) {
      String text = schema.isTextual() ? schema.textValue() : schema.toString();
      all.add(new Constraint.JsonSchema(text, Boolean.TRUE.equals(ignoreUnsupported)));
    }
    if (Boolean.TRUE.equals(anyJson)) {
      all.add(new Constraint.AnyJson());
    }
    if (regex != null) {
      all.add(new Constraint.Regex(regex));
    }
    if (grammar != null) {
      all.add(new Constraint.Gbnf(grammar));
    }
    if (choices != null) {
      all.add(new Constraint.Choice(choices));
    }
    return all;
  }
}
