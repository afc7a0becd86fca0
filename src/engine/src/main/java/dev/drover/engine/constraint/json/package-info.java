/**
 * JSON Schema (2020-12, the parts that structured output uses) as a grammar over bytes. {@link
 * dev.drover.engine.constraint.json.JsonSchemaCompiler} is the entry. Every text of the grammar is
 * a value that the schema accepts; the converse does not hold: of what a schema accepts, the
 * grammar has one order of properties, little whitespace and numbers of bounded length.
 */
package dev.drover.engine.constraint.json;
