package dev.drover.engine.steering;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Vectors as Mechanex exchanges them: {@code {"8": [0.5, ...], "9": [...]}}. Keys that are read are
 * those of {@link LayerName}; those written are numbers. A vector that is written and read is the
 * same to the bit.
 */
public final class MechanexJson {
  private MechanexJson() {}

  /**
   * Reads a vector. Numbers are read as doubles and rounded to the nearest float.
   *
   * @param json a JSON object in UTF-8, at most {@link VectorLimits#MAX_JSON_BYTES}
   * @throws IllegalArgumentException saying what must hold and the value given
   */
  public static SteeringVector read(byte[] json) {
    VectorLimits.bytes(json.length, VectorLimits.MAX_JSON_BYTES);
    try (JsonParser in = StrictJson.MAPPER.createParser(json)) {
      JsonToken first = in.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException(
            "must be a JSON object of layers and their numbers, given " + described(in));
      }
      Map<Integer, float[]> byLayer = new TreeMap<>();
      long numbers = 0;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        float[] direction = numbers(in, key);
        numbers += direction.length;
        VectorLimits.numbers(numbers);
        if (byLayer.put(LayerName.parse(key), direction) != null) {
          throw new IllegalArgumentException(
              "must name each layer once, given another name for it: " + key);
        }
        VectorLimits.layers(byLayer.size());
      }
      if (in.nextToken() != null) {
        throw new IllegalArgumentException(
            "must end after the JSON object, given more: " + described(in));
      }
      return SteeringVector.of(byLayer);
    } catch (IOException e) {
      throw StrictJson.refusal(e);
    }
  }

  private static float[] numbers(JsonParser in, String key) throws IOException {
    String where = "layer " + LayerName.shown(key);
    if (in.nextToken() != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException(
          "must have a list of numbers for %s, given %s".formatted(where, described(in)));
    }
    float[] values = new float[64];
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!in.currentToken().isNumeric()) {
        throw new IllegalArgumentException(
            "must hold numbers in %s, given %s at %d".formatted(where, described(in), count));
      }
      if (count == values.length) {
        VectorLimits.width(count + 1L, where);
        values = Arrays.copyOf(values, 2 * count);
      }
      // Not the parser's own number: it reads -0 as 0.
      values[count] = in.isNaN() ? Float.NaN : (float) Double.parseDouble(in.getText());
      if (!Float.isFinite(values[count])) {
        throw new IllegalArgumentException(
            "must hold finite numbers that fit in 32 bits in %s, given %s at %d"
                .formatted(where, in.getText(), count));
      }
      count++;
    }
    VectorLimits.width(count, where);
    return Arrays.copyOf(values, count);
  }

  private static String described(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case null -> "nothing";
      case START_ARRAY -> "a list";
      case START_OBJECT -> "an object";
      default -> LayerName.shown(in.getText());
    };
  }

  /**
   * Writes a vector: each number as the shortest decimal that is read back as the same float.
   *
   * @throws IllegalArgumentException if it is larger than {@link VectorLimits} allow
   */
  public static byte[] write(SteeringVector vector) {
    VectorLimits.vector(vector);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = StrictJson.MAPPER.createGenerator(bytes, JsonEncoding.UTF8)) {
      out.writeStartObject();
      for (int layer : vector.layers()) {
        out.writeArrayFieldStart(Integer.toString(layer));
        for (float x : vector.at(layer)) {
          out.writeNumber(decimal(x));
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /** Shortest for a float unless rounding to a double first, as readers do, gives another float. */
  private static String decimal(float x) {
    String shortest = Float.toString(x);
    return (float) Double.parseDouble(shortest) == x ? shortest : Double.toString(x);
  }
}
