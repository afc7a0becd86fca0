package dev.drover.engine.steering;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What files and requests call a layer: {@code 8}, {@code layer.8}, or a TransformerLens hook path,
 * {@code blocks.8.hook_resid_pre} (what enters block 8, layer 8) or {@code
 * blocks.8.hook_resid_post} (what leaves it, layer 9).
 */
public final class LayerName {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:layer\\.)?(?<layer>0|[1-9][0-9]{0,3})"
              + "|blocks\\.(?<block>0|[1-9][0-9]{0,3})\\.hook_resid_(?<side>pre|post)");

  private LayerName() {}

  /**
   * The layer of a name.
   *
   * @return from 1 to {@link VectorLimits#DEEPEST_LAYER}
   * @throws IllegalArgumentException if it names none, or one that cannot be steered
   */
  public static int parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "must name layers such as 8, layer.8, blocks.8.hook_resid_pre or"
              + " blocks.8.hook_resid_post, given "
              + shown(name));
    }
    String number = parts.group("layer");
    int layer = Integer.parseInt(number == null ? parts.group("block") : number);
    if ("post".equals(parts.group("side"))) {
      layer++;
    }
    if (layer == 0) {
      throw new IllegalArgumentException(
          "must not steer layer 0, the embeddings that enter the first block: layers begin at 1,"
              + " given "
              + shown(name));
    }
    if (layer > VectorLimits.DEEPEST_LAYER) {
      throw new IllegalArgumentException(
          "must have layers of at most %d, given %s"
              .formatted(VectorLimits.DEEPEST_LAYER, shown(name)));
    }
    return layer;
  }

  /** A name from a file as messages show it: not endlessly long. */
  static String shown(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "...";
  }
}
