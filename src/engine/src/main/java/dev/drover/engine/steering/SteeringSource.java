package dev.drover.engine.steering;

/** Where a term's vector comes from. */
public sealed interface SteeringSource {

  /** The request brings it along. */
  record Inline(SteeringVector vector) implements SteeringSource {}

  /** It was stored under an id. */
  record Stored(String id) implements SteeringSource {}

  /**
   * A preset, made for the model on first use.
   *
   * @param domain the subject of {@code domain_specific}; null for the others
   */
  record Preset(String name, String domain) implements SteeringSource {}

  /**
   * A behaviour that is detected and subtracted.
   *
   * @param forced whether it is subtracted without being detected
   */
  record Behavior(String name, boolean forced) implements SteeringSource {}
}
