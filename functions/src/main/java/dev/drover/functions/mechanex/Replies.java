package dev.drover.functions.mechanex;

import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import dev.drover.functions.EventWriter;
import dev.drover.functions.Fault;
import dev.drover.functions.FaultException;
import dev.drover.functions.FieldNames;
import dev.drover.functions.Generations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What replies of several paths have in common. */
@ApplicationScoped
public class Replies {
  private final Engines engines;
  private final Generations generations;

  @Inject
  Replies(Engines engines, Generations generations) {
    this.engines = engines;
    this.generations = generations;
  }

  /**
   * Generates with the default model and gives the text at the end, as the client asks.
   *
   * @param names Mechanex's names of the engine's fields, where they differ
   * @param request makes the request, checked
   * @param result from the text to what the last event carries
   */
  EventStream generate(
      Map<String, String> names,
      Supplier<GenerationRequest> request,
      Function<String, Object> result) {
    GenerationRequest checked = FieldNames.named(names, request);
    Engine engine = engines.engine(null);
    Generation generation = FieldNames.named(names, () -> generations.submit(engine, checked));
    return new EventStream(
        generation,
        events -> {
          events.data(
              RunEvent.processing("generating from " + generation.promptTokens() + " tokens"));
          String text = Generations.await(generation).choices().getFirst().text();
          events.data(RunEvent.complete(result.apply(text)));
        },
        Replies::end);
  }

  /** Ends a stream that has begun with the event where the client looks for a fault. */
  static void end(EventWriter events, Fault fault) throws IOException {
    events.data(RunEvent.error(fault.message()));
  }

  /** The body, which must be there. */
  static <T> T required(T body) {
    if (body == null) {
      throw new FaultException(new Fault(Fault.Kind.MALFORMED, "the body must be a JSON object"));
    }
    return body;
  }

  /** A field, which must be there. */
  static <T> T required(String field, T value) {
    if (value == null) {
      throw new InvalidRequestException(field, "is required");
    }
    return value;
  }
}
