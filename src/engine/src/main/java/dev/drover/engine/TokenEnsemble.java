package dev.drover.engine;

import java.util.List;

/** An ensemble that agrees on every token: what its first member tells is the whole's. */
final class TokenEnsemble extends EnsembleGeneration {
  TokenEnsemble(List<Generation> members, List<EngineLease> leases) {
    super(members, leases);
  }

  @Override
  public GenerationEvent next() throws InterruptedException {
    GenerationEvent event = first().next();
    if (event == null) {
      release();
    }
    return event;
  }

  @Override
  public GenerationResult await() throws InterruptedException {
    try {
      return first().await();
    } finally {
      release();
    }
  }
}
