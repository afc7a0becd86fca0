package dev.drover.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the vectors of an input's tokens become one. */
public enum EmbeddingPooling {
  /** Their average. */
  MEAN,
  /** The first token's, for models that read in both directions. */
  CLS,
  /**
   * The last token's, which in a generative model is the only one that has seen the whole input.
   */
  LAST;

  /** The name in requests: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The pooling of that name in requests, empty if there is none. */
  public static Optional<EmbeddingPooling> of(String wireName) {
    return Arrays.stream(values()).filter(p -> p.wireName().equals(wireName)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(EmbeddingPooling::wireName).toList();
  }
}
