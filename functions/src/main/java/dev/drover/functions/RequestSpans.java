package dev.drover.functions;

import dev.drover.engine.FinishReason;
import dev.drover.engine.RequestReport;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The phases of a generation as spans below that of its HTTP request: {@code generate} with {@code
 * queue}, {@code prefill} and {@code decode} in it. Names of attributes are those of
 * OpenTelemetry's conventions for generative models where they have one. Nothing happens unless
 * tracing is on.
 */
@ApplicationScoped
class RequestSpans {
  private static final AttributeKey<List<String>> REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

  private final Tracer tracer;

  @Inject
  RequestSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /**
   * What makes the spans of a generation, once it has ended, below the span that is current now.
   */
  Consumer<RequestReport> of(String model) {
    Context parent = Context.current();
    return report -> make(parent, model, report);
  }

  private void make(Context parent, String model, RequestReport report) {
    Instant submitted = report.submitted();
    Instant started = submitted.plusNanos(report.queuedNanos());
    Instant answered = started.plusNanos(report.prefillNanos());
    Instant ended = answered.plusNanos(report.decodeNanos());
    Span generate = begin("generate", parent, submitted);
    generate.setAttribute("gen_ai.response.model", model);
    generate.setAttribute(REASONS, List.of(report.reason().name().toLowerCase(Locale.ROOT)));
    generate.setAttribute("gen_ai.usage.input_tokens", report.promptTokens());
    generate.setAttribute("gen_ai.usage.output_tokens", report.generatedTokens());
    generate.setAttribute("gen_ai.request.choice.count", report.choices());
    generate.setAttribute("drover.request.id", report.id());
    generate.setAttribute("drover.reused_tokens", report.reusedTokens());
    if (report.reason() == FinishReason.ERROR) {
      generate.setStatus(StatusCode.ERROR);
    }
    Context inside = parent.with(generate);
    phase("queue", inside, submitted, started);
    phase("prefill", inside, started, answered);
    phase("decode", inside, answered, ended);
    generate.end(ended);
  }

  /** A phase that was reached. */
  private void phase(String name, Context inside, Instant from, Instant to) {
    if (to.isAfter(from)) {
      begin(name, inside, from).end(to);
    }
  }

  private Span begin(String name, Context inside, Instant from) {
    return tracer.spanBuilder(name).setParent(inside).setStartTimestamp(from).startSpan();
  }
}
