/**
 * Constraints on what a model may write: JSON schemas, regular expressions, GBNF grammars and
 * choices become one {@link dev.drover.engine.constraint.Grammar} over bytes, which says of every
 * token of the vocabulary whether it may come next. Text of users is read here alone, never by
 * native code.
 */
package dev.drover.engine.constraint;
