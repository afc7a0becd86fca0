package dev.drover.engine.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GgufVectorTest {
  private static final int F32 = 0;
  private static final int F16 = 1;
  private static final int U32 = 4;
  private static final int I32 = 5;
  private static final int TEXT = 8;

  @Provide
  Arbitrary<SteeringVector> vectors() {
    return VectorProperties.vectors(2);
  }

  @Provide
  Arbitrary<String> texts() {
    return VectorProperties.texts();
  }

  /** Puts a file together as the format's description says, independently of what is tested. */
  private static final class Parts {
    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int keyCount;
    private int tensorCount;

    private static byte[] number(int bytes, long value) {
      ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
      return Arrays.copyOf(number.array(), bytes);
    }

    private static void string(ByteArrayOutputStream out, String text) {
      out.writeBytes(number(8, text.getBytes(UTF_8).length));
      out.writeBytes(text.getBytes(UTF_8));
    }

    Parts text(String key, String value) {
      string(keys, key);
      keys.writeBytes(number(4, TEXT));
      string(keys, value);
      keyCount++;
      return this;
    }

    Parts number(String key, int type, long value) {
      string(keys, key);
      keys.writeBytes(number(4, type));
      keys.writeBytes(number(4, value));
      keyCount++;
      return this;
    }

    Parts tensor(String name, int type, long offset, float[] values, long... shape) {
      string(infos, name);
      infos.writeBytes(number(4, shape.length));
      for (long extent : shape) {
        infos.writeBytes(number(8, extent));
      }
      infos.writeBytes(number(4, type));
      infos.writeBytes(number(8, offset));
      for (float x : values) {
        data.writeBytes(number(4, Float.floatToRawIntBits(x)));
      }
      pad(data);
      tensorCount++;
      return this;
    }

    private static void pad(ByteArrayOutputStream out) {
      while (out.size() % 32 != 0) {
        out.write(0);
      }
    }

    byte[] bytes() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes("GGUF".getBytes(UTF_8));
      out.writeBytes(number(4, 3));
      out.writeBytes(number(8, tensorCount));
      out.writeBytes(number(8, keyCount));
      out.writeBytes(keys.toByteArray());
      out.writeBytes(infos.toByteArray());
      pad(out);
      out.writeBytes(data.toByteArray());
      return out.toByteArray();
    }
  }

  private static Parts controlVector() {
    return new Parts().text("general.architecture", "controlvector");
  }

  private static void assertRefused(Parts parts, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GgufVector.read(parts.bytes()))
        .withMessageContaining(message);
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadToTheBit(
      @ForAll("vectors") SteeringVector vector, @ForAll("texts") String hint) {
    GgufVector written = new GgufVector(vector, hint);
    assertThat(GgufVector.read(written.write())).isEqualTo(written);
  }

  @Test
  void directionsAreReadOneLayerFurtherOn() {
    GgufVector read =
        GgufVector.read(
            controlVector()
                .text("controlvector.model_hint", "llama")
                .number("controlvector.layer_count", I32, 2)
                .tensor("direction.7", F32, 0, new float[] {1, -2, 3}, 3)
                .tensor("direction.1", F32, 32, new float[] {4, 5, -0f}, 3, 1)
                .bytes());
    assertThat(read.modelHint()).isEqualTo("llama");
    assertThat(read.vector().layers()).containsExactly(2, 8);
    assertThat(read.vector().at(8)).containsExactly(1, -2, 3);
    assertThat(read.vector().at(2)).containsExactly(4, 5, -0f);
  }

  @Test
  void whatIsWrittenIsWhatTheFormatSays() {
    SteeringVector vector =
        SteeringVector.of(Map.of(2, new float[] {4, 5}, 8, new float[] {1, -2}));
    assertThat(new GgufVector(vector, "llama").write())
        .startsWith(
            controlVector()
                .text("controlvector.model_hint", "llama")
                .number("controlvector.layer_count", I32, 7)
                .tensor("direction.1", F32, 0, new float[] {4, 5}, 2)
                .tensor("direction.7", F32, 32, new float[] {1, -2}, 2)
                .bytes());
  }

  @Test
  void hintAndCountMayBeMissing() {
    GgufVector read =
        GgufVector.read(controlVector().tensor("direction.1", F32, 0, new float[] {1}, 1).bytes());
    assertThat(read.modelHint()).isEmpty();
  }

  @Test
  void layerOneHasNoPlaceInTheFile() {
    SteeringVector vector = SteeringVector.of(Map.of(1, new float[] {1}, 5, new float[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GgufVector(vector, "llama").write())
        .withMessage(
            "must not steer layer 1, which no GGUF control vector can (direction.K is layer K + 1,"
                + " and K begins at 1), given [1, 5]");
  }

  @Test
  void tensorsThatAreNoDirectionsAreRefused() {
    float[] one = {1};
    assertRefused(
        controlVector().tensor("direction.0", F32, 0, one, 1),
        "must have tensors named direction.K only, K from 1 on, given direction.0");
    assertRefused(controlVector().tensor("direction.-1", F32, 0, one, 1), "given direction.-1");
    assertRefused(controlVector().tensor("direction.01", F32, 0, one, 1), "given direction.01");
    assertRefused(controlVector().tensor("output.weight", F32, 0, one, 1), "given output.weight");
    assertRefused(
        controlVector().tensor("direction.9999", F32, 0, one, 1),
        "must have directions of at most 9998, given direction.9999");
    assertRefused(
        controlVector().tensor("direction.3", F16, 0, one, 2),
        "must have directions of F32, given F16 in direction.3");
    assertRefused(
        controlVector().tensor("direction.3", F32, 0, new float[4], 2, 2),
        "must have directions of one dimension, given [2, 2] in direction.3");
    assertRefused(
        controlVector().tensor("direction.3", F32, 0, new float[(1 << 16) + 1], (1 << 16) + 1),
        "must have 1 to 65536 numbers in direction.3, given 65537");
    assertRefused(
        controlVector().tensor("direction.3", F32, 0, new float[] {Float.NaN}, 1),
        "must hold finite numbers, given NaN at 0 in layer 4");
    assertRefused(
        controlVector()
            .tensor("direction.3", F32, 0, one, 1)
            .tensor("direction.4", F32, 32, new float[2], 2),
        "must have directions of one length");
  }

  @Test
  void otherFilesAreRefused() {
    assertRefused(new Parts().text("general.architecture", "llama"), "given llama");
    assertRefused(new Parts(), "must have general.architecture controlvector, given ");
    assertRefused(controlVector(), "must have directions for 1 to 512 layers, given 0");
    assertRefused(
        controlVector()
            .number("controlvector.layer_count", U32, 0)
            .tensor("direction.1", F32, 0, new float[] {1}, 1),
        "must have a controlvector.layer_count that is at least its 1 directions, given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GgufVector.read("{\"8\": [1.0, 2.0, 3.0, 4.0]}".getBytes(UTF_8)))
        .withMessage("must be a valid GGUF file: The file does not begin with GGUF");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GgufVector.read(new byte[VectorLimits.MAX_BYTES + 1]))
        .withMessage("must have at most 17825792 bytes, given 17825793");
  }

  @Test
  void wrongLengthsAndOffsetsAreRefused() {
    float[] two = {1, 2};
    assertRefused(
        controlVector().tensor("direction.1", F32, 0, two, 2).tensor("direction.2", F32, 4, two, 2),
        "tensor direction.2 must lie at offset 32, given 4");
    assertRefused(
        controlVector()
            .tensor("direction.1", F32, 0, two, 2)
            .tensor("direction.1", F32, 32, two, 2),
        "tensor direction.1 appears twice");
    assertRefused(
        controlVector().tensor("direction.1", F32, 0, two, 1 << 15),
        "tensor direction.1 ends beyond the file");
    assertRefused(
        controlVector().tensor("direction.1", F32, 0, two, Long.MAX_VALUE, 1 << 15),
        "tensor direction.1 has more than 2^63 bytes");
    byte[] hugeKey = controlVector().tensor("direction.1", F32, 0, two, 2).bytes();
    ByteBuffer.wrap(hugeKey).order(ByteOrder.LITTLE_ENDIAN).putLong(24, Long.MAX_VALUE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GgufVector.read(hugeKey))
        .withMessageContaining("more than the rest of the file can hold");
  }

  @Test
  void everyCutIsRefused() {
    byte[] file = controlVector().tensor("direction.1", F32, 0, new float[8], 8).bytes();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GgufVector.read(cut))
          .withMessageStartingWith("must be a valid GGUF file: ");
    }
  }

  @Property(tries = 1000)
  void anythingAtAllIsReadOrRefused(@ForAll("vectors") SteeringVector vector, @ForAll int seed) {
    byte[] file = new GgufVector(vector, "llama").write();
    Damage.readOrRefused(Damage.of(file, seed), GgufVector::read);
  }
}
