/**
 * Jinja2 for chat templates; depends on nothing. {@link dev.drover.jinja.Template} is the way in.
 *
 * <ol>
 *   <li>{@code Lexer} splits the source into {@code Token}s, with Jinja's whitespace control.
 *   <li>{@code StatementParser} and {@code ExpressionParser} build the syntax: {@code Statement}
 *       and {@code Expression}.
 *   <li>{@code SymbolCollector} finds out per scope what each name stands for ({@code Symbols}).
 *   <li>{@code TemplateCompiler} and {@code ExpressionCompiler} turn syntax into {@code
 *       Executable}s and {@code Evaluator}s: names are slots of a {@code Frame} by then, filters
 *       and tests are {@code Builtin}s.
 *   <li>A {@code Run} executes them and counts what they use; text grows in a {@code Text}.
 * </ol>
 *
 * <p>The rest is Python: {@code Values} says how its types are held, {@code Arithmetic}, {@code
 * Equality}, {@code Ordering}, {@code Subscript}, {@code Attributes} and their neighbours are its
 * operators, {@code StringMethods}, {@code DictMethods} and {@code SequenceMethods} its methods,
 * and {@code Filters}, {@code Tests} and {@code Globals} what Jinja and transformers add.
 */
package dev.drover.jinja;
