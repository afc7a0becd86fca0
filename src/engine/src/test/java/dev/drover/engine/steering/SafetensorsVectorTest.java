package dev.drover.engine.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsVectorTest {

  @Provide
  Arbitrary<SteeringVector> vectors() {
    return VectorProperties.vectors(1);
  }

  @Provide
  Arbitrary<String> texts() {
    return VectorProperties.texts().injectNull(0.2);
  }

  private static byte[] file(String header, int... data) {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    for (int b : data) {
      file.put((byte) b);
    }
    return file.array();
  }

  private static int[] bytes(float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    int[] data = new int[bytes.capacity()];
    Arrays.setAll(data, bytes::get);
    return data;
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadToTheBit(
      @ForAll("vectors") SteeringVector vector,
      @ForAll("texts") String fingerprint,
      @ForAll("texts") String name,
      @ForAll("texts") String method) {
    SafetensorsVector written = new SafetensorsVector(vector, fingerprint, name, method);
    assertThat(SafetensorsVector.read(written.write())).isEqualTo(written);
  }

  @Test
  void whatIsWrittenIsWhatTheFormatSays() {
    SteeringVector vector = SteeringVector.of(Map.of(2, new float[] {1}, 11, new float[] {-2}));
    byte[] written = new SafetensorsVector(vector, "f00", "joy", null).write();
    String header =
        """
        {"__metadata__":{"model_fingerprint":"f00","name":"joy"},\
        "layer.2":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "layer.11":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}\
        """;
    assertThat(written).isEqualTo(file(padded(header), bytes(1, -2)));
  }

  private static String padded(String header) {
    return header + " ".repeat(-header.length() & 7);
  }

  @Test
  void halvesAreReadAndNamesMayBeHookPathsAndTensorsInAnyOrder() {
    SafetensorsVector read =
        SafetensorsVector.read(
            file(
                """
                {"4": {"dtype": "BF16", "shape": [2], "data_offsets": [4, 8]},
                 "blocks.9.hook_resid_pre": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
                 "layer.7": {"shape": [2], "data_offsets": [0, 4], "dtype": "F16"}}
                """,
                0x00,
                0x3c,
                0x01,
                0x80, // F16: 1, -2^-24
                0x80,
                0x3f,
                0x00,
                0x80, // BF16: 1, -0
                0,
                0,
                0x80,
                0x3f,
                1,
                0,
                0,
                0)); // F32: 1, the least denormal
    assertThat(read.vector().layers()).containsExactly(4, 7, 9);
    assertThat(read.vector().at(7)).containsExactly(1, -0x1p-24f);
    assertThat(read.vector().at(4)).containsExactly(1, -0f);
    assertThat(read.vector().at(9)).containsExactly(1, Float.MIN_VALUE);
    assertThat(read.fingerprint()).isNull();
    assertThat(read.name()).isNull();
    assertThat(read.method()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                     | must have a header that is a JSON object
          {}                                     | must have directions for 1 to 512 layers, given 0
          {"__metadata__":{"format":"pt"}}       | must have directions for 1 to 512 layers, given 0
          {"__metadata__":{"a":1}}               | must have a __metadata__ of texts by texts, given {"a":1}
          {"__metadata__":[]}                    | must have a __metadata__ of texts by texts
          {"__metadata__":null}                  | must have a __metadata__ of texts by texts
          {"4":{"dtype":"F32"                    | must have a valid header: it must be valid JSON: it ends too early
          {"4":[[[[[[[[[[]]]]]]]]]]}             | nested more than 8 deep
          {"weight":{}}                          | must name layers such as 8
          {"layer.0":{}}                         | must not steer layer 0
          {"4":5}                                | must have a dtype of F32, F16 or BF16 for 4
          {"4":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | must have a dtype of F32, F16 or BF16 for 4, given "F64"
          {"4":{"dtype":"F32","data_offsets":[0,8]}} | must have a shape of 1 integers for 4
          {"4":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}} | must have a shape of 1 integers for 4, given [1,2]
          {"4":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}} | must have a shape of 1 integers
          {"4":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}} | must have a shape of 1 integers
          {"4":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}} | must have 1 to 65536 numbers in 4, given 0
          {"4":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | must have 1 to 65536 numbers in 4, given -2
          {"4":{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}} | must have 1 to 65536 numbers in 4
          {"4":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}} | must have a shape of 1 integers
          {"4":{"dtype":"F32","shape":[2]}}      | must have a data_offsets of 2 integers for 4
          {"4":{"dtype":"F32","shape":[2],"data_offsets":[0]}} | must have a data_offsets of 2 integers for 4
          {"4":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | must have data_offsets of 4 that are 8 bytes apart, given 0 and 4
          {"4":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}} | given -8 and 0
          {"4":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | given 8 and 0
          {"4":{"dtype":"F32","shape":[2],"data_offsets":[-9223372036854775808,9223372036854775807]}} | given -9223372036854775808
          {"4":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | 4 must begin at 0, given 4
          {"4":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"5":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 5 must begin at 4, given 0
          {"4":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"5":{"dtype":"F16","shape":[3],"data_offsets":[2,8]}} | without gap or overlap
          {"4":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | must have 4 bytes of data behind its header, as its tensors say, given 8
          {"4":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} | must have 12 bytes of data behind its header, as its tensors say, given 8
          {"4":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"4":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | Duplicate field '4'
          {"4":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"layer.4":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | must name each layer once
          {"4":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"5":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}} | must have directions of one length
          """)
  void brokenHeadersAreRefused(String header, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsVector.read(file(header, bytes(1, 2))))
        .withMessageContaining(message);
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    String header = "{\"4\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}";
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SafetensorsVector.read(file(header.formatted("F32", 8), bytes(1, Float.NaN))))
        .withMessage("must hold finite numbers, given NaN at 1 in layer 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsVector.read(file(header.formatted("F16", 4), 0, 0, 0, 0x7c)))
        .withMessage("must hold finite numbers, given Infinity at 1 in layer 4");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SafetensorsVector.read(file(header.formatted("BF16", 4), 0x80, 0xff, 0, 0)))
        .withMessage("must hold finite numbers, given -Infinity at 0 in layer 4");
  }

  @Test
  void headersThatAreTooLongAreRefused() {
    byte[] file = file("{}");
    for (long length : new long[] {3, 0, 1, 1L << 32, Long.MAX_VALUE, -1}) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SafetensorsVector.read(file))
          .withMessage(
              "must have a header of 2 to 1048576 bytes that the file of 10 holds, given "
                  + Long.toUnsignedString(length));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsVector.read(file("{}" + " ".repeat(1 << 20))))
        .withMessageEndingWith("given 1048578");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsVector.read(new byte[VectorLimits.MAX_BYTES + 1]))
        .withMessage("must have at most 17825792 bytes, given 17825793");
  }

  @Test
  void everyCutIsRefused() {
    SteeringVector vector = SteeringVector.of(Map.of(3, new float[9], 4, new float[9]));
    byte[] file = new SafetensorsVector(vector, "f00", "joy", "caa").write();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SafetensorsVector.read(cut))
          .withMessageStartingWith("must ");
    }
  }

  @Test
  void labelsAreLimited() {
    SteeringVector vector = SteeringVector.of(Map.of(3, new float[1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SafetensorsVector(vector, null, "x".repeat(1025), null))
        .withMessage("must have a name of at most 1024 characters, given 1025");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SafetensorsVector(vector, null, null, "\ud800"))
        .withMessage("must have a method that is valid Unicode, given half of a surrogate pair");
  }

  @Property(tries = 1000)
  void anythingAtAllIsReadOrRefused(@ForAll("vectors") SteeringVector vector, @ForAll int seed) {
    byte[] file = new SafetensorsVector(vector, "f00", "joy", "caa").write();
    Damage.readOrRefused(Damage.of(file, seed), SafetensorsVector::read);
  }
}
