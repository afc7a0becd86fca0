package dev.drover.functions.store;

import dev.drover.engine.InvalidRequestException;

/**
 * What people call a steering vector, and may change.
 *
 * @param name needs not be unique, except among a model's presets
 * @param label or null
 * @param category or null; {@link #PRESET} is for vectors of presets
 */
public record VectorLabels(String name, String label, String category) {
  /** The category in which a name is a preset's key, and unique for its model. */
  public static final String PRESET = "preset";

  /**
   * Checks them against {@link StoreLimits}.
   *
   * @throws InvalidRequestException naming the field, the limit and the value
   */
  public VectorLabels {
    StoreLimits.name("name", name);
    StoreLimits.optional("label", label, StoreLimits.MAX_NAME);
    StoreLimits.optional("category", category, StoreLimits.MAX_WORD);
  }

  /** The name if it is a preset's key, else null. */
  String presetName() {
    return PRESET.equals(category) ? name : null;
  }
}
