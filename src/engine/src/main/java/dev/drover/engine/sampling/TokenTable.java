package dev.drover.engine.sampling;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What sampling may need to know of a model's tokens beside their numbers: their bytes in text, and
 * their vectors. Thread-safe but for the vectors.
 */
public final class TokenTable {
  /** Knows nothing. */
  static final TokenTable NONE = new TokenTable(0, token -> new byte[0], null);

  private final int size;
  private final IntFunction<byte[]> bytes;
  private final TokenVectors vectors;
  private int[] sorted;

  /**
   * A table.
   *
   * @param size how many tokens the vocabulary has
   * @param bytes what each stands for in text, empty for control tokens; thread-safe
   * @param vectors null where the model tells none
   */
  public TokenTable(int size, IntFunction<byte[]> bytes, TokenVectors vectors) {
    this.size = size;
    this.bytes = bytes;
    this.vectors = vectors;
  }

  /** How many tokens. */
  int size() {
    return size;
  }

  /** What the token stands for in text. Not to be written to. */
  byte[] bytes(int token) {
    return bytes.apply(token);
  }

  /** The tokens' vectors, or null. */
  TokenVectors vectors() {
    return vectors;
  }

  /**
   * All tokens in the order of their bytes. The first call sorts, which takes some 0.1 s. Not to be
   * written to.
   */
  synchronized int[] sorted() {
    if (sorted == null) {
      sorted =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparing(bytes::apply, Arrays::compareUnsigned))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    return sorted;
  }
}
