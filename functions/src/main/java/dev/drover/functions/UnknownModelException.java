package dev.drover.functions;

/** A request names a model that is not served here. */
public final class UnknownModelException extends RuntimeException {
  private final String model;

  /**
   * A refusal.
   *
   * @param model the name given
   * @param served the name of the model that is served
   */
  public UnknownModelException(String model, String served) {
    super(
        "`model` must be `default` or `"
            + served
            + "`, given `"
            + (model.length() <= 64 ? model : model.substring(0, 64) + "…")
            + "`");
    this.model = model;
  }

  /** The name given. */
  public String model() {
    return model;
  }
}
