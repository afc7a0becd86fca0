package dev.drover.functions.steering;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.SteeringLibrary;
import dev.drover.engine.UnknownVectorException;
import dev.drover.engine.steering.SteeringGate;
import dev.drover.engine.steering.SteeringPreset;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.store.BehaviorStore;
import dev.drover.functions.store.StoredBehavior;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The vectors that requests name: those of the stores, and presets. */
@ApplicationScoped
public class StoredLibrary implements SteeringLibrary {
  private final VectorStore vectors;
  private final BehaviorStore behaviors;
  private final PresetVectors presets;

  @Inject
  StoredLibrary(VectorStore vectors, BehaviorStore behaviors, PresetVectors presets) {
    this.vectors = vectors;
    this.behaviors = behaviors;
    this.presets = presets;
  }

  @Override
  public List<SteeringTerm> resolve(SteeringTerm term, Engine engine) {
    return switch (term.source()) {
      case SteeringSource.Inline inline -> List.of(term);
      case SteeringSource.Stored(String id) -> List.of(inline(term, stored(term, id, engine)));
      case SteeringSource.Preset(String name, String domain) -> {
        SteeringPreset preset =
            SteeringPreset.of(name).orElseThrow(() -> new UnknownVectorException(term.source()));
        yield List.of(inline(term, presets.vector(preset, domain, engine)));
      }
      case SteeringSource.Behavior(String name, boolean forced) ->
          List.of(subtracted(term, name, forced, engine));
    };
  }

  private static SteeringTerm inline(SteeringTerm term, SteeringVector vector) {
    return term.withSource(new SteeringSource.Inline(vector));
  }

  private SteeringVector stored(SteeringTerm term, String id, Engine engine) {
    StoredVector stored =
        vectors.get(id).orElseThrow(() -> new UnknownVectorException(term.source()));
    requireModel("vector `" + id + "`", stored.modelFingerprint(), stored.modelName(), engine);
    return stored.vector();
  }

  private SteeringTerm subtracted(SteeringTerm term, String name, boolean forced, Engine engine) {
    StoredBehavior behavior =
        behaviors.find(name).orElseThrow(() -> new UnknownVectorException(term.source()));
    requireModel("behavior `" + name + "`", behavior.modelFingerprint(), "another", engine);
    SteeringVector vector =
        behavior.vectorId() == null
            ? behavior.baseline()
            : stored(term, behavior.vectorId(), engine);
    SteeringTerm away = inline(term, vector).withStrength(-term.strength());
    int layer = behavior.baseline().layers().first();
    return forced
        ? away
        : away.withGate(
            new SteeringGate(layer, behavior.baseline().at(layer), behavior.threshold()));
  }

  private static void requireModel(String what, String fingerprint, String of, Engine engine) {
    if (!fingerprint.equals(engine.model().fingerprint())) {
      throw new InvalidRequestException(
          "steering",
          "must name a vector of the model %s, given the %s of %s"
              .formatted(engine.model().name(), what, of));
    }
  }
}
