package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.store.JobState;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.JobSummary;
import dev.drover.functions.store.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;

/**
 * What may be done with jobs, for REST and for functions. Methods that take an id may throw {@link
 * dev.drover.functions.store.NotStoredException}.
 */
@ApplicationScoped
public class JobService {
  private final JobStore jobs;
  private final JobWatch watch;

  @Inject
  JobService(JobStore jobs, JobWatch watch) {
    this.jobs = jobs;
    this.watch = watch;
  }

  /**
   * Some of the jobs, newest first.
   *
   * @param kind or null
   * @param state its name, or null
   * @param limit most of them, or null
   * @param after {@code next} of the page before, or null
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  public JobPage list(String kind, String state, Integer limit, String after) {
    Page<JobSummary> page =
        jobs.list(
            kind,
            state == null ? null : state(state),
            limit == null ? VectorQuery.LIMIT : limit,
            after);
    return new JobPage(page.items().stream().map(JobDescription::of).toList(), page.next());
  }

  private static JobState state(String name) {
    List<String> names = Arrays.stream(JobState.values()).map(JobState::wireName).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new InvalidRequestException("state", "must be one of " + names + ", given " + name);
    }
    return JobState.values()[index];
  }

  /** All that is known of a job. */
  public JobDescription get(String id) {
    return JobDescription.of(watch.get(id));
  }

  /** Asks for a job's end. One that runs ends within seconds; one that has ended stays so. */
  public JobDescription cancel(String id) {
    return JobDescription.of(jobs.cancel(id));
  }
}
