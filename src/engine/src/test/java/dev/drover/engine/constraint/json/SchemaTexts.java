package dev.drover.engine.constraint.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.ConstraintException;

/** What a schema's grammar has and what it has not. Schemas and texts may have ' for ". */
final class SchemaTexts {
  private final String schema;
  private final ByteWriter writer;

  private SchemaTexts(String schema, boolean ignoreUnsupported) {
    this.schema = schema;
    writer = new ByteWriter(new Constraint.JsonSchema(quoted(schema), ignoreUnsupported));
  }

  static SchemaTexts schema(String schema) {
    return new SchemaTexts(schema, false);
  }

  static SchemaTexts lenient(String schema) {
    return new SchemaTexts(schema, true);
  }

  SchemaTexts accepts(String... texts) {
    for (String text : texts) {
      assertThat(writer.accepts(quoted(text))).as("%s accepts %s", schema, text).isTrue();
    }
    return this;
  }

  SchemaTexts refuses(String... texts) {
    for (String text : texts) {
      assertThat(writer.accepts(quoted(text))).as("%s accepts %s", schema, text).isFalse();
    }
    return this;
  }

  /** Holds that a schema is refused, with a message that says all of this. */
  static void assertRefused(String schema, String... parts) {
    assertThatExceptionOfType(ConstraintException.class)
        .as(schema)
        .isThrownBy(() -> JsonSchemaCompiler.compile(quoted(schema), false))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }
}
