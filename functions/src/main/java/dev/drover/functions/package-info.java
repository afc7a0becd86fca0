/**
 * The Quarkus application: functions and dialects over a pool of engines.
 *
 * <p>{@link dev.drover.functions.Engines} holds the models, {@link
 * dev.drover.functions.Generations} submits requests and watches the connection, {@link
 * dev.drover.functions.Faults} says what went wrong, and one {@link
 * dev.drover.functions.ErrorDialect} a path says it in its clients' form.
 */
package dev.drover.functions;
