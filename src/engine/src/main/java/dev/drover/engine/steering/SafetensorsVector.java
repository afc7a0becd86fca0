package dev.drover.engine.steering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A vector in a safetensors file: one tensor of one dimension a layer, with what the vector is in
 * the file's metadata. Tensors that are read have the names of {@link LayerName} and hold F32, F16
 * or BF16; those written are called {@code layer.N} and hold F32. Source: the format's description
 * in the safetensors project.
 *
 * @param vector the directions
 * @param fingerprint of the model it was made for, or null
 * @param name what it is called, or null
 * @param method how it was made, or null
 */
public record SafetensorsVector(
    SteeringVector vector, String fingerprint, String name, String method) {
  private static final String METADATA = "__metadata__";
  private static final String FINGERPRINT = "model_fingerprint";
  private static final String NAME = "name";
  private static final String METHOD = "method";
  private static final int MAX_HEADER = 1 << 20;
  private static final int LENGTH_BYTES = Long.BYTES;

  /** Where a layer's numbers lie in the data. */
  private record Place(String tensor, int layer, Dtype dtype, int width, long begin, long end) {}

  private enum Dtype {
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    Dtype(int bytes) {
      this.bytes = bytes;
    }

    private float next(ByteBuffer data) {
      return switch (this) {
        case F32 -> data.getFloat();
        case F16 -> Float.float16ToFloat(data.getShort());
        case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
      };
    }
  }

  /**
   * Checks the texts.
   *
   * @throws IllegalArgumentException if one is too long
   */
  public SafetensorsVector {
    VectorLimits.text(FINGERPRINT, fingerprint, VectorLimits.MAX_LABEL);
    VectorLimits.text(NAME, name, VectorLimits.MAX_LABEL);
    VectorLimits.text(METHOD, method, VectorLimits.MAX_LABEL);
  }

  /**
   * Reads a file.
   *
   * @param bytes at most {@link VectorLimits#MAX_BYTES}
   * @throws IllegalArgumentException saying what must hold and the value given
   */
  public static SafetensorsVector read(byte[] bytes) {
    VectorLimits.bytes(bytes.length, VectorLimits.MAX_BYTES);
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = headerLength(file);
    JsonNode header = header(bytes, headerLength);
    JsonNode metadata = metadata(header);
    int dataStart = LENGTH_BYTES + headerLength;
    Map<Integer, float[]> byLayer = new TreeMap<>();
    for (Place place : places(header, bytes.length - dataStart)) {
      float[] direction = new float[place.width];
      file.position((int) (dataStart + place.begin));
      for (int i = 0; i < direction.length; i++) {
        direction[i] = place.dtype.next(file);
      }
      if (byLayer.put(place.layer, direction) != null) {
        throw new IllegalArgumentException(
            "must name each layer once, given another name for it: " + place.tensor);
      }
    }
    return new SafetensorsVector(
        SteeringVector.of(byLayer),
        metadata.path(FINGERPRINT).textValue(),
        metadata.path(NAME).textValue(),
        metadata.path(METHOD).textValue());
  }

  private static int headerLength(ByteBuffer file) {
    if (file.remaining() < LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "must begin with the 8 bytes of its header's length, given " + file.remaining());
    }
    long length = file.getLong();
    if (length < 2 || length > Math.min(MAX_HEADER, file.remaining())) {
      throw new IllegalArgumentException(
          "must have a header of 2 to %d bytes that the file of %d holds, given %s"
              .formatted(MAX_HEADER, file.capacity(), Long.toUnsignedString(length)));
    }
    return (int) length;
  }

  private static JsonNode header(byte[] bytes, int length) {
    JsonNode header;
    try {
      header = StrictJson.MAPPER.readTree(bytes, LENGTH_BYTES, length);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "must have a valid header: it " + StrictJson.refusal(e).getMessage(), e);
    }
    if (!header.isObject()) {
      throw new IllegalArgumentException("must have a header that is a JSON object");
    }
    return header;
  }

  private static JsonNode metadata(JsonNode header) {
    JsonNode metadata = header.path(METADATA);
    boolean texts = metadata.isObject() && metadata.valueStream().allMatch(JsonNode::isTextual);
    if (!metadata.isMissingNode() && !texts) {
      throw new IllegalArgumentException(
          "must have a %s of texts by texts, given %s"
              .formatted(METADATA, LayerName.shown(metadata.toString())));
    }
    return metadata;
  }

  /** The tensors in the order of the data, which they fill without gap or overlap. */
  private static List<Place> places(JsonNode header, long dataLength) {
    List<Place> places = new ArrayList<>();
    header
        .propertyStream()
        .filter(entry -> !entry.getKey().equals(METADATA))
        .forEach(entry -> places.add(place(entry.getKey(), entry.getValue())));
    VectorLimits.layers(places.size());
    places.sort(Comparator.comparingLong(Place::begin));
    long filled = 0;
    for (Place place : places) {
      if (place.begin != filled) {
        throw new IllegalArgumentException(
            "must have tensors that follow one another without gap or overlap: %s must begin at %d,"
                    .formatted(place.tensor, filled)
                + " given "
                + place.begin);
      }
      filled = place.end;
    }
    if (filled != dataLength) {
      throw new IllegalArgumentException(
          "must have %d bytes of data behind its header, as its tensors say, given %d"
              .formatted(filled, dataLength));
    }
    return places;
  }

  private static Place place(String tensor, JsonNode about) {
    int layer = LayerName.parse(tensor);
    String dtypeName = about.path("dtype").asText();
    Dtype dtype =
        Arrays.stream(Dtype.values())
            .filter(d -> d.name().equals(dtypeName))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "must have a dtype of F32, F16 or BF16 for %s, given %s"
                        .formatted(tensor, LayerName.shown(about.path("dtype").toString()))));
    long[] shape = integers(about, "shape", tensor, 1);
    int width = VectorLimits.width(shape[0], tensor);
    long[] offsets = integers(about, "data_offsets", tensor, 2);
    if (offsets[0] < 0
        || offsets[1] < offsets[0]
        || offsets[1] - offsets[0] != (long) width * dtype.bytes) {
      throw new IllegalArgumentException(
          "must have data_offsets of %s that are %d bytes apart, given %d and %d"
              .formatted(tensor, (long) width * dtype.bytes, offsets[0], offsets[1]));
    }
    return new Place(tensor, layer, dtype, width, offsets[0], offsets[1]);
  }

  private static long[] integers(JsonNode about, String field, String tensor, int count) {
    JsonNode list = about.path(field);
    boolean fits =
        list.isArray()
            && list.size() == count
            && list.valueStream().allMatch(n -> n.isIntegralNumber() && n.canConvertToLong());
    if (!fits) {
      throw new IllegalArgumentException(
          "must have a %s of %d integers for %s, given %s"
              .formatted(field, count, tensor, LayerName.shown(list.toString())));
    }
    return list.valueStream().mapToLong(JsonNode::longValue).toArray();
  }

  /**
   * Writes a file.
   *
   * @throws IllegalArgumentException if the vector is larger than {@link VectorLimits} allow
   */
  public byte[] write() {
    VectorLimits.vector(vector);
    ObjectNode header = StrictJson.MAPPER.createObjectNode();
    ObjectNode metadata = header.putObject(METADATA);
    putIfGiven(metadata, FINGERPRINT, fingerprint);
    putIfGiven(metadata, NAME, name);
    putIfGiven(metadata, METHOD, method);
    int bytes = Float.BYTES * vector.width();
    int end = 0;
    for (int layer : vector.layers()) {
      ObjectNode tensor = header.putObject("layer." + layer).put("dtype", Dtype.F32.name());
      tensor.putArray("shape").add(vector.width());
      tensor.putArray("data_offsets").add(end).add(end + bytes);
      end += bytes;
    }
    byte[] json = bytes(header);
    int length = Math.ceilDiv(json.length, LENGTH_BYTES) * LENGTH_BYTES; // aligns the data
    ByteBuffer out = ByteBuffer.allocate(LENGTH_BYTES + length + end);
    out.order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(json);
    while (out.position() < LENGTH_BYTES + length) {
      out.put((byte) ' ');
    }
    vector.forEach((layer, direction) -> {
      for (float x : direction) {
        out.putFloat(x);
      }
    });
    return out.array();
  }

  private static void putIfGiven(ObjectNode node, String key, String value) {
    if (value != null) {
      node.put(key, value);
    }
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return StrictJson.MAPPER.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }
}
