/**
 * The engine: one thread that owns a model and decodes every request in one continuous batch.
 *
 * <p>Callers build a {@link dev.drover.engine.GenerationRequest}, hand it to {@link
 * dev.drover.engine.Engine#submit} and read events or the result from the {@link
 * dev.drover.engine.Generation} they get back.
 */
package dev.drover.engine;
