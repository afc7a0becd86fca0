package dev.drover.functions.steering;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.ModelInfo;
import dev.drover.engine.ModelStatus;
import dev.drover.engine.steering.SteeringPreset;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.TrainedVector;
import dev.drover.engine.training.TrainingMethod;
import dev.drover.engine.training.TrainingObserver;
import dev.drover.engine.training.TrainingOptions;
import dev.drover.engine.training.VectorTrainer;
import dev.drover.functions.store.NewVector;
import dev.drover.functions.store.StoreLimits;
import dev.drover.functions.store.VectorFilter;
import dev.drover.functions.store.VectorLabels;
import dev.drover.functions.store.VectorStore;
import dev.drover.functions.store.VectorSummary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Vectors of presets, made for a model when it is first asked for one, and kept in the store. Each
 * is scaled so that strength 1 costs {@link dev.drover.engine.training.TrainingSummary#COST} times
 * the perplexity on neutral text, whatever the model.
 */
@ApplicationScoped
public class PresetVectors {
  private static final Logger LOG = Logger.getLogger(PresetVectors.class);

  /** Where directions of style lie, as shares of a model's depth. */
  private static final double FIRST = 0.43;

  private static final int LAYERS = 4;

  private final VectorStore vectors;
  private final StoredJson json;

  /** What is being made in this process; other replicas may make the same, the first is kept. */
  private final ConcurrentMap<String, FutureTask<SteeringVector>> making =
      new ConcurrentHashMap<>();

  @Inject
  PresetVectors(VectorStore vectors, StoredJson json) {
    this.vectors = vectors;
    this.json = json;
  }

  /**
   * A preset's vector for a model. The first time this has the engine work for half a minute or so.
   *
   * @param domain as for {@link SteeringPreset#triples}
   * @throws dev.drover.engine.InvalidRequestException if the domain is missing or given in vain
   * @throws EngineUnavailableException if the engine is closed meanwhile
   */
  public SteeringVector vector(SteeringPreset preset, String domain, Engine engine) {
    SteeringTermInput.refusing(
        "steering",
        () -> {
          preset.checkDomain(domain);
          return preset;
        });
    String key = domain == null ? preset.wireName() : preset.wireName() + ":" + domain;
    String fingerprint = engine.model().fingerprint();
    return vectors
        .preset(fingerprint, key)
        .map(stored -> stored.vector())
        .orElseGet(() -> make(fingerprint, key, preset, domain, engine));
  }

  /**
   * All presets, and which of them are made.
   *
   * @param models what is served; of those never loaded nothing is known
   */
  PresetDescription.All describe(List<ModelStatus> models) {
    List<ModelInfo> loaded =
        models.stream()
            .map(ModelStatus::info)
            .filter(info -> info != null && info.steerable())
            .toList();
    Map<String, List<VectorSummary>> made = new HashMap<>();
    for (ModelInfo model : loaded) {
      made.put(model.name(), made(model.fingerprint()));
    }
    return new PresetDescription.All(
        Arrays.stream(SteeringPreset.values())
            .map(preset ->
                new PresetDescription(
                    preset.wireName(),
                    preset.description(),
                    preset.minimumStrength(),
                    preset.needsDomain(),
                    loaded.stream()
                        .map(model -> inModel(preset, model.name(), made.get(model.name())))
                        .toList()))
            .toList());
  }

  private List<VectorSummary> made(String fingerprint) {
    VectorFilter filter = new VectorFilter(VectorLabels.PRESET, null, null, fingerprint, null);
    return vectors.list(filter, StoreLimits.MAX_PAGE, null).items();
  }

  private static PresetDescription.InModel inModel(
      SteeringPreset preset, String model, List<VectorSummary> made) {
    String key = preset.wireName();
    List<PresetDescription.Made> own =
        made.stream()
            .filter(v -> v.name().equals(key) || v.name().startsWith(key + ":"))
            .map(v ->
                new PresetDescription.Made(
                    v.id(), v.name().equals(key) ? null : v.name().substring(key.length() + 1)))
            .toList();
    return new PresetDescription.InModel(model, !own.isEmpty(), own);
  }

  private SteeringVector make(
      String fingerprint, String key, SteeringPreset preset, String domain, Engine engine) {
    String task = fingerprint + "/" + key;
    FutureTask<SteeringVector> own =
        new FutureTask<>(() -> train(fingerprint, key, preset, domain, engine));
    FutureTask<SteeringVector> first = making.putIfAbsent(task, own);
    try {
      if (first == null) {
        own.run();
        return own.get();
      }
      return first.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineUnavailableException(
          EngineUnavailableException.Reason.CLOSED,
          "the preset " + key + " was not made: the service is shutting down",
          Duration.ofSeconds(5));
    } finally {
      if (first == null) {
        making.remove(task, own);
      }
    }
  }

  private SteeringVector train(
      String fingerprint, String key, SteeringPreset preset, String domain, Engine engine)
      throws InterruptedException {
    Optional<SteeringVector> meanwhile =
        vectors.preset(fingerprint, key).map(stored -> stored.vector());
    if (meanwhile.isPresent()) {
      return meanwhile.get();
    }
    LOG.infof("Making the preset %s for %s", key, engine.model().name());
    TrainingOptions options =
        TrainingOptions.builder(TrainingMethod.CAA)
            .layers(layers(engine.model().layers()))
            .chat(engine.model().chat())
            .build();
    TrainedVector trained =
        new VectorTrainer(engine)
            .train(preset.triples(domain), options, TrainingObserver.NONE, null);
    double factor = trained.summary().strengthAtCost();
    NewVector vector =
        new NewVector(
            new VectorLabels(key, preset.description(), VectorLabels.PRESET),
            TrainingMethod.CAA.wireName(),
            fingerprint,
            engine.model().name(),
            trained.vector().times(factor),
            json.write(TrainingReport.of(trained.summary(), factor)));
    return vectors.keepPreset(vector).vector();
  }

  private static TreeSet<Integer> layers(int modelLayers) {
    int first = Math.max(1, (int) Math.round(FIRST * modelLayers));
    return IntStream.rangeClosed(first, Math.min(modelLayers, first + LAYERS - 1))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
