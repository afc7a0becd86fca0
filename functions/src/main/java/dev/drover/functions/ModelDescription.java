package dev.drover.functions;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.drover.engine.ModelInfo;
import dev.drover.engine.ModelStatus;
import java.util.List;
import java.util.Locale;

/**
 * A model that is served, loaded or not, as {@code fn/models} lists it.
 *
 * @param name the name that requests use
 * @param isDefault whether requests that name no model get it
 * @param aliases further names
 * @param adapters the names of its LoRA adapters
 * @param state {@code unloaded}, {@code loading}, {@code ready}, {@code unloading}, {@code failed}
 *     or {@code closed}
 * @param reason why it could not be loaded, or what its loading waits for; else absent
 * @param info what it is; absent until it was loaded for the first time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDescription(
    String name,
    @JsonProperty("default") boolean isDefault,
    List<String> aliases,
    List<String> adapters,
    String state,
    String reason,
    @JsonUnwrapped @JsonIgnoreProperties("name") ModelInfo info) {

  /** Describes a model as it is now. */
  public static ModelDescription of(ModelStatus status) {
    return new ModelDescription(
        status.model().name(),
        status.isDefault(),
        status.model().aliases().stream().sorted().toList(),
        status.model().engine().adapters().keySet().stream().sorted().toList(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.reason(),
        status.info());
  }
}
