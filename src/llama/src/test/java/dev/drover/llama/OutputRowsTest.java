package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.llama.Fixtures.NativeBuild;
import dev.drover.llama.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of the output matrix, against what was written and against what llama.cpp computes. */
class OutputRowsTest {
  private static final int WIDTH = TinyModels.WIDTH;

  @TempDir Path folder;

  /** A model whose output matrix has other bytes. */
  private Model model(NativeBuild build, TensorType type, byte[] data) {
    GgufWriter writer = TinyModels.llama();
    writer.tensors.removeIf(t -> t.name().equals("output.weight"));
    writer.tensors.add(
        new GgufWriter.Tensor(
            "output.weight", type, new long[] {WIDTH, TinyModels.VOCABULARY}, data));
    Path path = writer.write(folder.resolve(build + "-" + type + ".gguf"));
    return Model.load(Fixtures.llama(build), path, ModelOptions.defaults());
  }

  private static float[] row(OutputRows rows, int token) {
    float[] row = new float[rows.width()];
    rows.read(token, row);
    return row;
  }

  @ParameterizedTest
  @EnumSource
  void readsBlocksOfEightBits(NativeBuild build) {
    Random random = new Random(1);
    ByteBuffer data =
        ByteBuffer.allocate(TinyModels.VOCABULARY * 34).order(ByteOrder.LITTLE_ENDIAN);
    float[][] expected = new float[TinyModels.VOCABULARY][WIDTH];
    for (float[] row : expected) {
      short scale = Float.floatToFloat16(random.nextFloat());
      data.putShort(scale);
      for (int i = 0; i < WIDTH; i++) {
        byte quant = (byte) random.nextInt(256);
        data.put(quant);
        row[i] = Float.float16ToFloat(scale) * quant;
      }
    }
    try (Model model = model(build, TensorType.Q8_0, data.array())) {
      OutputRows rows = model.outputRows().orElseThrow();
      assertThat(rows.count()).isEqualTo(TinyModels.VOCABULARY);
      for (int token = 0; token < expected.length; token++) {
        assertThat(row(rows, token)).containsExactly(expected[token], within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsBlocksOfFourBits(NativeBuild build) {
    Random random = new Random(2);
    ByteBuffer data =
        ByteBuffer.allocate(TinyModels.VOCABULARY * 18).order(ByteOrder.LITTLE_ENDIAN);
    float[][] expected = new float[TinyModels.VOCABULARY][WIDTH];
    for (float[] row : expected) {
      short scale = Float.floatToFloat16(random.nextFloat());
      data.putShort(scale);
      for (int i = 0; i < WIDTH / 2; i++) {
        int quants = random.nextInt(256);
        data.put((byte) quants);
        row[i] = Float.float16ToFloat(scale) * ((quants & 15) - 8);
        row[i + WIDTH / 2] = Float.float16ToFloat(scale) * ((quants >> 4) - 8);
      }
    }
    try (Model model = model(build, TensorType.Q4_0, data.array())) {
      OutputRows rows = model.outputRows().orElseThrow();
      for (int token = 0; token < expected.length; token++) {
        assertThat(row(rows, token)).containsExactly(expected[token], within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsHalfPrecision(NativeBuild build) {
    Random random = new Random(3);
    ByteBuffer data =
        ByteBuffer.allocate(TinyModels.VOCABULARY * WIDTH * 2).order(ByteOrder.LITTLE_ENDIAN);
    float[][] expected = new float[TinyModels.VOCABULARY][WIDTH];
    for (float[] row : expected) {
      for (int i = 0; i < WIDTH; i++) {
        short half = Float.floatToFloat16((float) random.nextGaussian());
        data.putShort(half);
        row[i] = Float.float16ToFloat(half);
      }
    }
    try (Model model = model(build, TensorType.F16, data.array())) {
      OutputRows rows = model.outputRows().orElseThrow();
      for (int token = 0; token < expected.length; token++) {
        assertThat(row(rows, token)).containsExactly(expected[token], within(0f));
      }
    }
  }

  /** Read from four bits, like words still lie together. */
  @Test
  void theTestModelSharesItsEmbedding() {
    OutputRows rows = Fixtures.model(NativeBuild.MODERN).outputRows().orElseThrow();
    assertThat(rows.width()).isEqualTo(576);
    assertThat(rows.count()).isEqualTo(49152);
    Vocabulary vocabulary = Fixtures.model(NativeBuild.MODERN).vocabulary();
    int[] words = vocabulary.tokenize(" dog dogs planet", false, false);
    assertThat(words).hasSize(3);
    assertThat(cosine(row(rows, words[0]), row(rows, words[1])))
        .isGreaterThan(cosine(row(rows, words[0]), row(rows, words[2])) + 0.1);
  }

  @Test
  void aModelWithoutAnOutputMatrixUsesItsEmbedding() {
    GgufWriter writer = TinyModels.gemma();
    byte[] embedding =
        writer.tensors.stream()
            .filter(t -> t.name().equals("token_embd.weight"))
            .findFirst()
            .orElseThrow()
            .data();
    Path path = writer.write(folder.resolve("tied.gguf"));
    try (Model model =
        Model.load(Fixtures.llama(NativeBuild.MODERN), path, ModelOptions.defaults())) {
      OutputRows rows = model.outputRows().orElseThrow();
      float[] last = new float[WIDTH];
      ByteBuffer.wrap(embedding)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get((rows.count() - 1) * WIDTH, last);
      assertThat(row(rows, rows.count() - 1)).containsExactly(last, within(0f));
    }
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
