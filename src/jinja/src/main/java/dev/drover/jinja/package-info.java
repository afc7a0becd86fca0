/** Jinja2 for chat templates: lexer, parser, evaluator and sandbox. Depends on nothing. */
package dev.drover.jinja;
