/** From a row of logits to a token: bias, penalties, temperature, truncation, draw. */
package dev.drover.engine.sampling;
