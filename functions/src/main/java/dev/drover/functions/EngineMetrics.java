package dev.drover.functions;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;

/** The engine's counters as metrics, tagged with the model's name; 0 until it is loaded. */
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
    Tags model = Tags.of("model", engines.source().engine().name());
    gauge(registry, model, "requests.waiting", "Requests waiting", EngineStatistics::waiting);
    gauge(registry, model, "sequences.running", "Sequences running", EngineStatistics::running);
    gauge(registry, model, "cells.used", "Tokens held in memory", EngineStatistics::cells);
    gauge(
        registry,
        model,
        "cells.capacity",
        "Tokens that memory holds at most",
        EngineStatistics::cellCapacity);
    tokens(registry, model.and("kind", "prompt"), EngineStatistics::promptTokens);
    tokens(registry, model.and("kind", "generated"), EngineStatistics::generatedTokens);
    tokens(registry, model.and("kind", "embedded"), EngineStatistics::embeddedTokens);
    choices(registry, model.and("outcome", "finished"), EngineStatistics::finished);
    choices(registry, model.and("outcome", "cancelled"), EngineStatistics::cancelled);
    choices(registry, model.and("outcome", "failed"), EngineStatistics::failed);
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
  }

  private void tokens(MeterRegistry registry, Tags tags, ToDoubleFunction<EngineStatistics> value) {
    count(registry, tags, "tokens", "Tokens decoded, generated and embedded", value);
  }

  private void choices(
      MeterRegistry registry, Tags tags, ToDoubleFunction<EngineStatistics> value) {
    count(registry, tags, "choices", "Choices that ended", value);
  }

  private void gauge(
      MeterRegistry registry,
      Tags tags,
      String name,
      String description,
      ToDoubleFunction<EngineStatistics> value) {
    Gauge.builder("drover." + name, engines, e -> read(e, value))
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
    FunctionCounter.builder("drover." + name, engines, e -> read(e, value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private static double read(Engines engines, ToDoubleFunction<EngineStatistics> value) {
    return engines.state() instanceof Engines.State.Ready(Engine engine)
        ? value.applyAsDouble(engine.statistics())
        : 0;
  }
}
