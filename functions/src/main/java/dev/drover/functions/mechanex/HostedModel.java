package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.ModelStatus;
import dev.drover.engine.ModelStatus.State;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A model as Mechanex lists it.
 *
 * @param id the model's name
 * @param name the model's name
 * @param baseUrl where it is served
 * @param createdAt when its file was last changed, ISO 8601
 * @param isActive whether requests are served: false if it could not be loaded
 * @param isDefault whether requests that name no model get it
 * @param requiredAuth false: no request needs a key
 * @param description architecture, size and quantisation in words; absent until it was loaded
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

  static HostedModel of(ModelStatus status, String baseUrl) {
    return new HostedModel(
        status.model().name(),
        status.model().name(),
        baseUrl,
        status.model().changedAt().toString(),
        status.state() != State.FAILED,
        status.isDefault(),
        false,
        status.info() == null ? null : status.info().description(),
        false,
        true);
  }
}
