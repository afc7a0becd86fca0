package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import dev.drover.engine.steering.LayerName;
import dev.drover.engine.steering.SteeringGate;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringScope;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One vector of a request's steering, as it comes over the wire: exactly one source. */
@Schema(
    name = "SteeringTerm",
    description =
        "`strength` times a vector is added to the model's hidden states at this request's tokens."
            + " Exactly one of `vector_id`, `vector`, `preset`, `behavior`.")
public record SteeringTermInput(
    @Schema(description = "Id of a stored vector.") String vectorId,
    @Schema(
            description =
                "A vector: numbers by layer. Layer l is what enters block l, counted from 1;"
                    + " `blocks.l.hook_resid_pre` is the same.")
        Map<String, float[]> vector,
    @Schema(description = "Name of a preset, whose vector is made for the model on first use.")
        String preset,
    @Schema(description = "The subject of the preset `domain_specific`.") String domain,
    @Schema(description = "Name of a stored behaviour, which is detected and subtracted.")
        String behavior,
    @Schema(
            description = "Negative steers away, 0 is off.",
            minimum = "-" + Limits.MAX_STRENGTH,
            maximum = "" + Limits.MAX_STRENGTH,
            defaultValue = "1")
        Double strength,
    @Schema(description = "Which of the vector's layers are used; without it all.")
        List<Integer> layers,
    @Schema(
            description = "Which tokens are steered.",
            enumeration = {"all", "prompt", "generation"},
            defaultValue = "all")
        String scope,
    @Schema(description = "First position steered, from 0.", minimum = "0", defaultValue = "0")
        Integer start,
    @Schema(description = "The position after the last one steered; without it to the end.")
        Integer end,
    @Schema(description = "Steer only tokens whose hidden state passes.") Gate gate) {

  /** A condition on hidden states. */
  @Schema(
      name = "SteeringGate",
      description =
          "Only tokens whose hidden state in `layer` has a cosine similarity to `direction` greater"
              + " than `threshold` are steered.")
  public record Gate(
      @Schema(required = true, minimum = "1") Integer layer,
      @Schema(required = true) float[] direction,
      @Schema(minimum = "-1", maximum = "1", defaultValue = "0") Double threshold) {}

  /**
   * A request's plan.
   *
   * @param terms null for none
   * @param report whether the answer says what was applied; null for no
   * @throws InvalidRequestException naming the term, what must hold and the value given
   */
  public static SteeringPlan plan(List<SteeringTermInput> terms, Boolean report) {
    if (terms == null) {
      return null;
    }
    if (terms.size() > Limits.MAX_STEERING_TERMS) {
      throw new InvalidRequestException(
          "steering",
          "must hold at most " + Limits.MAX_STEERING_TERMS + " terms, given " + terms.size());
    }
    List<SteeringTerm> plan = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      String field = "steering[" + i + "]";
      SteeringTermInput term = terms.get(i);
      if (term == null) {
        throw new InvalidRequestException(field, "must be an object, given null");
      }
      plan.add(refusing(field, term::toTerm));
    }
    return new SteeringPlan(plan, Boolean.TRUE.equals(report));
  }

  private SteeringTerm toTerm() {
    SortedSet<Integer> some = null;
    if (layers != null) {
      if (layers.stream().anyMatch(Objects::isNull)) {
        throw new IllegalArgumentException("must name layers by numbers, given null");
      }
      some = new TreeSet<>(layers);
    }
    return new SteeringTerm(
        source(),
        strength == null ? 1 : strength,
        some,
        scope == null ? SteeringScope.ALL : scopeOf(scope),
        start == null ? 0 : start,
        end == null ? Integer.MAX_VALUE : end,
        gate == null ? null : toGate());
  }

  private SteeringSource source() {
    long given = Stream.of(vectorId, vector, preset, behavior).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new IllegalArgumentException(
          "must have exactly one of vector_id, vector, preset and behavior, given " + given);
    }
    if (domain != null && preset == null) {
      throw new IllegalArgumentException("must have a domain with a preset only");
    }
    if (vectorId != null) {
      return new SteeringSource.Stored(vectorId);
    }
    if (preset != null) {
      return new SteeringSource.Preset(preset, domain);
    }
    return behavior != null
        ? new SteeringSource.Behavior(behavior, false)
        : new SteeringSource.Inline(vector(vector));
  }

  /**
   * A vector as JSON has it.
   *
   * @throws IllegalArgumentException if a layer's name or a number is none
   */
  public static SteeringVector vector(Map<String, float[]> byName) {
    Map<Integer, float[]> byLayer = new TreeMap<>();
    byName.forEach((name, direction) -> {
      if (direction == null) {
        throw new IllegalArgumentException("must have numbers for layer " + name + ", given null");
      }
      if (byLayer.put(LayerName.parse(name), direction) != null) {
        throw new IllegalArgumentException("must name each layer once, given again: " + name);
      }
    });
    return SteeringVector.of(byLayer);
  }

  private static SteeringScope scopeOf(String name) {
    return SteeringScope.of(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "must have a scope of " + SteeringScope.names() + ", given " + name));
  }

  private SteeringGate toGate() {
    if (gate.layer == null || gate.direction == null) {
      throw new IllegalArgumentException("must have a gate with layer and direction");
    }
    return new SteeringGate(
        gate.layer, gate.direction, gate.threshold == null ? 0 : gate.threshold);
  }

  /** Runs a check whose message does not know its field. */
  public static <T> T refusing(String field, Supplier<T> check) {
    try {
      return check.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(field, e.getMessage());
    }
  }
}
