package dev.drover.llama.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the little-endian values of a GGUF file in order, never past its end. */
final class GgufReader {
  private static final int LONGEST_STRING = 64 << 20;
  private static final int MOST_ELEMENTS = 64 << 20;

  /** Where the bytes come from. */
  interface Source {
    /**
     * Reads at least one byte at a position into what remains of a buffer.
     *
     * @return how many, or -1 if there is none
     */
    int read(ByteBuffer to, long position) throws IOException;
  }

  private final Source source;
  private final long size;
  private final ByteBuffer buffer;
  private long bufferStart;

  GgufReader(Source source, long size) {
    this.source = source;
    this.size = size;
    buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  long position() {
    return bufferStart + buffer.position();
  }

  private ByteBuffer need(int bytes, String what) {
    if (bytes > size - position()) {
      throw new GgufException(
          "The file ends at byte %d, inside %s at byte %d".formatted(size, what, position()));
    }
    if (buffer.remaining() < bytes) {
      bufferStart = position();
      buffer.compact();
      try {
        while (buffer.position() < bytes) {
          if (source.read(buffer, bufferStart + buffer.position()) < 0) {
            throw new GgufException("The file became shorter while it was read");
          }
        }
      } catch (IOException e) {
        throw new GgufException("Cannot read " + what, e);
      }
      buffer.flip();
    }
    return buffer;
  }

  long u32(String what) {
    return java.lang.Integer.toUnsignedLong(need(4, what).getInt());
  }

  long i64(String what) {
    return need(8, what).getLong();
  }

  /** A count that is at most the bytes left over the fewest bytes that each thing takes. */
  long count(int smallest, String what) {
    long count = i64(what);
    if (count < 0 || count > (size - position()) / smallest) {
      throw new GgufException(
          "%s is %s, more than the rest of the file can hold"
              .formatted(what, Long.toUnsignedString(count)));
    }
    return count;
  }

  /** A string, each byte as one character. */
  String string(String what) {
    long length = count(1, "length of " + what);
    if (length > LONGEST_STRING) {
      throw new GgufException(
          "length of %s must be at most %d, given %d".formatted(what, LONGEST_STRING, length));
    }
    byte[] bytes = new byte[(int) length];
    for (int at = 0; at < bytes.length; ) {
      int part = Math.min(buffer.capacity(), bytes.length - at);
      need(part, what).get(bytes, at, part);
      at += part;
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  GgufValue value(GgufType type, String what) {
    return switch (type) {
      case FLOAT32, FLOAT64 -> new GgufValue.Real(type, real(type, what));
      case BOOL -> new GgufValue.Bool(integer(type, what) != 0);
      case STRING -> new GgufValue.Text(string(what));
      case ARRAY -> array(what);
      default -> new GgufValue.Int(type, integer(type, what));
    };
  }

  private GgufValue array(String what) {
    GgufType type = GgufType.of(u32("element type of " + what), "element of " + what);
    long count = count(type.smallest(), "length of " + what);
    if (count > MOST_ELEMENTS) {
      throw new GgufException(
          "length of %s must be at most %d, given %d".formatted(what, MOST_ELEMENTS, count));
    }
    return switch (type) {
      case ARRAY -> throw new GgufException(what + " is an array of arrays");
      case STRING -> {
        List<String> strings = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
          strings.add(string(what));
        }
        yield new GgufValue.Texts(strings);
      }
      case FLOAT32, FLOAT64 -> {
        double[] values = new double[(int) count];
        for (int i = 0; i < count; i++) {
          values[i] = real(type, what);
        }
        yield new GgufValue.Reals(type, values);
      }
      default -> {
        long[] values = new long[(int) count];
        for (int i = 0; i < count; i++) {
          values[i] = integer(type, what);
        }
        yield new GgufValue.Integers(type, values);
      }
    };
  }

  private double real(GgufType type, String what) {
    return type == GgufType.FLOAT32 ? need(4, what).getFloat() : need(8, what).getDouble();
  }

  private long integer(GgufType type, String what) {
    return switch (type) {
      case UINT8, BOOL -> need(1, what).get() & 0xffL;
      case INT8 -> need(1, what).get();
      case UINT16 -> need(2, what).getShort() & 0xffffL;
      case INT16 -> need(2, what).getShort();
      case UINT32 -> u32(what);
      case INT32 -> need(4, what).getInt();
      default -> i64(what);
    };
  }
}
