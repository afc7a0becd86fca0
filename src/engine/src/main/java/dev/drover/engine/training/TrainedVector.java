package dev.drover.engine.training;

import dev.drover.engine.steering.SteeringVector;

/**
 * A vector and how it was made.
 *
 * @param vector as the method found it: raw, not scaled by strength or cost
 * @param summary what is known of it
 */
public record TrainedVector(SteeringVector vector, TrainingSummary summary) {}
