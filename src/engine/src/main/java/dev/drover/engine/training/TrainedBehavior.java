package dev.drover.engine.training;

import dev.drover.engine.steering.SteeringVector;

/**
 * How a behaviour shows in hidden states.
 *
 * @param baseline its direction in one layer: mean over triples of the positive answer's mean
 *     hidden state minus the negative's, not normalised
 * @param threshold the cosine similarity to the baseline from which on a state shows the behaviour:
 *     halfway between the two means below
 * @param positiveCosine mean cosine similarity of positive answers' states to the baseline
 * @param negativeCosine the same of negative answers' states
 */
public record TrainedBehavior(
    SteeringVector baseline, double threshold, double positiveCosine, double negativeCosine) {}
