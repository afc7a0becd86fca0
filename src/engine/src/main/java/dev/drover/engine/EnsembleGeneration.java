package dev.drover.engine;

import java.util.List;

/** Several generations that come to one text. */
abstract class EnsembleGeneration implements Generation {
  private final List<Generation> members;
  private final List<EngineLease> leases;

  /**
   * One over members, the first of which the request was made to.
   *
   * @param leases keep the members' engines until the text is told or nobody wants it
   */
  EnsembleGeneration(List<Generation> members, List<EngineLease> leases) {
    this.members = members;
    this.leases = leases;
  }

  final Generation first() {
    return members.getFirst();
  }

  /** The members' engines are not needed any more. Idempotent. */
  final void release() {
    leases.forEach(EngineLease::close);
  }

  @Override
  public int promptTokens() {
    return first().promptTokens();
  }

  @Override
  public int ahead() {
    return members.stream().mapToInt(Generation::ahead).max().orElse(0);
  }

  @Override
  public void cancel() {
    members.forEach(Generation::cancel);
    release();
  }

  @Override
  public void close() {
    cancel();
  }
}
