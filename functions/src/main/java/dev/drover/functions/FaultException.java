package dev.drover.functions;

/** Ends a request with a fault that a dialect has found itself. */
public final class FaultException extends RuntimeException {
  private final transient Fault fault;

  /** A failure for this reason. */
  public FaultException(Fault fault) {
    super(fault.message());
    this.fault = fault;
  }

  /** The reason. */
  public Fault fault() {
    return fault;
  }
}
