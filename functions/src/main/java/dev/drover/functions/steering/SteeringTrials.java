package dev.drover.functions.steering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.UnknownModelException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.NeutralText;
import dev.drover.engine.training.Evaluation;
import dev.drover.engine.training.VectorEvaluator;
import dev.drover.functions.Connection;
import dev.drover.functions.Engines;
import dev.drover.functions.store.StoredVector;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * What has a model try something out while a client waits: judging a vector, writing contrast
 * pairs. Ends when the client is gone.
 */
@ApplicationScoped
public class SteeringTrials {
  private final SteeringService service;
  private final Engines engines;

  @Inject
  SteeringTrials(SteeringService service, Engines engines) {
    this.service = service;
    this.engines = engines;
  }

  /**
   * Judges a stored vector.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   * @throws dev.drover.functions.store.NotStoredException if there is no such vector
   */
  public Evaluation evaluate(String id, EvaluateInput input, Connection client) {
    List<ContrastTriple> triples = input.toTriples();
    List<Double> strengths = input.strengthsOrDefault();
    StoredVector vector = service.stored(id);
    Engine engine = engine(vector, input.model(), client);
    return ClientWork.whileThere(
        client,
        observer ->
            new VectorEvaluator(engine, NeutralText.paragraphs())
                .evaluate(
                    vector.vector(),
                    triples,
                    input.chat() == null ? trainedByChat(vector) : input.chat(),
                    strengths,
                    observer));
  }

  private boolean trainedByChat(StoredVector vector) {
    JsonNode training = service.summary(vector);
    return training != null && training.path("chat").asBoolean();
  }

  private Engine engine(StoredVector vector, String model, Connection client) {
    Engine engine =
        engines.engine(model == null && isServed(vector) ? vector.modelName() : model, client);
    if (!vector.modelFingerprint().equals(engine.model().fingerprint())) {
      throw new InvalidRequestException(
          "model",
          "must be %s, whose vector it is, given %s"
              .formatted(vector.modelName(), engine.model().name()));
    }
    return engine;
  }

  private boolean isServed(StoredVector vector) {
    try {
      engines.model(vector.modelName());
      return true;
    } catch (UnknownModelException e) {
      return false; // it may be served by another name
    }
  }

  /**
   * Has a model write contrast pairs for a persona.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  public PersonaPairs pairs(PersonaInput input, Connection client) {
    Persona persona = input.toPersona();
    PairWriter.requireCount(input.pairs());
    Engine engine = engines.engine(input.model(), client);
    return ClientWork.whileThere(
        client,
        observer ->
            PairWriter.write(engine, persona, input.pairs(), input.seed(), observer::isCancelled));
  }
}
