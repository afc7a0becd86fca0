package dev.drover.llama;

import dev.drover.llama.gguf.GgufType;
import dev.drover.llama.gguf.GgufValue;
import dev.drover.llama.gguf.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes small GGUF files, right or wrong ones, for tests. */
final class GgufWriter {
  private static final int ALIGNMENT = 32;

  final Map<String, GgufValue> metadata = new LinkedHashMap<>();
  final List<Tensor> tensors = new ArrayList<>();

  /** A tensor in memory. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Tensor(String name, TensorType type, long[] shape, byte[] data) {}

  GgufWriter text(String key, String value) {
    metadata.put(key, new GgufValue.Text(latin(value)));
    return this;
  }

  GgufWriter u32(String key, long value) {
    metadata.put(key, new GgufValue.Int(GgufType.UINT32, value));
    return this;
  }

  GgufWriter f32(String key, double value) {
    metadata.put(key, new GgufValue.Real(GgufType.FLOAT32, value));
    return this;
  }

  GgufWriter bool(String key, boolean value) {
    metadata.put(key, new GgufValue.Bool(value));
    return this;
  }

  GgufWriter texts(String key, List<String> values) {
    metadata.put(key, new GgufValue.Texts(values.stream().map(GgufWriter::latin).toList()));
    return this;
  }

  GgufWriter integers(String key, GgufType type, long... values) {
    metadata.put(key, new GgufValue.Integers(type, values));
    return this;
  }

  GgufWriter reals(String key, double... values) {
    metadata.put(key, new GgufValue.Reals(GgufType.FLOAT32, values));
    return this;
  }

  /** A tensor of 32-bit floats. */
  GgufWriter tensor(String name, float[] values, long... shape) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    tensors.add(new Tensor(name, TensorType.F32, shape, data.array()));
    return this;
  }

  /** A tensor of normally distributed 32-bit floats. */
  GgufWriter random(Random random, double scale, String name, long... shape) {
    float[] values = new float[elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return tensor(name, values, shape);
  }

  /** A tensor of equal 32-bit floats. */
  GgufWriter constant(float value, String name, long... shape) {
    float[] values = new float[elements(shape)];
    java.util.Arrays.fill(values, value);
    return tensor(name, values, shape);
  }

  private static int elements(long... shape) {
    long elements = 1;
    for (long extent : shape) {
      elements *= extent;
    }
    return Math.toIntExact(elements);
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  Path write(Path path) {
    try {
      return Files.write(path, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    put(out, 4, 3);
    put(out, 8, tensors.size());
    put(out, 8, metadata.size());
    metadata.forEach((key, value) -> {
      string(out, latin(key));
      put(out, 4, value.type().code());
      value(out, value);
    });
    long offset = 0;
    for (Tensor tensor : tensors) {
      string(out, tensor.name());
      put(out, 4, tensor.shape().length);
      for (long extent : tensor.shape()) {
        put(out, 8, extent);
      }
      put(out, 4, tensor.type().code());
      put(out, 8, offset);
      offset += Math.ceilDiv((long) tensor.data().length, ALIGNMENT) * ALIGNMENT;
    }
    for (Tensor tensor : tensors) {
      align(out);
      out.writeBytes(tensor.data());
    }
    align(out);
    return out.toByteArray();
  }

  private static void align(ByteArrayOutputStream out) {
    while (out.size() % ALIGNMENT != 0) {
      out.write(0);
    }
  }

  private static void value(ByteArrayOutputStream out, GgufValue value) {
    switch (value) {
      case GgufValue.Int(GgufType type, long number) -> put(out, width(type), number);
      case GgufValue.Real(GgufType type, double number) -> real(out, type, number);
      case GgufValue.Bool(boolean flag) -> put(out, 1, flag ? 1 : 0);
      case GgufValue.Text(String bytes) -> string(out, bytes);
      case GgufValue.Integers(GgufType type, long[] numbers) -> {
        head(out, type, numbers.length);
        for (long number : numbers) {
          put(out, width(type), number);
        }
      }
      case GgufValue.Reals(GgufType type, double[] numbers) -> {
        head(out, type, numbers.length);
        for (double number : numbers) {
          real(out, type, number);
        }
      }
      case GgufValue.Texts(List<String> texts) -> {
        head(out, GgufType.STRING, texts.size());
        texts.forEach(text -> string(out, text));
      }
    }
  }

  private static int width(GgufType type) {
    return switch (type) {
      case UINT8, INT8, BOOL -> 1;
      case UINT16, INT16 -> 2;
      case UINT32, INT32, FLOAT32 -> 4;
      default -> 8;
    };
  }

  private static void head(ByteArrayOutputStream out, GgufType type, int length) {
    put(out, 4, type.code());
    put(out, 8, length);
  }

  private static void real(ByteArrayOutputStream out, GgufType type, double value) {
    if (type == GgufType.FLOAT32) {
      put(out, 4, Float.floatToRawIntBits((float) value));
    } else {
      put(out, 8, Double.doubleToRawLongBits(value));
    }
  }

  private static void string(ByteArrayOutputStream out, String latin) {
    put(out, 8, latin.length());
    out.writeBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void put(ByteArrayOutputStream out, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
