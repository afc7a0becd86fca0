package dev.drover.llama.gguf;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A metadata value. */
public sealed interface GgufValue {
  /** Its type. */
  GgufType type();

  /**
   * An integer; unsigned ones of 64 bits beyond {@link Long#MAX_VALUE} are negative.
   *
   * @param type any integer type
   * @param value the number
   */
  record Int(GgufType type, long value) implements GgufValue {}

  /**
   * A number with a fraction.
   *
   * @param type FLOAT32 or FLOAT64
   * @param value the number
   */
  record Real(GgufType type, double value) implements GgufValue {}

  /**
   * A truth value.
   *
   * @param value the value
   */
  record Bool(boolean value) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.BOOL;
    }
  }

  /**
   * A text.
   *
   * @param bytes its bytes, each as one character from 0 to 255, since files may hold invalid UTF-8
   */
  record Text(String bytes) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.STRING;
    }

    /** The text, invalid UTF-8 replaced. */
    public String text() {
      return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }

  /**
   * Integers or truth values.
   *
   * @param elementType any integer type or BOOL
   * @param values the numbers; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // a vocabulary's worth of numbers, compared by nobody
  record Integers(GgufType elementType, long[] values) implements GgufArray {
    @Override
    public int size() {
      return values.length;
    }
  }

  /**
   * Numbers with a fraction.
   *
   * @param elementType FLOAT32 or FLOAT64
   * @param values the numbers; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // a vocabulary's worth of numbers, compared by nobody
  record Reals(GgufType elementType, double[] values) implements GgufArray {
    @Override
    public int size() {
      return values.length;
    }
  }

  /**
   * Texts.
   *
   * @param bytes as {@link Text#bytes}
   */
  record Texts(List<String> bytes) implements GgufArray {
    @Override
    public GgufType elementType() {
      return GgufType.STRING;
    }

    @Override
    public int size() {
      return bytes.size();
    }
  }

  /** Values of one type. */
  sealed interface GgufArray extends GgufValue {
    /** The type of each. */
    GgufType elementType();

    /** How many there are. */
    int size();

    @Override
    default GgufType type() {
      return GgufType.ARRAY;
    }
  }
}
