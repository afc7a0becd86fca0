/**
 * LangChain4j over the engine, in process.
 *
 * <p>{@link dev.drover.langchain4j.DroverChatModel}, {@link
 * dev.drover.langchain4j.DroverStreamingChatModel} and {@link
 * dev.drover.langchain4j.DroverEmbeddingModel} hold no model of their own: all are thin doors to
 * {@link dev.drover.engine.Engine}s that the application opened and will close, so any number of
 * them share one model and one continuous batch.
 *
 * <p>What is not supported is refused with LangChain4j's {@code UnsupportedFeatureException}, never
 * ignored: tools, JSON response formats, and message content other than text. An assistant
 * message's {@code thinking} is left out of the prompt, as LangChain4j's other providers do by
 * default, and {@code attributes} of messages are the application's own.
 */
package dev.drover.langchain4j;
