package dev.drover.engine;

import dev.drover.engine.steering.SteeringSource;

/** A request names a steering vector, preset or behaviour that is not known here. */
public final class UnknownVectorException extends RuntimeException {

  /** A refusal to find what was named. */
  public UnknownVectorException(SteeringSource source) {
    super("`steering` names the unknown " + name(source));
  }

  private static String name(SteeringSource source) {
    return switch (source) {
      case SteeringSource.Inline inline -> "inline vector";
      case SteeringSource.Stored(String id) -> "vector `" + Limits.shown(id) + "`";
      case SteeringSource.Preset(String name, String domain) ->
          "preset `" + Limits.shown(name) + "`";
      case SteeringSource.Behavior(String name, boolean forced) ->
          "behavior `" + Limits.shown(name) + "`";
    };
  }
}
