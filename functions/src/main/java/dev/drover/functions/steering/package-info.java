/**
 * Steering for all dialects: the terms of a request's plan as they come over the wire, the library
 * that finds stored vectors, presets and behaviours, and the jobs that make vectors.
 */
package dev.drover.functions.steering;
