package dev.drover.engine.steering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A direction per layer of a model's residual stream, in 32-bit floats. Immutable; two are equal if
 * they hold the same bits.
 */
public final class SteeringVector {
  private final SortedMap<Integer, float[]> byLayer;
  private final int width;
  private final String digest;

  private SteeringVector(SortedMap<Integer, float[]> byLayer) {
    this.byLayer = byLayer;
    this.width = byLayer.firstEntry().getValue().length;
    this.digest = digest(byLayer);
  }

  /**
   * Makes a vector of a copy of the directions.
   *
   * @param byLayer at least one direction; layers from 1 on, all directions equally long, every
   *     number finite
   * @throws IllegalArgumentException naming the layer, what must hold and the value given
   */
  public static SteeringVector of(Map<Integer, float[]> byLayer) {
    if (byLayer.isEmpty()) {
      throw new IllegalArgumentException("must have a direction for at least one layer, given {}");
    }
    SortedMap<Integer, float[]> copy = new TreeMap<>();
    byLayer.forEach((layer, direction) -> copy.put(layer, direction.clone()));
    int width = copy.firstEntry().getValue().length;
    copy.forEach((layer, direction) -> check(layer, direction, width));
    return new SteeringVector(copy);
  }

  private static void check(int layer, float[] direction, int width) {
    if (layer < 1) {
      throw new IllegalArgumentException("must have layers of at least 1, given " + layer);
    }
    if (direction.length != width || width == 0) {
      throw new IllegalArgumentException(
          "must have directions of one length, at least 1, given %d in layer %d and %d in another"
              .formatted(direction.length, layer, width));
    }
    for (int i = 0; i < width; i++) {
      if (!Float.isFinite(direction[i])) {
        throw new IllegalArgumentException(
            "must hold finite numbers, given %s at %d in layer %d"
                .formatted(direction[i], i, layer));
      }
    }
  }

  /** The layers it has a direction for, ascending. */
  public SortedSet<Integer> layers() {
    return Collections.unmodifiableSortedSet((SortedSet<Integer>) byLayer.keySet());
  }

  /** Numbers in each direction: the width of the model's residual stream. */
  public int width() {
    return width;
  }

  /**
   * A copy of one layer's direction.
   *
   * @throws IllegalArgumentException if it has none for this layer
   */
  public float[] at(int layer) {
    float[] direction = byLayer.get(layer);
    if (direction == null) {
      throw new IllegalArgumentException("must be one of " + layers() + ", given " + layer);
    }
    return direction.clone();
  }

  /** Calls for each layer, ascending, with a copy of its direction. */
  public void forEach(BiConsumer<Integer, float[]> action) {
    byLayer.forEach((layer, direction) -> action.accept(layer, direction.clone()));
  }

  /** The greatest magnitude of its numbers. */
  public float greatest() {
    float greatest = 0;
    for (float[] direction : byLayer.values()) {
      for (float x : direction) {
        greatest = Math.max(greatest, Math.abs(x));
      }
    }
    return greatest;
  }

  /** The Euclidean length of one layer's direction. */
  public double norm(int layer) {
    double sum = 0;
    for (float x : at(layer)) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  /**
   * The same directions in some layers only.
   *
   * @throws IllegalArgumentException if there is none, or it has no direction for one of them
   */
  public SteeringVector in(Collection<Integer> layers) {
    SortedMap<Integer, float[]> some = new TreeMap<>();
    layers.forEach(layer -> some.put(layer, at(layer)));
    return of(some);
  }

  /**
   * {@code this + factor · other}, over the layers of both.
   *
   * @throws IllegalArgumentException if the widths differ or a sum is not finite
   */
  public SteeringVector plus(double factor, SteeringVector other) {
    if (other.width != width) {
      throw new IllegalArgumentException("must be %d wide, given %d".formatted(width, other.width));
    }
    SortedMap<Integer, float[]> sum = new TreeMap<>();
    forEach(sum::put);
    other.byLayer.forEach((layer, direction) -> {
      float[] to = sum.computeIfAbsent(layer, l -> new float[width]);
      for (int i = 0; i < width; i++) {
        to[i] += (float) (factor * direction[i]);
      }
    });
    return of(sum);
  }

  /**
   * {@code factor · this}.
   *
   * @throws IllegalArgumentException if a product is not finite
   */
  public SteeringVector times(double factor) {
    SortedMap<Integer, float[]> product = new TreeMap<>();
    forEach((layer, direction) -> {
      for (int i = 0; i < width; i++) {
        direction[i] = (float) (factor * direction[i]);
      }
      product.put(layer, direction);
    });
    return of(product);
  }

  /** SHA-256 of its bits, in hexadecimal. */
  public String digest() {
    return digest;
  }

  private static String digest(SortedMap<Integer, float[]> byLayer) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byLayer.forEach((layer, direction) -> {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * direction.length);
        bytes.asFloatBuffer().put(direction);
        sha.update((layer + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
      });
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SteeringVector vector && digest.equals(vector.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return "SteeringVector[layers=" + layers() + ", width=" + width + "]";
  }
}
