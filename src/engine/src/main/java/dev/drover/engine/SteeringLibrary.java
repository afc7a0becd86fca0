package dev.drover.engine;

import dev.drover.engine.steering.SteeringTerm;
import java.util.List;

/**
 * Finds the vectors that requests name. Called on the thread that submits, never on the engine's,
 * so it may look into a database or have the engine compute; an inline vector is not asked about.
 */
@FunctionalInterface
public interface SteeringLibrary {

  /** Knows no vector. */
  SteeringLibrary NONE =
      (term, engine) -> {
        throw new UnknownVectorException(term.source());
      };

  /**
   * What a term stands for on an engine's model.
   *
   * @param term one whose source is not inline
   * @return terms with inline sources, which take the place of the given one
   * @throws UnknownVectorException if there is no such vector
   * @throws InvalidRequestException if it was made for another model or does not allow what the
   *     term asks
   * @throws EngineUnavailableException if it cannot be had now
   */
  List<SteeringTerm> resolve(SteeringTerm term, Engine engine);
}
