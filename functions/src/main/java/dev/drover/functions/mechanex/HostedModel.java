package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.ModelInfo;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A model as Mechanex lists it.
 *
 * @param id the model's name
 * @param name the model's name
 * @param baseUrl where it is served
 * @param createdAt when it was loaded, ISO 8601
 * @param isActive true: only loaded models are listed
 * @param isDefault whether requests that name no model get it
 * @param requiredAuth false: no request needs a key
 * @param description architecture, size and quantisation in words
 * @param trainable false
 * @param inferenceOnly true
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MechanexModel", description = "A model that is served.")
record HostedModel(
    String id,
    String name,
    String baseUrl,
    String createdAt,
    boolean isActive,
    boolean isDefault,
    boolean requiredAuth,
    String description,
    boolean trainable,
    boolean inferenceOnly) {

  static HostedModel of(ModelInfo model, boolean isDefault, String baseUrl) {
    return new HostedModel(
        model.name(),
        model.name(),
        baseUrl,
        Instant.ofEpochSecond(model.loadedAt()).toString(),
        true,
        isDefault,
        false,
        model.description(),
        false,
        true);
  }
}
