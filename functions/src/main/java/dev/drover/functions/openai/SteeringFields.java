package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.functions.steering.SteeringTermInput;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How requests steer: Drover's {@code steering}, or the fields that Mechanex's server has here,
 * {@code steering_vector_id}, {@code steering_vector} and {@code steering_strength}, which name one
 * vector.
 */
interface SteeringFields {

  /** Extension: terms, which add up, or one of them. */
  List<SteeringTermInput> steering();

  /** Extension: whether the answer says what was applied. */
  Boolean steeringReport();

  /** Extension: id of a stored vector. */
  String steeringVectorId();

  /** Extension: id of a stored vector, or numbers by layer. */
  JsonNode steeringVector();

  /** Extension: multiplies the vector, default 1; only with one of the two. */
  Double steeringStrength();

  /**
   * The plan.
   *
   * @return null for none
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  default SteeringPlan plan() {
    String vector = vectorField();
    if (steeringStrength() != null && vector == null) {
      throw new InvalidRequestException(
          "steering_strength", "is only allowed with `steering_vector_id` or `steering_vector`");
    }
    if (vector == null) {
      if (Boolean.TRUE.equals(steeringReport()) && steering() == null) {
        throw new InvalidRequestException(
            "steering_report", "is only allowed where a steering vector is named");
      }
      return SteeringTermInput.plan(steering(), steeringReport());
    }
    if (steering() != null) {
      throw new InvalidRequestException(vector, "must be left out where `steering` is given");
    }
    SteeringSource source = source(vector);
    double strength = steeringStrength() == null ? 1 : steeringStrength();
    SteeringTerm term =
        SteeringTermInput.refusing("steering_strength", () -> SteeringTerm.of(source, strength));
    return new SteeringPlan(List.of(term), Boolean.TRUE.equals(steeringReport()));
  }

  /**
   * What this API calls the engine's fields about steering, where the request uses Mechanex's.
   *
   * @param others the names of further fields
   */
  default Map<String, String> names(Map<String, String> others) {
    String vector = vectorField();
    if (vector == null) {
      return others;
    }
    Map<String, String> names = new LinkedHashMap<>(others);
    names.put("steering", vector);
    names.put("steering.strength", "steering_strength");
    return names;
  }

  private SteeringSource source(String field) {
    if (steeringVectorId() != null && given(steeringVector())) {
      throw new InvalidRequestException(field, "must be left out where `steering_vector` is given");
    }
    if (steeringVectorId() != null) {
      return new SteeringSource.Stored(steeringVectorId());
    }
    if (steeringVector().isTextual()) {
      return new SteeringSource.Stored(steeringVector().textValue());
    }
    byte[] json = steeringVector().toString().getBytes(StandardCharsets.UTF_8);
    return new SteeringSource.Inline(
        SteeringTermInput.refusing(field, () -> MechanexJson.read(json)));
  }

  private String vectorField() {
    if (steeringVectorId() != null) {
      return "steering_vector_id";
    }
    return given(steeringVector()) ? "steering_vector" : null;
  }

  private static boolean given(JsonNode value) {
    return value != null && !value.isNull();
  }
}
