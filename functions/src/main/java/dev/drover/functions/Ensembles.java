package dev.drover.functions;

import dev.drover.engine.EnsembleMember;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Voting;
import java.util.List;

/** Ensembles as every dialect names them. */
public final class Ensembles {
  private Ensembles() {}

  /**
   * Members that differ in their model alone; null for null.
   *
   * @param models their names
   * @throws InvalidRequestException if one is null
   */
  public static List<EnsembleMember> members(List<String> models) {
    if (models != null && models.contains(null)) {
      throw new InvalidRequestException("ensemble_models", "must hold names of models, given null");
    }
    return models == null ? null : models.stream().map(EnsembleMember::of).toList();
  }

  /**
   * A way to vote by its name; null for null.
   *
   * @throws InvalidRequestException if there is none of that name
   */
  public static Voting voting(String name) {
    return switch (name) {
      case null -> null;
      case "majority" -> Voting.MAJORITY;
      case "mean" -> Voting.MEAN;
      case "product" -> Voting.PRODUCT;
      default ->
          throw new InvalidRequestException(
              "voting", "must be majority, mean or product, given `" + name + "`");
    };
  }
}
