package dev.drover.functions.openai;

import dev.drover.engine.InvalidRequestException;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of fields that no request record has. A null is a field not given, whatever its
 * name. Fields about the caller's account, caching or billing are accepted and do nothing, because
 * the answer is the same without them; all else is refused.
 */
final class OtherFields {
  /** Accepted, without effect on any answer. */
  static final Set<String> IGNORED =
      Set.of(
          "metadata",
          "store",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options",
          "prediction");

  private static final Set<String> UNSUPPORTED =
      Set.of("audio", "functions", "function_call", "moderation", "web_search_options");

  private OtherFields() {}

  /**
   * Refuses what would change the answer.
   *
   * @param fields the fields a request record does not have, or null for none
   */
  static void check(Map<String, Object> fields) {
    if (fields == null) {
      return;
    }
    fields.forEach((name, value) -> {
      if (value == null || IGNORED.contains(name) || StructuredOutputs.LEGACY.contains(name)) {
        return;
      }
      throw new InvalidRequestException(
          name,
          UNSUPPORTED.contains(name) ? "is not supported yet" : "is no field of this request");
    });
  }
}
