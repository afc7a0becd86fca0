package dev.drover.llama;

import dev.drover.llama.gguf.GgufType;
import dev.drover.llama.gguf.GgufValue;
import dev.drover.llama.gguf.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Damaged model files: cut short, with flipped bits, or with one wrong value each. */
final class CorruptModels {
  private static final long[] NUMBERS = {
    0, 1, 2, 3, 7, 33, 255, 513, 100_000, 1L << 31, 0xffff_ffffL
  };
  private static final double[] FRACTIONS = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-30};
  private static final String[] TEXTS = {
    "", "x", "llama", "gpt2", "bert", "t5", "rwkv", "\0", "none"
  };

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Supplier<GgufWriter> sound;

  private CorruptModels(Supplier<GgufWriter> sound) {
    this.sound = sound;
  }

  /** Every value and tensor of a sound model wrong in turn, by a name that says how. */
  static Map<String, byte[]> wrongValues(Supplier<GgufWriter> sound) {
    CorruptModels corpus = new CorruptModels(sound);
    sound.get().metadata.forEach(corpus::wrongValue);
    for (int i = 0; i < sound.get().tensors.size(); i++) {
      corpus.wrongTensor(i);
    }
    return corpus.files;
  }

  /** Cut at many places, and bits flipped at random in what precedes the weights. */
  static Map<String, byte[]> damaged(Supplier<GgufWriter> sound, int flips) {
    CorruptModels corpus = new CorruptModels(sound);
    byte[] bytes = sound.get().bytes();
    int header = header(sound.get());
    Random random = new Random(42);
    for (int i = 0; i < flips / 4; i++) {
      int length = random.nextInt(i % 2 == 0 ? header : bytes.length);
      corpus.files.put("cut at " + length, Arrays.copyOf(bytes, length));
    }
    for (int i = 0; i < flips; i++) {
      byte[] damaged = bytes.clone();
      StringBuilder name = new StringBuilder("bits");
      for (int n = 0; n <= i % 3; n++) {
        int bit = random.nextInt(8 * header);
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        name.append(' ').append(bit);
      }
      corpus.files.put(name.toString(), damaged);
    }
    return corpus.files;
  }

  private static int header(GgufWriter writer) {
    int data = writer.tensors.stream().mapToInt(t -> Math.ceilDiv(t.data().length, 32) * 32).sum();
    return writer.bytes().length - data;
  }

  private void add(String name, Consumer<GgufWriter> damage) {
    GgufWriter writer = sound.get();
    damage.accept(writer);
    files.put(name, writer.bytes());
  }

  private void replace(String key, String how, GgufValue value) {
    add(key + " " + how, w -> w.metadata.put(key, value));
  }

  private void wrongValue(String key, GgufValue value) {
    add(key + " missing", w -> w.metadata.remove(key));
    replace(key, "as text", new GgufValue.Text("7"));
    replace(key, "as INT32", new GgufValue.Int(GgufType.INT32, -1));
    replace(key, "as UINT64", new GgufValue.Int(GgufType.UINT64, 2));
    replace(key, "as fraction", new GgufValue.Real(GgufType.FLOAT32, 0.5));
    replace(key, "as truth", new GgufValue.Bool(true));
    replace(key, "as no texts", new GgufValue.Texts(List.of()));
    replace(key, "as no numbers", new GgufValue.Integers(GgufType.UINT32, new long[0]));
    replace(key, "as numbers", new GgufValue.Integers(GgufType.INT32, new long[] {1, 2, 3}));
    replace(key, "as truths", new GgufValue.Integers(GgufType.BOOL, new long[] {1, 1, 1}));
    replace(key, "as fractions", new GgufValue.Reals(GgufType.FLOAT64, new double[] {1, 2, 3}));
    switch (value) {
      case GgufValue.Int(GgufType type, long ignored) -> {
        for (long number : NUMBERS) {
          replace(key, "= " + number, new GgufValue.Int(type, number));
        }
      }
      case GgufValue.Real(GgufType type, double ignored) -> {
        for (double number : FRACTIONS) {
          replace(key, "= " + number, new GgufValue.Real(type, number));
        }
      }
      case GgufValue.Text ignored -> {
        for (String text : TEXTS) {
          replace(key, "= '" + text.replace("\0", "NUL") + "'", new GgufValue.Text(text));
        }
      }
      case GgufValue.Texts(List<String> texts) -> wrongTexts(key, texts);
      case GgufValue.Integers(GgufType type, long[] numbers) -> {
        replace(key, "short", new GgufValue.Integers(type, Arrays.copyOf(numbers, 5)));
        replace(key, "long", new GgufValue.Integers(type, Arrays.copyOf(numbers, 500)));
        for (long number : new long[] {0, 3, 6, 99, -1, Integer.MIN_VALUE}) {
          long[] all = new long[numbers.length];
          Arrays.fill(all, number);
          replace(key, "all " + number, new GgufValue.Integers(type, all));
        }
      }
      case GgufValue.Reals(GgufType type, double[] numbers) -> {
        replace(key, "short", new GgufValue.Reals(type, Arrays.copyOf(numbers, 5)));
        double[] all = new double[numbers.length];
        Arrays.fill(all, Double.NaN);
        replace(key, "all NaN", new GgufValue.Reals(type, all));
      }
      case GgufValue.Bool(boolean flag) -> replace(key, "inverted", new GgufValue.Bool(!flag));
    }
  }

  private void wrongTexts(String key, List<String> texts) {
    replace(key, "short", new GgufValue.Texts(texts.subList(0, texts.size() / 2)));
    for (String text : List.of("", "a", " ", "a b c", "\0", "\u00ff\u00fe", "q z", "<0xZZ>")) {
      List<String> changed = new ArrayList<>(texts);
      changed.set(texts.size() / 2, text);
      String shown = text.replace("\0", "NUL");
      replace(key, "with '" + shown + "'", new GgufValue.Texts(changed));
      List<String> longer = new ArrayList<>(texts);
      longer.add(text);
      replace(key, "and '" + shown + "'", new GgufValue.Texts(longer));
    }
    List<String> twice = new ArrayList<>(texts);
    twice.set(texts.size() - 1, texts.getFirst());
    replace(key, "with a double", new GgufValue.Texts(twice));
  }

  private void wrongTensor(int index) {
    GgufWriter.Tensor tensor = sound.get().tensors.get(index);
    String name = tensor.name();
    long[] shape = tensor.shape();
    add(name + " missing", w -> w.tensors.remove(index));
    put(index, name + " renamed", "x" + name, tensor.type(), shape);
    put(
        index,
        name + " doubled",
        index == 0 ? "output_norm.weight" : "token_embd.weight",
        tensor.type(),
        shape);
    long[] flat = {Arrays.stream(shape).reduce(1, (a, b) -> a * b)};
    put(index, name + " flat", name, tensor.type(), flat);
    put(index, name + " halved", name, tensor.type(), with(shape, 0, shape[0] / 2));
    put(index, name + " doubled rows", name, tensor.type(), with(shape, 0, shape[0] * 2));
    put(index, name + " empty", name, tensor.type(), with(shape, 0, 0));
    put(index, name + " endless", name, tensor.type(), with(shape, 0, 1L << 62));
    put(
        index,
        name + " deep",
        name,
        tensor.type(),
        new long[] {shape[0], flat[0] / shape[0], 1, 2});
    for (TensorType type :
        List.of(
            TensorType.I32,
            TensorType.I8,
            TensorType.F64,
            TensorType.F16,
            TensorType.Q8_0,
            TensorType.Q8_1,
            TensorType.Q4_K,
            TensorType.MXFP4,
            TensorType.I64)) {
      put(index, name + " as " + type, name, type, shape);
    }
  }

  private static long[] with(long[] shape, int dimension, long extent) {
    long[] changed = shape.clone();
    changed[dimension] = extent;
    return changed;
  }

  /**
   * The tensor under another name, format or shape; its data fills what that needs, up to 1 MiB.
   */
  private void put(int index, String how, String name, TensorType type, long[] shape) {
    double elements = Arrays.stream(shape).mapToDouble(e -> e).reduce(1, (a, b) -> a * b);
    double needed = elements / type.blockLength() * type.blockBytes();
    byte[] data = new byte[(int) Math.min(needed, 1 << 20)];
    add(how, w -> w.tensors.set(index, new GgufWriter.Tensor(name, type, shape, data)));
  }
}
