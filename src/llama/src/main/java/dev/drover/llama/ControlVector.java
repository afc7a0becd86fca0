package dev.drover.llama;

import java.util.Map;

/**
 * One vector per layer that llama.cpp itself adds to every token of a context.
 *
 * <p>Layers are counted as in {@link TapPlan}; the first cannot be used, since llama.cpp's own
 * numbering starts at the output of the second block.
 */
public final class ControlVector {
  private final float[] data;
  private final int width;

  private ControlVector(float[] data, int width) {
    this.data = data;
    this.width = width;
  }

  /**
   * Makes a control vector for a model.
   *
   * @param byLayer a vector as long as {@link Model#width} for layers of 2 to {@link Model#layers}
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public static ControlVector of(Model model, Map<Integer, float[]> byLayer) {
    int width = model.width();
    // direction.k, for the output of block k, lies at (k - 1) * width; it is our layer k + 1
    float[] data = new float[width * (model.layers() - 1)];
    byLayer.forEach((layer, vector) -> {
      if (layer < 2 || layer > model.layers()) {
        throw new IllegalArgumentException(
            "layer of a control vector must be at least 2 and at most %d, given %d"
                .formatted(model.layers(), layer));
      }
      if (vector.length != width) {
        throw new IllegalArgumentException(
            "vector must be %d long, given %d".formatted(width, vector.length));
      }
      System.arraycopy(vector, 0, data, (layer - 2) * width, width);
    });
    return new ControlVector(data, width);
  }

  float[] data() {
    return data;
  }

  int width() {
    return width;
  }

  int lastBlock() {
    return data.length / width;
  }
}
