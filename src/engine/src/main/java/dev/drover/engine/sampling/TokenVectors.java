package dev.drover.engine.sampling;

/**
 * What a model's tokens mean to it: a vector each, of which those of like tokens point the same
 * way. Used by one thread at a time.
 */
public interface TokenVectors {

  /** Numbers of a vector. */
  int width();

  /**
   * Reads a token's vector, scaled to length 1. A vector without direction stays 0.
   *
   * @param token a token of the vocabulary
   * @param into filled from 0; at least {@link #width} long
   */
  void read(int token, float[] into);
}
