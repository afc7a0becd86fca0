package dev.drover.functions;

import dev.drover.engine.EngineObserver;
import dev.drover.engine.RequestReport;
import dev.drover.engine.StepReport;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How long an engine's steps, tokens and requests take and what its batches hold, as histograms
 * tagged with the model's name.
 */
final class EngineDistributions implements EngineObserver {
  /** Milliseconds between tokens and of steps. */
  private static final long[] SHORT = {
    1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000
  };

  /** Milliseconds of what a request goes through. */
  private static final long[] LONG = {
    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000
  };

  /** Sequences of a batch. */
  private static final double[] SEQUENCES = {1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 128, 256};

  /** Prompt tokens of a batch. */
  private static final double[] TOKENS = {1, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};

  private final MeterRegistry registry;
  private final String model;
  private final Timer step;
  private final DistributionSummary decoding;
  private final DistributionSummary promptTokens;
  private final Timer firstToken;
  private final Timer nextToken;
  private final Timer queued;
  private final Timer duration;

  EngineDistributions(MeterRegistry registry, String model) {
    this.registry = registry;
    this.model = model;
    step = timer("step.duration", "Time of a step", SHORT);
    decoding = summary("batch.sequences", "Sequences of a batch that generate", SEQUENCES);
    promptTokens = summary("batch.prompt.tokens", "Prompt tokens of a batch", TOKENS);
    firstToken = timer("time.to.first.token", "From a request to its first token", LONG);
    nextToken = timer("inter.token", "From a choice's token to its next", SHORT);
    queued = timer("request.queued", "From a request to the first step for it", LONG);
    duration = timer("request.duration", "From a request to the end of its last choice", LONG);
  }

  @Override
  public void step(StepReport report) {
    step.record(report.stepNanos(), TimeUnit.NANOSECONDS);
    decoding.record(report.decoding());
    promptTokens.record(report.promptTokens());
  }

  @Override
  public void firstToken(long nanos) {
    firstToken.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void nextToken(long nanos) {
    nextToken.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void ended(RequestReport request) {
    queued.record(request.queuedNanos(), TimeUnit.NANOSECONDS);
    duration.record(
        request.queuedNanos() + request.prefillNanos() + request.decodeNanos(),
        TimeUnit.NANOSECONDS);
  }

  private Timer timer(String name, String description, long[] millis) {
    return Timer.builder("drover." + name)
        .description(description)
        .tag("model", model)
        .serviceLevelObjectives(
            LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
        .register(registry);
  }

  private DistributionSummary summary(String name, String description, double[] bounds) {
    return DistributionSummary.builder("drover." + name)
        .description(description)
        .tag("model", model)
        .serviceLevelObjectives(bounds)
        .register(registry);
  }
}
