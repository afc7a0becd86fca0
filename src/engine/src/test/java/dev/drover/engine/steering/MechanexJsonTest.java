package dev.drover.engine.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MechanexJsonTest {

  @Provide
  Arbitrary<SteeringVector> vectors() {
    return VectorProperties.vectors(1);
  }

  @Provide
  Arbitrary<Float> floats() {
    return VectorProperties.floats();
  }

  private static SteeringVector read(String json) {
    return MechanexJson.read(json.getBytes(UTF_8));
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadToTheBit(@ForAll("vectors") SteeringVector vector) {
    assertThat(MechanexJson.read(MechanexJson.write(vector))).isEqualTo(vector);
  }

  /** As the client does: numbers become doubles, are written as such and come back. */
  @Property(tries = 5000)
  void aClientThatKnowsOnlyDoublesKeepsEveryBit(@ForAll("floats") float x) throws IOException {
    SteeringVector vector = SteeringVector.of(Map.of(3, new float[] {x}));
    JsonNode seen = new ObjectMapper().readTree(MechanexJson.write(vector));
    double number = seen.get("3").get(0).doubleValue();
    assertThat(Float.floatToRawIntBits((float) number)).isEqualTo(Float.floatToRawIntBits(x));
    assertThat(read("{\"3\":[" + number + "]}")).isEqualTo(vector);
    assertThat(read("{\"3\":[" + (double) x + "]}")).isEqualTo(vector);
  }

  @Test
  void numbersAreAsShortAsTheyCanBe() {
    float[] numbers = {0.1f, -0f, 1f, Float.MIN_VALUE, Float.MAX_VALUE};
    assertThat(new String(MechanexJson.write(SteeringVector.of(Map.of(9, numbers))), UTF_8))
        .isEqualTo("{\"9\":[0.1,-0.0,1.0,1.4E-45,3.4028235E38]}");
  }

  /** 7.038531E-26, rounded to a double and then to a float, is the next float. */
  @Test
  void aNumberIsLongerWhereTheShortestDecimalWouldBeRoundedTwice() {
    SteeringVector vector = SteeringVector.of(Map.of(9, new float[] {7.038531E-26f}));
    assertThat(new String(MechanexJson.write(vector), UTF_8))
        .isEqualTo("{\"9\":[7.038530691851209E-26]}");
    assertThat(MechanexJson.read(MechanexJson.write(vector))).isEqualTo(vector);
  }

  @Test
  void keysMayBeHookPaths() {
    SteeringVector vector =
        read(
            """
            {"8": [1, 2.5], "blocks.3.hook_resid_pre": [-0, 0.0],
             "blocks.3.hook_resid_post": [1e-3, -1E+2], "blocks.0.hook_resid_post": [5, 6]}
            """);
    assertThat(vector.layers()).containsExactly(1, 3, 4, 8);
    assertThat(vector.at(8)).containsExactly(1, 2.5f);
    assertThat(vector.at(4)).containsExactly(0.001f, -100);
    assertThat(Float.floatToRawIntBits(vector.at(3)[0])).isEqualTo(0x80000000);
  }

  @Test
  void numbersTooSmallForAFloatBecomeZero() {
    assertThat(read("{\"1\":[1e-60]}").at(1)).containsExactly(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                    | must be a JSON object of layers and their numbers, given nothing
          []                    | must be a JSON object of layers and their numbers, given a list
          3                     | must be a JSON object of layers and their numbers, given 3
          {}                    | must have a direction for at least one layer, given {}
          {"0":[1]}             | must not steer layer 0
          {"blocks.0.hook_resid_pre":[1]} | must not steer layer 0
          {"-1":[1]}            | must name layers such as 8, layer.8, blocks.8.hook_resid_pre
          {"08":[1]}            | must name layers such as 8
          {"10000":[1]}         | must name layers such as 8
          {"blocks.9999.hook_resid_post":[1]} | must have layers of at most 9999
          {"blocks.3.mlp.hook_post":[1]} | must name layers such as 8
          {"4":[1],"4":[1]}     | Duplicate field '4'
          {"4":[1],"blocks.3.hook_resid_post":[1]} | must name each layer once
          {"4":[]}              | must have 1 to 65536 numbers in layer 4, given 0
          {"4":1}               | must have a list of numbers for layer 4, given 1
          {"4":null}            | must have a list of numbers for layer 4, given null
          {"4":[1,"2"]}         | must hold numbers in layer 4, given 2 at 1
          {"4":[[1]]}           | must hold numbers in layer 4, given a list at 0
          {"4":[true]}          | must hold numbers in layer 4, given true at 0
          {"4":[1,2],"5":[1]}   | must have directions of one length
          {"4":[NaN]}           | must hold finite numbers that fit in 32 bits in layer 4, given NaN at 0
          {"4":[0,-Infinity]}   | given -Infinity at 1
          {"4":[1e39]}          | given 1e39 at 0
          {"4":[3.4028236e38]}  | given 3.4028236e38 at 0
          {"4":[1e999]}         | given 1e999 at 0
          {"4":[1]} {}          | must end after the JSON object, given more
          {"4":[1               | must be valid JSON: it ends too early (line 1, column
          {"4":[1,]}            | must be valid JSON
          {"4":[01]}            | must be valid JSON
          {'4':[1]}             | must be valid JSON
          """)
  void brokenFilesAreRefused(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(json))
        .withMessageContaining(message);
  }

  @Test
  void filesThatAreTooLargeAreRefused() {
    String wide = "{\"4\":[" + "1,".repeat(VectorLimits.MAX_WIDTH) + "1]}";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(wide))
        .withMessage("must have 1 to 65536 numbers in layer 4, given 65537");
    StringBuilder deep = new StringBuilder("{\"1\":[1]");
    for (int layer = 2; layer <= VectorLimits.MAX_LAYERS + 1; layer++) {
      deep.append(",\"").append(layer).append("\":[1]");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(deep + "}"))
        .withMessage("must have directions for 1 to 512 layers, given 513");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{\"4\":[1." + "0".repeat(200) + "]}"))
        .withMessageContaining("a number of more than 128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{\"" + "4".repeat(300) + "\":[1]}"))
        .withMessageContaining("a key of more than 256");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MechanexJson.read(new byte[VectorLimits.MAX_JSON_BYTES + 1]))
        .withMessage("must have at most 67108864 bytes, given 67108865");
  }

  @Test
  void allLayersTogetherAreLimitedWhileTheyAreRead() {
    String layer = "\":[" + "1,".repeat(VectorLimits.MAX_WIDTH - 1) + "1],";
    StringBuilder json = new StringBuilder("{");
    for (int i = 1; i <= VectorLimits.MAX_NUMBERS / VectorLimits.MAX_WIDTH + 1; i++) {
      json.append('"').append(i).append(layer);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(json.toString()))
        .withMessage("must have at most 4194304 numbers in all layers, given more");
  }

  @Property(tries = 1000)
  void anythingAtAllIsReadOrRefused(@ForAll("vectors") SteeringVector vector, @ForAll int seed) {
    byte[] json = MechanexJson.write(vector);
    Damage.readOrRefused(Damage.of(json, seed), MechanexJson::read);
  }
}
