package dev.drover.functions.store;

/**
 * Which vectors a list has: those for which all that is given holds.
 *
 * @param category or null
 * @param method or null
 * @param label or null
 * @param modelFingerprint or null
 * @param nameContains a part of the name, in any case, or null
 */
public record VectorFilter(
    String category, String method, String label, String modelFingerprint, String nameContains) {
  /** All vectors. */
  public static final VectorFilter ALL = new VectorFilter(null, null, null, null, null);

  /**
   * Checks it against {@link StoreLimits}.
   *
   * @throws dev.drover.engine.InvalidRequestException naming the field, the limit and the value
   */
  public VectorFilter {
    StoreLimits.optional("category", category, StoreLimits.MAX_WORD);
    StoreLimits.optional("method", method, StoreLimits.MAX_WORD);
    StoreLimits.optional("label", label, StoreLimits.MAX_NAME);
    StoreLimits.optional("model_fingerprint", modelFingerprint, StoreLimits.MAX_FINGERPRINT);
    StoreLimits.optional("name", nameContains, StoreLimits.MAX_NAME);
  }
}
