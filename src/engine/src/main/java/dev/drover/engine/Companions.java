package dev.drover.engine;

import java.util.function.Function;

/** The other models that a request may name beside the one that serves it. Thread-safe. */
final class Companions {
  private volatile Function<String, EngineLease> leases;

  /** From now on there are others. */
  void are(Function<String, EngineLease> leases) {
    this.leases = leases;
  }

  /**
   * A model that guesses tokens for another.
   *
   * @param name the model's name or alias
   * @param served the engine whose tokens it is to guess
   * @throws InvalidRequestException if there is none of that name or its tokens are others
   * @throws EngineUnavailableException if it cannot be loaded, or not yet
   */
  EngineLease drafter(String name, Engine served) {
    EngineLease lease = lease("draft_model", name);
    Engine drafter = lease.engine();
    if (!drafter.model().generates()
        || drafter != served && !drafter.vocabulary().equals(served.vocabulary())) {
      lease.close();
      throw new InvalidRequestException(
          "draft_model",
          "must have the tokens of %s, given `%s` with %d others"
              .formatted(
                  served.model().name(), Limits.shown(name), drafter.model().vocabularySize()));
    }
    return lease;
  }

  /**
   * A model that votes beside another.
   *
   * @param alike the engine whose tokens it must have, or null if any will do
   * @throws InvalidRequestException if there is none of that name or its tokens are others
   * @throws EngineUnavailableException if it cannot be loaded, or not yet
   */
  EngineLease member(String name, Engine alike) {
    EngineLease lease = lease("ensemble", name);
    Engine member = lease.engine();
    if (alike != null && member != alike && !member.vocabulary().equals(alike.vocabulary())) {
      lease.close();
      throw new InvalidRequestException(
          "ensemble",
          "must hold models with the tokens of %s where tokens are drawn together, given `%s`"
              .formatted(alike.model().name(), Limits.shown(name)));
    }
    return lease;
  }

  private EngineLease lease(String field, String name) {
    Function<String, EngineLease> known = leases;
    if (known == null) {
      throw new InvalidRequestException(
          field, "must be absent: one model is served, given `" + Limits.shown(name) + "`");
    }
    try {
      return known.apply(name);
    } catch (UnknownModelException e) {
      throw new InvalidRequestException(field, e.getMessage().replaceFirst("^`model` ", ""));
    }
  }
}
