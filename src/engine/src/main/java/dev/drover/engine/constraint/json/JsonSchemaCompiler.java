package dev.drover.engine.constraint.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.drover.engine.constraint.ConstraintException;
import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.Grammar;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes grammars of JSON schemas. Source: JSON Schema 2020-12 (Core and Validation).
 *
 * <p>Every text of the grammar is valid JSON that the schema accepts. What is narrower than the
 * schema: properties come in the schema's order; further ones only where the schema asks for them
 * ({@code additionalProperties}, {@code patternProperties}) or names none; whitespace, digits and
 * exponents are bounded; formats are the common part of what validators take; {@code oneOf} is held
 * to where no value can fit two of its choices.
 */
public final class JsonSchemaCompiler {
  private static final JsonNode OBJECT =
      JsonNodeFactory.instance.objectNode().put("type", "object");

  private JsonSchemaCompiler() {}

  /**
   * The values that a schema accepts.
   *
   * @param schema its text
   * @param ignoreUnsupported whether keywords, formats and patterns that cannot be held to are left
   *     out of account
   * @throws ConstraintException naming the place and the keyword, if the schema is not valid, asks
   *     for what is not supported, accepts no value, or is too large
   */
  public static Grammar compile(String schema, boolean ignoreUnsupported) {
    return compile(schema, ignoreUnsupported, false);
  }

  /** As {@link #compile}, of the values that are objects. */
  public static Grammar compileObject(String schema, boolean ignoreUnsupported) {
    return compile(schema, ignoreUnsupported, true);
  }

  private static Grammar compile(String schema, boolean ignoreUnsupported, boolean object) {
    SchemaDocument document = new SchemaDocument(SchemaReader.read(schema));
    SchemaRules rules = new SchemaRules(document, ignoreUnsupported);
    List<Location> all = new ArrayList<>(List.of(document.root()));
    if (object) {
      all.add(document.root().meaning("object", OBJECT));
    }
    Expr root = rules.ref(all);
    return new Grammar(rules.write(root), root);
  }

  /** Any JSON object or array (RFC 8259). */
  public static Grammar anyJson() {
    return new Grammar(
        SchemaRules.any(),
        Expr.alt(new Expr.Ref(SchemaRules.OBJECT), new Expr.Ref(SchemaRules.ARRAY)));
  }
}
