package dev.drover.functions.steering;

/**
 * What is said of a vector that comes as a file.
 *
 * @param format the format's name, or null to guess
 * @param name what to call it; null for the file's own name, or else {@code uploaded}
 * @param label or null
 * @param category or null
 * @param model the model that it steers, as for {@link dev.drover.functions.Engines#engine}
 */
public record VectorUpload(
    String format, String name, String label, String category, String model) {}
