package dev.drover.engine;

import java.util.Collection;
import java.util.stream.Collectors;

/** A request names a model that is not served here. */
public final class UnknownModelException extends RuntimeException {
  private final String model;

  /**
   * A refusal.
   *
   * @param model the name given
   * @param served the names of the models that are served
   */
  public UnknownModelException(String model, Collection<String> served) {
    super(
        "`model` must be `default`"
            + served.stream().map(name -> " or `" + name + "`").collect(Collectors.joining())
            + ", given `"
            + Limits.shown(model)
            + "`");
    this.model = model;
  }

  /** The name given. */
  public String model() {
    return model;
  }
}
