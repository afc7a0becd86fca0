package dev.drover.functions.steering;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Some of the stored vectors, newest first.
 *
 * @param vectors the vectors
 * @param next what to ask for the next page with, null at the end
 */
@Schema(name = "VectorPage", description = "Some of the stored vectors, newest first.")
public record VectorPage(
    List<VectorDescription> vectors,
    @Schema(description = "Give it as `after` to get the next page; null at the end.")
        String next) {}
