package dev.drover.functions.store;

import dev.drover.engine.steering.SteeringVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A steering vector as columns: its layers as {@code 13,14}, and the bits of its numbers, 32-bit
 * floats, little-endian, layer after layer.
 */
final class DirectionBytes {
  private DirectionBytes() {}

  static byte[] of(SteeringVector vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.layers().size() * vector.width() * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    vector.forEach((layer, direction) -> {
      bytes.asFloatBuffer().put(direction);
      bytes.position(bytes.position() + direction.length * Float.BYTES);
    });
    return bytes.array();
  }

  /**
   * The vector of columns that {@link #of} and {@link #layers(Collection)} made.
   *
   * @throws IllegalStateException if they do not fit each other
   */
  static SteeringVector vector(List<Integer> layers, int width, byte[] bytes) {
    if (bytes.length != layers.size() * width * Float.BYTES) {
      throw new IllegalStateException(
          "%d stored bytes are not %d layers of %d".formatted(bytes.length, layers.size(), width));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    SortedMap<Integer, float[]> byLayer = new TreeMap<>();
    for (int layer : layers) {
      float[] direction = new float[width];
      buffer.asFloatBuffer().get(direction);
      buffer.position(buffer.position() + width * Float.BYTES);
      byLayer.put(layer, direction);
    }
    return SteeringVector.of(byLayer);
  }

  static String layers(Collection<Integer> layers) {
    return layers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static List<Integer> layers(String column) {
    return Stream.of(column.split(",")).map(Integer::valueOf).toList();
  }
}
