package dev.drover.engine.steering;

import dev.drover.llama.gguf.GgufException;
import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.GgufType;
import dev.drover.llama.gguf.GgufValue;
import dev.drover.llama.gguf.TensorInfo;
import dev.drover.llama.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A llama.cpp control vector in a GGUF file. Its tensor {@code direction.K} is added to what leaves
 * block K, counted from 0, so it is layer K + 1 here; there is no {@code direction.0}, so layer 1
 * has no place in such a file. Source: {@code common_control_vector_load} and {@code
 * cvector-generator} of llama.cpp.
 *
 * @param vector the directions
 * @param modelHint architecture of the model it was made for, such as {@code llama}; may be empty
 */
public record GgufVector(SteeringVector vector, String modelHint) {
  private static final String ARCHITECTURE = "general.architecture";
  private static final String CONTROL_VECTOR = "controlvector";
  private static final String MODEL_HINT = "controlvector.model_hint";
  private static final String LAYER_COUNT = "controlvector.layer_count";
  private static final Pattern DIRECTION = Pattern.compile("direction\\.([1-9][0-9]{0,3})");
  private static final int ALIGNMENT = 32;
  private static final int VERSION = 3;

  /**
   * Checks the hint.
   *
   * @throws IllegalArgumentException if it is too long
   */
  public GgufVector {
    VectorLimits.text("model hint", modelHint, VectorLimits.MAX_LABEL);
  }

  /**
   * Reads a file.
   *
   * @param bytes at most {@link VectorLimits#MAX_BYTES}
   * @throws IllegalArgumentException saying what must hold and the value given
   */
  public static GgufVector read(byte[] bytes) {
    VectorLimits.bytes(bytes.length, VectorLimits.MAX_BYTES);
    GgufFile file;
    try {
      file = GgufFile.read(bytes);
    } catch (GgufException e) {
      throw new IllegalArgumentException("must be a valid GGUF file: " + e.getMessage(), e);
    }
    if (!file.architecture().equals(CONTROL_VECTOR)) {
      throw new IllegalArgumentException(
          "must have %s %s, given %s"
              .formatted(ARCHITECTURE, CONTROL_VECTOR, LayerName.shown(file.architecture())));
    }
    VectorLimits.layers(file.tensors().size());
    checkLayerCount(file);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, float[]> byLayer = new TreeMap<>();
    for (TensorInfo tensor : file.tensors()) {
      int layer = layer(tensor.name());
      float[] direction = new float[checkedWidth(tensor)];
      int from = Math.toIntExact(file.dataOffset() + tensor.offset());
      data.position(from).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(direction);
      byLayer.put(layer, direction); // no tensor has the name of another
    }
    return new GgufVector(SteeringVector.of(byLayer), file.text(MODEL_HINT).orElse(""));
  }

  /** llama.cpp does not read it; some write the model's layers there, some the directions'. */
  private static void checkLayerCount(GgufFile file) {
    GgufValue count = file.metadata().get(LAYER_COUNT);
    if (count != null && file.integer(LAYER_COUNT).orElse(0) < file.tensors().size()) {
      throw new IllegalArgumentException(
          "must have a %s that is at least its %d directions, given %s"
              .formatted(LAYER_COUNT, file.tensors().size(), count));
    }
  }

  private static int layer(String tensor) {
    Matcher direction = DIRECTION.matcher(tensor);
    if (!direction.matches()) {
      throw new IllegalArgumentException(
          "must have tensors named direction.K only, K from 1 on, given " + tensor);
    }
    int layer = Integer.parseInt(direction.group(1)) + 1;
    if (layer > VectorLimits.DEEPEST_LAYER) {
      throw new IllegalArgumentException(
          "must have directions of at most %d, given %s"
              .formatted(VectorLimits.DEEPEST_LAYER - 1, tensor));
    }
    return layer;
  }

  private static int checkedWidth(TensorInfo tensor) {
    if (tensor.type() != TensorType.F32) {
      throw new IllegalArgumentException(
          "must have directions of F32, given %s in %s".formatted(tensor.type(), tensor.name()));
    }
    if (tensor.elements() != tensor.extent(0)) {
      throw new IllegalArgumentException(
          "must have directions of one dimension, given %s in %s"
              .formatted(tensor.shape(), tensor.name()));
    }
    return VectorLimits.width(tensor.elements(), tensor.name());
  }

  /**
   * Writes a file.
   *
   * @throws IllegalArgumentException if the vector steers layer 1, or is larger than {@link
   *     VectorLimits} allow
   */
  public byte[] write() {
    VectorLimits.vector(vector);
    if (vector.layers().first() < 2) {
      throw new IllegalArgumentException(
          "must not steer layer 1, which no GGUF control vector can (direction.K is layer K + 1, and"
              + " K begins at 1), given "
              + vector.layers());
    }
    int layers = vector.layers().size();
    int stride = pad(Float.BYTES * vector.width());
    // Keys and tensors take less than 128 bytes each, the hint at most 3 a character.
    int head = 128 * (layers + 4) + 3 * modelHint.length();
    ByteBuffer out = ByteBuffer.allocate(head + stride * layers).order(ByteOrder.LITTLE_ENDIAN);
    out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(VERSION).putLong(layers).putLong(3);
    putText(out, ARCHITECTURE, CONTROL_VECTOR);
    putText(out, MODEL_HINT, modelHint);
    putString(out, LAYER_COUNT);
    out.putInt(GgufType.INT32.code()).putInt(vector.layers().last() - 1);
    long offset = 0;
    for (int layer : vector.layers()) {
      putString(out, "direction." + (layer - 1));
      out.putInt(1).putLong(vector.width()).putInt(TensorType.F32.code()).putLong(offset);
      offset += stride;
    }
    int data = pad(out.position());
    for (int layer : vector.layers()) {
      out.position(data);
      for (float x : vector.at(layer)) {
        out.putFloat(x);
      }
      data += stride;
    }
    byte[] bytes = new byte[data];
    out.get(0, bytes);
    return bytes;
  }

  private static int pad(int position) {
    return Math.ceilDiv(position, ALIGNMENT) * ALIGNMENT;
  }

  private static void putText(ByteBuffer out, String key, String value) {
    putString(out, key);
    out.putInt(GgufType.STRING.code());
    putString(out, value);
  }

  private static void putString(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putLong(bytes.length).put(bytes);
  }
}
