/**
 * Making steering vectors from contrast triples, and telling how good they are. All of it runs as
 * ordinary requests of an engine, beside those of users and after them in priority.
 */
package dev.drover.engine.training;
