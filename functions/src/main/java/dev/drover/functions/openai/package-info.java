/**
 * OpenAI's HTTP API: chat completions, completions and models, as its clients and those of other
 * servers of the same API send it.
 *
 * <p>A request becomes one {@link dev.drover.engine.GenerationRequest} a prompt; what it asks for
 * and the service cannot do is refused by field ({@link dev.drover.functions.openai.OtherFields}
 * lists the rest of OpenAI's fields), and a fault has OpenAI's status and body ({@link
 * dev.drover.functions.openai.OpenAiDialect}).
 */
package dev.drover.functions.openai;
