package dev.drover.functions;

import dev.drover.engine.EngineStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;

/** The engine's counters as metrics, tagged with the model's name; 0 until it is loaded. */
@ApplicationScoped
public class EngineMetrics implements MeterBinder {
  private static final String TOKENS = "drover.tokens";
  private static final String CHOICES = "drover.choices";
  private static final double NANOS = 1e9;

  private final Engines engines;

  @Inject
  EngineMetrics(Engines engines) {
    this.engines = engines;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "drover.requests.waiting", "Requests waiting", EngineStatistics::waiting);
    gauge(registry, "drover.sequences.running", "Sequences running", EngineStatistics::running);
    gauge(registry, "drover.cells.used", "Tokens held in memory", EngineStatistics::cells);
    gauge(
        registry,
        "drover.cells.capacity",
        "Tokens that memory holds at most",
        EngineStatistics::cellCapacity);
    count(registry, "drover.steps", null, "Steps taken", EngineStatistics::steps);
    count(registry, TOKENS, "prompt", "Tokens decoded", EngineStatistics::promptTokens);
    count(registry, TOKENS, "generated", "Tokens decoded", EngineStatistics::generatedTokens);
    count(registry, CHOICES, "finished", "Choices ended", EngineStatistics::finished);
    count(registry, CHOICES, "cancelled", "Choices ended", EngineStatistics::cancelled);
    count(registry, CHOICES, "failed", "Choices ended", EngineStatistics::failed);
    count(
        registry,
        "drover.preemptions",
        null,
        "Times a sequence gave its memory to an older one",
        EngineStatistics::preempted);
    count(
        registry,
        "drover.step.seconds",
        null,
        "Time spent in steps",
        statistics -> statistics.stepNanos() / NANOS);
    count(
        registry,
        "drover.decode.seconds",
        null,
        "Time of the steps spent in the native library",
        statistics -> statistics.decodeNanos() / NANOS);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<EngineStatistics> value) {
    Gauge.builder(name, engines, e -> read(e, value))
        .description(description)
        .tag("model", engines.source().engine().name())
        .register(registry);
  }

  private void count(
      MeterRegistry registry,
      String name,
      String kind,
      String description,
      ToDoubleFunction<EngineStatistics> value) {
    FunctionCounter.Builder<Engines> counter =
        FunctionCounter.builder(name, engines, e -> read(e, value))
            .description(description)
            .tag("model", engines.source().engine().name());
    (kind == null ? counter : counter.tag("kind", kind)).register(registry);
  }

  private static double read(Engines engines, ToDoubleFunction<EngineStatistics> value) {
    return engines.state() instanceof Engines.State.Ready(var engine)
        ? value.applyAsDouble(engine.statistics())
        : 0;
  }
}
