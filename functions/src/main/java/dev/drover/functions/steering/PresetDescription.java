package dev.drover.functions.steering;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A preset, and the models it was made for. */
@Schema(name = "Preset", description = "A behaviour that any model can be steered towards.")
public record PresetDescription(
    String name,
    String description,
    @Schema(description = "Mechanex's requests are served with at least this strength.")
        double minimumStrength,
    @Schema(description = "Whether it takes a `domain`.") boolean needsDomain,
    @Schema(description = "One entry a model that has been loaded.") List<InModel> models) {

  /** A preset for one model. */
  @Schema(name = "PresetInModel", description = "Whether a preset's vector is made for a model.")
  public record InModel(
      String model,
      @Schema(description = "Whether it is stored; otherwise the first request makes it.")
          boolean made,
      @Schema(description = "The vectors made; one a domain where it takes one.")
          List<Made> vectors) {}

  /** A preset's vector. */
  @Schema(name = "PresetVector", description = "A preset's vector.")
  public record Made(String vectorId, String domain) {}

  /** All presets. */
  @Schema(name = "PresetList", description = "All presets.")
  public record All(List<PresetDescription> presets) {}
}
