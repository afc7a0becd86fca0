package dev.drover.engine.steering;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Plain prose on many subjects that shows none of the presets' behaviours, written for Drover: what
 * a vector costs is the rise of a model's perplexity on it.
 */
public final class NeutralText {
  private NeutralText() {}

  /** Paragraphs of 60 to 90 words, each on a subject of its own. */
  public static List<String> paragraphs() {
    String text = new String(SteeringPreset.resource("neutral.txt"), StandardCharsets.US_ASCII);
    return List.of(text.strip().split("\n\n"));
  }
}
