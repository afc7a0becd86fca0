package dev.drover.engine;

import java.util.List;

/** An ensemble that agrees on every token: what its first member tells is the whole's. */
final class TokenEnsemble implements Generation {
  private final List<Generation> members;
  private final List<EngineLease> leases;

  TokenEnsemble(List<Generation> members, List<EngineLease> leases) {
    this.members = members;
    this.leases = leases;
  }

  private Generation first() {
    return members.getFirst();
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
  public GenerationEvent next() throws InterruptedException {
    GenerationEvent event = first().next();
    if (event == null) {
      leases.forEach(EngineLease::close);
    }
    return event;
  }

  @Override
  public GenerationResult await() throws InterruptedException {
    try {
      return first().await();
    } finally {
      leases.forEach(EngineLease::close);
    }
  }

  @Override
  public void cancel() {
    members.forEach(Generation::cancel);
    leases.forEach(EngineLease::close);
  }

  @Override
  public void close() {
    cancel();
  }
}
