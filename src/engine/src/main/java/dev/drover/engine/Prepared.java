package dev.drover.engine;

import dev.drover.engine.constraint.Matcher;
import dev.drover.engine.sampling.SamplingPlan;
import java.util.function.Supplier;

/**
 * What a request comes to with the model that serves it.
 *
 * @param request the request
 * @param prompt token ids
 * @param sampling how its tokens are drawn
 * @param steering what is added to the hidden states
 * @param constraint makes the beginning of a sequence's constraint; null if there is none
 * @param companion the other model it needs, until it ends; null if none
 * @param seat its place in a vote on every token; null if its tokens are its own
 */
record Prepared(
    GenerationRequest request,
    int[] prompt,
    SamplingPlan sampling,
    Steering steering,
    Supplier<Matcher> constraint,
    EngineLease companion,
    TokenVote.Seat seat) {

  /** Lets go of the other model. */
  void release() {
    if (companion != null) {
      companion.close();
    }
  }
}
