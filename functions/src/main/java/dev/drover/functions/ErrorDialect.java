package dev.drover.functions;

/**
 * How a group of paths words its errors. Each dialect brings one CDI bean; paths that none serves
 * get {@link ProblemDialect}.
 */
public interface ErrorDialect {

  /**
   * Whether errors of this path are worded here.
   *
   * @param path the request's path, such as {@code /v1/models}
   */
  boolean serves(String path);

  /** The status of a fault. */
  default int status(Fault fault) {
    return fault.kind().status();
  }

  /** The body, to be written as JSON. */
  Object body(Fault fault);

  /** The body's media type. */
  default String mediaType() {
    return "application/json";
  }
}
