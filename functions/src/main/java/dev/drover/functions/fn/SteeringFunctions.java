package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.functions.steering.CombineInput;
import dev.drover.functions.steering.Deleted;
import dev.drover.functions.steering.EvaluateInput;
import dev.drover.functions.steering.JobDescription;
import dev.drover.functions.steering.JobService;
import dev.drover.functions.steering.PersonaInput;
import dev.drover.functions.steering.PersonaPairs;
import dev.drover.functions.steering.SteeringService;
import dev.drover.functions.steering.SteeringTrials;
import dev.drover.functions.steering.TrainingInput;
import dev.drover.functions.steering.VectorChange;
import dev.drover.functions.steering.VectorDescription;
import dev.drover.functions.steering.VectorEvaluation;
import dev.drover.functions.steering.VectorPage;
import dev.drover.functions.steering.VectorQuery;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Stored vectors and jobs as functions: a thin door over {@link SteeringService}. What REST has in
 * the path or the query is a field here.
 */
public class SteeringFunctions {
  private static final String ID = "id";
  private static final String WAIT = "wait";

  private final SteeringService service;
  private final SteeringTrials trials;
  private final JobService jobs;
  private final Inputs inputs;
  private final Calls calls;

  @Inject
  SteeringFunctions(
      SteeringService service, SteeringTrials trials, JobService jobs, Inputs inputs, Calls calls) {
    this.service = service;
    this.trials = trials;
    this.jobs = jobs;
    this.inputs = inputs;
    this.calls = calls;
  }

  /**
   * What {@code fn/steering-create} returns: one of the two.
   *
   * @param job the job that makes the vector
   * @param vector the vector, if the caller waited
   */
  @Schema(
      name = "SteeringCreateOutput",
      description = "The job that makes the vector or, with `wait`, the vector.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Created(JobDescription job, VectorDescription vector) {}

  /**
   * Makes a vector of contrast triples.
   *
   * @param body {@link TrainingInput}, and {@code wait}
   */
  @Funq("fn/steering-create")
  public Uni<Created> create(JsonNode body) {
    boolean waits = inputs.flag(body, WAIT);
    TrainingInput input = inputs.readBeside(body, WAIT, TrainingInput.class);
    return calls.answer(client ->
        waits
            ? new Created(null, service.createAndWait(input, client))
            : new Created(service.create(input), null));
  }

  /**
   * Lists vectors.
   *
   * @param body {@link VectorQuery}
   */
  @Funq("fn/steering-list")
  public Uni<VectorPage> list(JsonNode body) {
    VectorQuery query = inputs.read(body, VectorQuery.class);
    return calls.answer(client -> service.list(query));
  }

  /**
   * Tells what is known of a vector.
   *
   * @param body {@link RecordName}
   */
  @Funq("fn/steering-get")
  public Uni<VectorDescription> get(JsonNode body) {
    String id = inputs.read(body, RecordName.class).required();
    return calls.answer(client -> service.get(id));
  }

  /**
   * Changes what a vector is called.
   *
   * @param body {@link VectorChange}, and {@code id}
   */
  @Funq("fn/steering-update")
  public Uni<VectorDescription> update(JsonNode body) {
    String id = inputs.text(body, ID);
    VectorChange change = inputs.readBeside(body, ID, VectorChange.class);
    return calls.answer(client -> service.update(id, change));
  }

  /**
   * Deletes a vector.
   *
   * @param body {@link RecordName}
   */
  @Funq("fn/steering-delete")
  public Uni<Deleted> delete(JsonNode body) {
    String id = inputs.read(body, RecordName.class).required();
    return calls.answer(client -> {
      service.delete(id);
      return Deleted.YES;
    });
  }

  /**
   * Adds vectors up to a new one.
   *
   * @param body {@link CombineInput}
   */
  @Funq("fn/steering-combine")
  public Uni<VectorDescription> combine(JsonNode body) {
    CombineInput input = inputs.read(body, CombineInput.class);
    return calls.answer(client -> service.combine(input));
  }

  /**
   * Tells what a vector does at several strengths.
   *
   * @param body {@link EvaluateInput}, and {@code id}
   */
  @Funq("fn/steering-evaluate")
  public Uni<VectorEvaluation> evaluate(JsonNode body) {
    String id = inputs.text(body, ID);
    EvaluateInput input = inputs.readBeside(body, ID, EvaluateInput.class);
    return calls.answer(client -> VectorEvaluation.of(id, trials.evaluate(id, input, client)));
  }

  /**
   * Has the model write contrast pairs for a persona.
   *
   * @param body {@link PersonaInput}
   */
  @Funq("fn/steering-pairs")
  public Uni<PersonaPairs> pairs(JsonNode body) {
    PersonaInput input = inputs.read(body, PersonaInput.class);
    return calls.answer(client -> trials.pairs(input, client));
  }

  /**
   * Tells how far a job is.
   *
   * @param body {@link RecordName}
   */
  @Funq("fn/job-get")
  public Uni<JobDescription> job(JsonNode body) {
    String id = inputs.read(body, RecordName.class).required();
    return calls.answer(client -> jobs.get(id));
  }

  /**
   * Asks for a job's end.
   *
   * @param body {@link RecordName}
   */
  @Funq("fn/job-cancel")
  public Uni<JobDescription> cancel(JsonNode body) {
    String id = inputs.read(body, RecordName.class).required();
    return calls.answer(client -> jobs.cancel(id));
  }
}
