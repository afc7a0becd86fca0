package dev.drover.functions.mechanex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.functions.EventWriter;
import dev.drover.functions.steering.JobDescription;
import dev.drover.functions.steering.JobWatch;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.NotStoredException;
import dev.drover.functions.store.StoreUnavailableException;
import dev.drover.functions.store.StoredJob;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Tells of a training as the events of one reply: its progress, then its vector or why there is
 * none. A training whose client goes away is cancelled: nobody else waits for it.
 */
@ApplicationScoped
public class VectorStream {
  private static final Logger LOG = Logger.getLogger(VectorStream.class);

  private final JobStore jobs;
  private final JobWatch watch;
  private final ObjectMapper json;

  @Inject
  VectorStream(JobStore jobs, JobWatch watch, ObjectMapper json) {
    this.jobs = jobs;
    this.watch = watch;
    this.json = json;
  }

  /** Writes all events of a job. */
  void write(String id, EventWriter events) throws IOException, InterruptedException {
    try {
      StoredJob ended =
          watch.follow(
              id,
              new JobWatch.Follower() {
                @Override
                public void changed(StoredJob job) throws IOException {
                  if (!job.state().isFinal()) {
                    events.data(RunEvent.processing(message(job)));
                  }
                }

                @Override
                public void requireStillThere() throws IOException {
                  events.requireClient();
                }
              });
      events.data(last(ended));
    } catch (IOException | InterruptedException e) {
      cancel(id);
      throw e;
    }
  }

  private RunEvent last(StoredJob job) throws JsonProcessingException {
    return switch (job.state()) {
      case SUCCEEDED ->
          RunEvent.complete(
              new RunEvent.VectorMade(
                  json.readValue(job.result(), JobDescription.Result.class).steeringVectorId()));
      case CANCELLED -> RunEvent.error("the training was cancelled");
      default -> RunEvent.error(job.error());
    };
  }

  private String message(StoredJob job) throws JsonProcessingException {
    if (job.progress() == null) {
      return job.id() + " is " + job.state().wireName();
    }
    JsonNode at = json.readTree(job.progress());
    String loss = at.path("loss").isNumber() ? ", loss " + at.get("loss").asText() : "";
    return "%s: %d of %d%s"
        .formatted(
            at.path("phase").asText(), at.path("done").asInt(), at.path("total").asInt(), loss);
  }

  private void cancel(String id) {
    try {
      jobs.cancel(id);
    } catch (NotStoredException | StoreUnavailableException e) {
      LOG.debug("The job " + id + " could not be cancelled", e);
    }
  }
}
