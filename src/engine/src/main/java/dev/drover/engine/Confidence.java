package dev.drover.engine;

/**
 * How sure the model was of what a sequence says: its tokens' probabilities under the model's own
 * distribution, before anything of the request changed it. Belongs to the engine's thread.
 */
final class Confidence {
  private double probabilities;
  private double logProbabilities;
  private int tokens;

  /** Another that stands where this one does. */
  Confidence copy() {
    Confidence copy = new Confidence();
    copy.probabilities = probabilities;
    copy.logProbabilities = logProbabilities;
    copy.tokens = tokens;
    return copy;
  }

  /** A token was chosen. */
  void add(double logProbability) {
    probabilities += Math.exp(logProbability);
    logProbabilities += logProbability;
    tokens++;
  }

  /** Mean probability of the tokens; 0 if there are none. */
  double mean() {
    return tokens == 0 ? 0 : Math.min(1, probabilities / tokens);
  }

  /** Natural logarithm of the probability of all tokens together. */
  double logProbability() {
    return logProbabilities;
  }
}
