package dev.drover.llama.gguf;

import java.util.Set;

/**
 * Which models read a text in both directions, so that they turn it into vectors but cannot go on
 * writing it. A file says so with {@code attention.causal}; some architectures are never anything
 * else.
 */
public final class Encoders {
  /** llama.cpp v0.5.0 makes no memory for these ({@code llama_model::create_memory}). */
  private static final Set<String> WITHOUT_MEMORY =
      Set.of(
          "bert",
          "dream",
          "eurobert",
          "gemma-embedding",
          "jina-bert-v2",
          "jina-bert-v3",
          "llada",
          "llada-moe",
          "modern-bert",
          "neo-bert",
          "nomic-bert",
          "nomic-bert-moe",
          "rnd1",
          "wavtokenizer-dec");

  /** Those that b4916 has a graph for; it finds out from the file alone that there is no memory. */
  private static final Set<String> OF_B4916 = Set.of("bert", "jina-bert-v2", "nomic-bert");

  private Encoders() {}

  /** Whether a token of this model sees those after it too. */
  public static boolean contains(GgufFile file) {
    return isWithoutMemory(file.architecture()) || isDeclared(file);
  }

  /** Whether llama.cpp keeps nothing of a batch of this architecture. */
  public static boolean isWithoutMemory(String architecture) {
    return WITHOUT_MEMORY.contains(architecture);
  }

  /** Whether b4916 can compute encoders of this architecture. */
  public static boolean isOfB4916(String architecture) {
    return OF_B4916.contains(architecture);
  }

  /**
   * Refuses a file of which the two libraries would not think alike.
   *
   * @throws GgufException naming the key and the value it must have
   */
  static void check(GgufFile file) {
    if (isOfB4916(file.architecture()) && !isDeclared(file)) {
      throw new GgufException(file.architecture() + ".attention.causal must be false");
    }
  }

  private static boolean isDeclared(GgufFile file) {
    return file.metadata().get(file.architecture() + ".attention.causal")
            instanceof GgufValue.Bool(boolean causal)
        && !causal;
  }
}
