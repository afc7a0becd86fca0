package dev.drover.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What to add to, and read from, the residual stream while one batch is computed.
 *
 * <p>Layer {@code l} means the residual stream that enters block {@code l}, 1 to {@link
 * Model#layers} (as Mechanex and TransformerLens count; llama.cpp's tensor {@code l_out-(l-1)}).
 * The last layer is what leaves the model: only rows with an output exist there. A GGUF control
 * vector's {@code direction.k} is our layer {@code k + 1}.
 *
 * <p>Within a layer gates decide first, then additions are made in the order of their calls, then
 * sums are taken. Made by {@link Context#newTapPlan} and reused like a {@link Batch}. Each layer in
 * use splits the computation, about 0.2 ms a layer and step on two cores. Not thread-safe.
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

  /** What one layer decides, adds and reads. */
  static final class Layer {
    final List<Gate> gates = new ArrayList<>();
    final List<Addition> additions = new ArrayList<>();
    final List<Sum> sums = new ArrayList<>();

    boolean isEmpty() {
      return gates.isEmpty() && additions.isEmpty() && sums.isEmpty();
    }
  }

  /** {@code strength * vector} for rows from {@code first} to before {@code end}. */
  record Addition(
      int first, int end, float[] vector, float strength, Gate gate, AdditionReport report) {}

  /** Rows from {@code first} to before {@code end} added up. */
  record Sum(int first, int end, double[] into) {}

  /**
   * A decision for each of some rows, made in one layer while the batch is computed: whether the
   * cosine similarity of the row and a direction is greater than a threshold.
   */
  public static final class Gate {
    final int layer;
    final int first;
    final int end;
    final float[] direction;
    final double threshold;
    final double norm;

    /** The rows that pass, counted from {@code first}. */
    final BitSet open = new BitSet();

    private Gate(int layer, int first, int rows, float[] direction, double threshold) {
      this.layer = layer;
      this.first = first;
      this.end = first + rows;
      this.direction = direction;
      this.threshold = threshold;
      double sum = 0;
      for (float x : direction) {
        sum += (double) x * x;
      }
      this.norm = Math.sqrt(sum);
    }

    boolean passes(int row) {
      return row >= first && row < end && open.get(row - first);
    }
  }

  /** Forgets all entries. */
  public void clear() {
    if (entries > 0) {
      for (Layer layer : layers) {
        layer.gates.clear();
        layer.additions.clear();
        layer.sums.clear();
      }
      entries = 0;
    }
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return entries == 0;
  }

  /**
   * Decides about rows, for additions in the same layer or later ones. In the last layer a row
   * without an output does not pass.
   *
   * @param layer 1 to {@link Model#layers}
   * @param first the first row of the batch
   * @param rows how many, from there on
   * @param direction as long as {@link Model#width}; read while the batch is computed
   * @param threshold −1 to 1; the similarity must be greater
   * @return what {@link #steer} takes
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public Gate gate(int layer, int first, int rows, float[] direction, double threshold) {
    Layer at = layer(layer, first, rows, direction.length);
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must be between -1 and 1, given " + threshold);
    }
    Gate gate = new Gate(layer, first, rows, direction, threshold);
    at.gates.add(gate);
    entries++;
    return gate;
  }

  /** The same without a condition and without a report. */
  public void steer(int layer, int first, int rows, float[] vector, float strength) {
    steer(layer, first, rows, vector, strength, null, null);
  }

  /**
   * Adds {@code strength * vector} to rows. A row without an output is left alone in the last
   * layer, where it has no effect.
   *
   * @param layer 1 to {@link Model#layers}
   * @param first the first row of the batch
   * @param rows how many, from there on
   * @param vector as long as {@link Model#width}; read while the batch is computed
   * @param strength any finite number
   * @param gate which rows pass, decided in the same layer or an earlier one; null for all
   * @param report told of each row that was added to, or null
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public void steer(
      int layer,
      int first,
      int rows,
      float[] vector,
      float strength,
      Gate gate,
      AdditionReport report) {
    Layer at = layer(layer, first, rows, vector.length);
    if (!Float.isFinite(strength)) {
      throw new IllegalArgumentException("strength must be finite, given " + strength);
    }
    if (gate != null && gate.layer > layer) {
      throw new IllegalArgumentException(
          "gate must be in layer %d or earlier, given one in %d".formatted(layer, gate.layer));
    }
    at.additions.add(new Addition(first, first + rows, vector, strength, gate, report));
    entries++;
  }

  /**
   * Adds rows up, after this plan's additions to them.
   *
   * @param layer 1 to {@link Model#layers}; in the last only rows with an output can be read
   * @param first the first row of the batch
   * @param rows how many, from there on
   * @param into as long as {@link Model#width}; added to while the batch is computed
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public void sum(int layer, int first, int rows, double[] into) {
    layer(layer, first, rows, into.length).sums.add(new Sum(first, first + rows, into));
    entries++;
  }

  private Layer layer(int layer, int first, int rows, int length) {
    if (layer < 1 || layer > layers.length) {
      throw new IllegalArgumentException(
          "layer must be at least 1 and at most %d, given %d".formatted(layers.length, layer));
    }
    if (first < 0 || rows < 1 || first > Integer.MAX_VALUE - rows) {
      throw new IllegalArgumentException(
          "rows must be at least 1, from 0 on, given %d from %d on".formatted(rows, first));
    }
    if (length != width) {
      throw new IllegalArgumentException(
          "vector must be %d long, given %d".formatted(width, length));
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
      layer.gates.forEach(gate -> checkRows(gate.end, batch));
      layer.additions.forEach(addition -> checkRows(addition.end, batch));
      for (Sum sum : layer.sums) {
        checkRows(sum.end, batch);
        for (int row = sum.first; block == layers.length - 1 && row < sum.end; row++) {
          if (!batch.isOutput(row)) {
            throw new IllegalArgumentException(
                "row %d has no output, so the last layer cannot be read there".formatted(row));
          }
        }
      }
    }
  }

  private static void checkRows(int end, Batch batch) {
    if (end > batch.size()) {
      throw new IllegalArgumentException(
          "rows of the plan must be below the batch's %d, given %d"
              .formatted(batch.size(), end - 1));
    }
  }
}
