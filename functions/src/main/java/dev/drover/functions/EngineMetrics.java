package dev.drover.functions;

import dev.drover.engine.EngineStatistics;
import dev.drover.engine.ModelStatus;
import dev.drover.engine.ModelStatus.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;

/**
 * The models' states and their engines' counters as metrics, tagged with the model's name. An
 * engine counts from 0 each time its model is loaded, and is 0 while that is not.
 */
@ApplicationScoped
public class EngineMetrics implements MeterBinder {
  private static final double NANOS = 1e9;

  private final Engines engines;

  @Inject
  EngineMetrics(Engines engines) {
    this.engines = engines;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    engines.models().forEach(served -> bind(registry, served.model().name()));
  }

  private void bind(MeterRegistry registry, String name) {
    Tags model = Tags.of("model", name);
    state(registry, model, "model.loaded", "1 while the model is loaded", State.READY);
    state(registry, model, "model.loading", "1 while the model is being loaded", State.LOADING);
    times(registry, model, "model.loads", "Times the model was loaded", ModelStatus::loads);
    times(
        registry,
        model,
        "model.unloads",
        "Times the model was unloaded to free memory",
        ModelStatus::unloads);
    gauge(registry, model, "requests.waiting", "Requests waiting", EngineStatistics::waiting);
    gauge(registry, model, "sequences.running", "Sequences running", EngineStatistics::running);
    gauge(registry, model, "cells.used", "Tokens held in memory", EngineStatistics::cells);
    gauge(
        registry,
        model,
        "cells.capacity",
        "Tokens that memory holds at most",
        EngineStatistics::cellCapacity);
    gauge(
        registry,
        model,
        "cells.cached",
        "Tokens in memory that ended sequences have left",
        EngineStatistics::cachedCells);
    tokens(registry, model.and("kind", "prompt"), EngineStatistics::promptTokens);
    tokens(registry, model.and("kind", "generated"), EngineStatistics::generatedTokens);
    tokens(registry, model.and("kind", "embedded"), EngineStatistics::embeddedTokens);
    choices(registry, model.and("outcome", "finished"), EngineStatistics::finished);
    choices(registry, model.and("outcome", "cancelled"), EngineStatistics::cancelled);
    choices(registry, model.and("outcome", "failed"), EngineStatistics::failed);
    choices(registry, model.and("outcome", "cut"), EngineStatistics::cut);
    count(
        registry,
        model,
        "tokens.admitted",
        "Prompt tokens of the requests that were given a place",
        EngineStatistics::admittedTokens);
    count(
        registry,
        model,
        "tokens.reused",
        "Of the admitted tokens those that were in memory already",
        EngineStatistics::reusedTokens);
    count(
        registry,
        model,
        "tokens.evicted",
        "Tokens that had to leave memory for others",
        EngineStatistics::evictedTokens);
    count(
        registry,
        model,
        "tokens.drafted",
        "Tokens that were guessed and computed",
        EngineStatistics::draftedTokens);
    count(
        registry,
        model,
        "tokens.accepted",
        "Guessed tokens that were right",
        EngineStatistics::acceptedTokens);
    count(
        registry,
        model,
        "integrity.failures",
        "Times the engine's books and the model's memory did not agree",
        EngineStatistics::integrityFailures);
    count(registry, model, "steps", "Steps taken", EngineStatistics::steps);
    count(
        registry,
        model,
        "preemptions",
        "Times a sequence gave its memory to an older one",
        EngineStatistics::preempted);
    count(registry, model, "step.seconds", "Time spent in steps", s -> s.stepNanos() / NANOS);
    count(
        registry,
        model,
        "decode.seconds",
        "Time of the steps spent in the native library",
        s -> s.decodeNanos() / NANOS);
    count(
        registry,
        model,
        "sample.seconds",
        "Time of the steps spent from rows of logits to tokens",
        s -> s.sampleNanos() / NANOS);
    count(
        registry,
        model,
        "emit.seconds",
        "Time of the steps spent from tokens to text and events",
        s -> s.emitNanos() / NANOS);
  }

  private void tokens(MeterRegistry registry, Tags tags, ToDoubleFunction<EngineStatistics> value) {
    count(registry, tags, "tokens", "Tokens decoded, generated and embedded", value);
  }

  private void choices(
      MeterRegistry registry, Tags tags, ToDoubleFunction<EngineStatistics> value) {
    count(registry, tags, "choices", "Choices that ended", value);
  }

  private void state(
      MeterRegistry registry, Tags model, String name, String description, State state) {
    Gauge.builder("drover." + name, engines, e -> status(e, model).state() == state ? 1 : 0)
        .description(description)
        .tags(model)
        .register(registry);
  }

  private void times(
      MeterRegistry registry,
      Tags model,
      String name,
      String description,
      ToDoubleFunction<ModelStatus> value) {
    FunctionCounter.builder("drover." + name, engines, e -> value.applyAsDouble(status(e, model)))
        .description(description)
        .tags(model)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      Tags tags,
      String name,
      String description,
      ToDoubleFunction<EngineStatistics> value) {
    Gauge.builder("drover." + name, engines, e -> read(status(e, tags), value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void count(
      MeterRegistry registry,
      Tags tags,
      String name,
      String description,
      ToDoubleFunction<EngineStatistics> value) {
    FunctionCounter.builder("drover." + name, engines, e -> read(status(e, tags), value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private static double read(ModelStatus model, ToDoubleFunction<EngineStatistics> value) {
    return model.statistics() == null ? 0 : value.applyAsDouble(model.statistics());
  }

  private static ModelStatus status(Engines engines, Tags tags) {
    String name =
        tags.stream()
            .filter(tag -> tag.getKey().equals("model"))
            .map(Tag::getValue)
            .findFirst()
            .orElseThrow();
    return engines.model(name);
  }
}
