package dev.drover.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How directions are found. */
public enum TrainingMethod {
  /**
   * Contrastive activation addition: the mean over triples of the positive answer's mean hidden
   * state minus the negative's (Rimsky et al., arXiv:2312.06681).
   */
  CAA("caa"),

  /**
   * The first principal component of the paired differences, not centred, pointing to the positive
   * side and as long as their mean is along it (Zou et al., arXiv:2310.01405).
   */
  PCA("pca"),

  /**
   * CAA, then a search for the direction that makes positive answers more and negative answers less
   * probable. Models here have no gradients: an evolution strategy looks through the subspace that
   * the paired differences span.
   */
  FEW_SHOT("few-shot"),

  /**
   * A linear classifier of positive against negative states; its normal, as long as the classes are
   * apart along it.
   */
  STEERING_PERCEPTRONS("steering-perceptrons");

  private final String wireName;

  TrainingMethod(String wireName) {
    this.wireName = wireName;
  }

  /** Its name in requests. */
  public String wireName() {
    return wireName;
  }

  /** The method of a name. */
  public static Optional<TrainingMethod> of(String name) {
    return Arrays.stream(values()).filter(method -> method.wireName.equals(name)).findFirst();
  }

  /** The names of all methods. */
  public static List<String> names() {
    return Arrays.stream(values()).map(TrainingMethod::wireName).toList();
  }
}
