package dev.drover.functions.mechanex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.functions.EventWriter;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.NotStoredException;
import dev.drover.functions.store.StoreUnavailableException;
import dev.drover.functions.store.StoredJob;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A training as the events of one reply: its progress, then its vector or why there is none. The
 * job ends with the reply: nobody else knows its id.
 */
final class VectorStream {
  private static final Logger LOG = Logger.getLogger(VectorStream.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final JobStore jobs;
  private final ObjectMapper json;
  private final String id;

  VectorStream(JobStore jobs, ObjectMapper json, String id) {
    this.jobs = jobs;
    this.json = json;
    this.id = id;
  }

  /** Writes all events. */
  void write(EventWriter events) throws IOException, InterruptedException {
    boolean ended = false;
    try {
      events.data(RunEvent.processing("queued as " + id));
      String told = null;
      StoredJob job;
      while (!(job = job()).state().isFinal()) {
        if (job.progress() != null && !job.progress().equals(told)) {
          told = job.progress();
          events.data(RunEvent.processing(message(told)));
        }
        events.requireClient();
        Thread.sleep(LOOK);
      }
      ended = true;
      events.data(last(job));
    } finally {
      if (!ended) {
        cancel();
      }
    }
  }

  private StoredJob job() {
    return jobs.get(id).orElseThrow(() -> new NotStoredException("job", id));
  }

  private RunEvent last(StoredJob job) throws JsonProcessingException {
    return switch (job.state()) {
      case SUCCEEDED ->
          RunEvent.complete(
              new RunEvent.VectorMade(
                  json.readTree(job.result()).get("steering_vector_id").textValue()));
      case CANCELLED -> RunEvent.error("the training was cancelled");
      default -> RunEvent.error(job.error());
    };
  }

  private String message(String progress) throws JsonProcessingException {
    JsonNode at = json.readTree(progress);
    String loss = at.path("loss").isNumber() ? ", loss " + at.get("loss").asText() : "";
    return "%s: %d of %d%s"
        .formatted(at.path("phase").asText(), at.path("done").asInt(), at.path("total").asInt(), loss);
  }

  private void cancel() {
    try {
      jobs.cancel(id);
    } catch (NotStoredException | StoreUnavailableException e) {
      LOG.debug("The job " + id + " could not be cancelled", e);
    }
  }
}
