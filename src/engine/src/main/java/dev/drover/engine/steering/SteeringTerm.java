package dev.drover.engine.steering;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One vector of a plan: {@code strength · v[l]} is added to the residual stream.
 *
 * @param source where the vector comes from
 * @param strength any finite number; negative steers away, 0 does nothing
 * @param layers which of the vector's layers are used; null for all
 * @param scope which tokens are steered
 * @param start first position steered, counted from 0 at the sequence's first token
 * @param end the position after the last one steered
 * @param gate a further condition, or null
 */
public record SteeringTerm(
    SteeringSource source,
    double strength,
    SortedSet<Integer> layers,
    SteeringScope scope,
    int start,
    int end,
    SteeringGate gate) {

  /**
   * Refuses what cannot be meant.
   *
   * @throws IllegalArgumentException naming what must hold and the value given
   */
  public SteeringTerm {
    if (source == null) {
      throw new IllegalArgumentException("must name a vector");
    }
    if (!Double.isFinite(strength)) {
      throw new IllegalArgumentException("must have a finite strength, given " + strength);
    }
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "must have a window that begins at 0 or later and ends after that, given %d to %d"
              .formatted(start, end));
    }
    if (layers != null) {
      layers = new TreeSet<>(layers);
      if (layers.isEmpty()) {
        throw new IllegalArgumentException("must name at least one layer, given []");
      }
    }
  }

  /** All of a vector's layers, everywhere. */
  public static SteeringTerm of(SteeringSource source, double strength) {
    return new SteeringTerm(source, strength, null, SteeringScope.ALL, 0, Integer.MAX_VALUE, null);
  }

  /** All of a vector's layers, everywhere. */
  public static SteeringTerm of(SteeringVector vector, double strength) {
    return of(new SteeringSource.Inline(vector), strength);
  }

  /** The same with another scope. */
  public SteeringTerm withScope(SteeringScope other) {
    return new SteeringTerm(source, strength, layers, other, start, end, gate);
  }

  /** The same with another source. */
  public SteeringTerm withSource(SteeringSource other) {
    return new SteeringTerm(other, strength, layers, scope, start, end, gate);
  }

  /** The same with another strength. */
  public SteeringTerm withStrength(double other) {
    return new SteeringTerm(source, other, layers, scope, start, end, gate);
  }

  /** The same in these layers only. */
  public SteeringTerm withLayers(SortedSet<Integer> some) {
    return new SteeringTerm(source, strength, some, scope, start, end, gate);
  }

  /** The same for positions from {@code from} to before {@code to}. */
  public SteeringTerm withWindow(int from, int to) {
    return new SteeringTerm(source, strength, layers, scope, from, to, gate);
  }

  /** The same where a condition holds. */
  public SteeringTerm withGate(SteeringGate other) {
    return new SteeringTerm(source, strength, layers, scope, start, end, other);
  }
}
