package dev.drover.functions.steering;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Some of the jobs, newest first.
 *
 * @param jobs the jobs, without their results
 * @param next what to ask for the next page with, null at the end
 */
@Schema(name = "JobPage", description = "Some of the jobs, newest first, without their results.")
public record JobPage(
    List<JobDescription> jobs,
    @Schema(description = "Give it as `after` to get the next page; null at the end.")
        String next) {}
