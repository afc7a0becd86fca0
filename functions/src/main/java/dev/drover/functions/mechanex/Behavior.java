package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.functions.store.BehaviorSummary;
import dev.drover.functions.store.StoredBehavior;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A behaviour as Mechanex shows it: the fields of its server and those of its documentation.
 *
 * @param id names it where it is changed
 * @param behaviorName names it in requests
 * @param description or null
 * @param steeringVectorId the vector that is subtracted; null if it was deleted, the baseline then
 * @param hookName where it is detected, such as {@code blocks.20.hook_resid_pre}
 * @param modelId fingerprint of the model whose hidden states these are
 * @param createdAt when, ISO 8601
 * @param saeBaselinePath where to read the baseline, below the base URL
 * @param saeBaseline the direction that is detected; absent in lists
 * @param threshold the cosine similarity from which on it is detected; absent in lists
 * @param saeId null: hidden states are looked at themselves, without a sparse autoencoder
 * @param saeRelease null, too
 */
@Schema(name = "MechanexBehavior", description = "A behaviour that is detected and subtracted.")
record Behavior(
    String id,
    String behaviorName,
    @Schema(nullable = true) String description,
    @Schema(
            nullable = true,
            description = "What is subtracted; null if it was deleted, the baseline then.")
        String steeringVectorId,
    @Schema(description = "Where it is detected, such as `blocks.20.hook_resid_pre`.")
        String hookName,
    @Schema(description = "Fingerprint of the model whose hidden states these are.") String modelId,
    String createdAt,
    @Schema(description = "Where to read the baseline, below the base URL.") String saeBaselinePath,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The direction that is detected; absent in lists.")
        float[] saeBaseline,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description = "The cosine similarity from which on it is detected; absent in lists.")
        Double threshold,
    @Schema(nullable = true, description = "Always null: there is no sparse autoencoder.")
        String saeId,
    @Schema(nullable = true, description = "Always null: there is no sparse autoencoder.")
        String saeRelease) {

  static Behavior of(StoredBehavior behavior) {
    int layer = behavior.baseline().layers().first();
    return new Behavior(
        behavior.id(),
        behavior.name(),
        behavior.description(),
        behavior.vectorId(),
        hook(layer),
        behavior.modelFingerprint(),
        behavior.createdAt().toString(),
        path(behavior.id()),
        behavior.baseline().at(layer),
        behavior.threshold(),
        null,
        null);
  }

  static Behavior of(BehaviorSummary behavior) {
    return new Behavior(
        behavior.id(),
        behavior.name(),
        behavior.description(),
        behavior.vectorId(),
        hook(behavior.layers().getFirst()),
        behavior.modelFingerprint(),
        behavior.createdAt().toString(),
        path(behavior.id()),
        null,
        null,
        null,
        null);
  }

  private static String hook(int layer) {
    return "blocks." + layer + ".hook_resid_pre";
  }

  private static String path(String id) {
    return "/behaviors/" + id;
  }
}
