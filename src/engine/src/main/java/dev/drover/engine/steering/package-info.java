/**
 * What steering is made of: directions by layer, and plans that say where in a sequence they are
 * added and how strongly.
 *
 * <p>Layer {@code l} means the residual stream that enters block {@code l}, 1 to the model's number
 * of layers, as Mechanex and TransformerLens count ({@code resid_pre}); the last is what leaves the
 * last block. Steering is {@code x ← x + strength · v[l]} at the chosen positions of one sequence.
 */
package dev.drover.engine.steering;
