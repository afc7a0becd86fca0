package dev.drover.llama;

import java.util.Arrays;

/**
 * What to add to, and read from, the residual stream while one batch is computed.
 *
 * <p>Layer {@code l} means the residual stream that enters block {@code l}, 1 to {@link
 * Model#layers} (as Mechanex and TransformerLens count; llama.cpp's tensor {@code l_out-(l-1)}).
 * The last layer is what leaves the model: only rows with an output exist there. A GGUF control
 * vector's {@code direction.k} is our layer {@code k + 1}.
 *
 * <p>Made by {@link Context#newTapPlan}, reused like a {@link Batch}: its arrays grow once. Each
 * layer in use splits the computation, about 0.2 ms a layer and step on two cores. Not thread-safe.
 */
public final class TapPlan {
  private final int width;
  private final Layer[] layers;
  private int entries;

  TapPlan(int layerCount, int width) {
    this.width = width;
    layers = new Layer[layerCount];
    Arrays.setAll(layers, l -> new Layer());
  }

  /** What one layer adds and reads. Arrays are longer than their counts. */
  static final class Layer {
    int steered;
    int[] steeredRows = new int[8];
    float[][] vectors = new float[8][];
    float[] strengths = new float[8];
    int read;
    int[] readRows = new int[8];
    float[][] targets = new float[8][];

    boolean isEmpty() {
      return steered == 0 && read == 0;
    }
  }

  /** Forgets all entries. */
  public void clear() {
    for (Layer layer : layers) {
      Arrays.fill(layer.vectors, 0, layer.steered, null);
      Arrays.fill(layer.targets, 0, layer.read, null);
      layer.steered = 0;
      layer.read = 0;
    }
    entries = 0;
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return entries == 0;
  }

  /**
   * Adds {@code strength * vector} to a row. Several vectors for one row add up, in this order. A
   * row without an output is left alone in the last layer, where it has no effect.
   *
   * @param layer 1 to {@link Model#layers}
   * @param row a row of the batch
   * @param vector as long as {@link Model#width}; read while the batch is computed
   * @param strength any finite number
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public void steer(int layer, int row, float[] vector, float strength) {
    Layer at = layer(layer, row, vector);
    if (!Float.isFinite(strength)) {
      throw new IllegalArgumentException("strength must be finite, given " + strength);
    }
    if (at.steered == at.steeredRows.length) {
      int room = 2 * at.steered;
      at.steeredRows = Arrays.copyOf(at.steeredRows, room);
      at.vectors = Arrays.copyOf(at.vectors, room);
      at.strengths = Arrays.copyOf(at.strengths, room);
    }
    at.steeredRows[at.steered] = row;
    at.vectors[at.steered] = vector;
    at.strengths[at.steered++] = strength;
    entries++;
  }

  /**
   * Copies a row into an array, after this plan's additions to it.
   *
   * @param layer 1 to {@link Model#layers}; in the last only rows with an output can be read
   * @param row a row of the batch
   * @param into as long as {@link Model#width}; written while the batch is computed
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public void read(int layer, int row, float[] into) {
    Layer at = layer(layer, row, into);
    if (at.read == at.readRows.length) {
      int room = 2 * at.read;
      at.readRows = Arrays.copyOf(at.readRows, room);
      at.targets = Arrays.copyOf(at.targets, room);
    }
    at.readRows[at.read] = row;
    at.targets[at.read++] = into;
    entries++;
  }

  private Layer layer(int layer, int row, float[] vector) {
    if (layer < 1 || layer > layers.length) {
      throw new IllegalArgumentException(
          "layer must be at least 1 and at most %d, given %d".formatted(layers.length, layer));
    }
    if (row < 0) {
      throw new IllegalArgumentException("row must not be negative, given " + row);
    }
    if (vector.length != width) {
      throw new IllegalArgumentException(
          "vector must be %d long, given %d".formatted(width, vector.length));
    }
    return layers[layer - 1];
  }

  /** What to do at {@code l_out-block}. */
  Layer atBlock(int block) {
    return layers[block];
  }

  int blocks() {
    return layers.length;
  }

  int width() {
    return width;
  }

  /** Refuses rows that the batch does not have, or that cannot be read. */
  void check(Batch batch) {
    for (int block = 0; block < layers.length; block++) {
      Layer layer = layers[block];
      for (int i = 0; i < layer.steered; i++) {
        checkRow(layer.steeredRows[i], batch);
      }
      for (int i = 0; i < layer.read; i++) {
        int row = layer.readRows[i];
        checkRow(row, batch);
        if (block == layers.length - 1 && !batch.isOutput(row)) {
          throw new IllegalArgumentException(
              "row %d has no output, so the last layer cannot be read there".formatted(row));
        }
      }
    }
  }

  private static void checkRow(int row, Batch batch) {
    if (row >= batch.size()) {
      throw new IllegalArgumentException(
          "row of the plan must be below the batch's %d, given %d".formatted(batch.size(), row));
    }
  }
}
