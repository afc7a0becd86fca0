package dev.drover.engine.sampling;

/**
 * Options of the method {@code ads}.
 *
 * @param subsetSize most tokens that a draw is from, 1 to {@link #MAX_SUBSET_SIZE}
 * @param beta weight of diversity against probability, 0 to 1
 */
public record AdsOptions(int subsetSize, double beta) {
  /** Most tokens that a draw may be from. */
  public static final int MAX_SUBSET_SIZE = 64;

  /** How many they are unless given. */
  public static final int SUBSET_SIZE = 8;

  /** The weight of diversity unless given. */
  public static final double BETA = 0.3;
}
