/**
 * What outlives a process: steering vectors, behaviours and long jobs, behind one small interface
 * each.
 *
 * <p>{@link dev.drover.functions.store.Database} is an embedded H2 file or PostgreSQL, opened when
 * it is first needed; both have the same tables, made by the same migrations. Nothing is cached:
 * what one replica commits is what the next read of any other sees. Records carry a version, and
 * whoever changes one names the version that was read.
 */
package dev.drover.functions.store;
