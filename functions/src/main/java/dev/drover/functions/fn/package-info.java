/**
 * Drover's own functions: {@code fn/generate}, {@code fn/tokenize}, {@code fn/models}, over HTTP
 * and as CloudEvents, and the event stream of the first.
 */
package dev.drover.functions.fn;
