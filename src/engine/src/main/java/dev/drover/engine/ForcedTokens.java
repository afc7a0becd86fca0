package dev.drover.engine;

import dev.drover.engine.constraint.Matcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens that must follow because a constraint leaves one text only. Which tokens spell it is
 * the tokenizer's choice, as it would be in a prompt; the last one is left to be drawn, since it
 * may reach into what is free again.
 */
final class ForcedTokens {
  private static final int[] NONE = {};

  /** Fewer bytes are not worth it. */
  private static final int LEAST = 2;

  private final Tokenizer tokenizer;

  ForcedTokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Tokens that every text of the constraint has here, if it is spelt as usual. */
  int[] after(Matcher matcher) {
    byte[] bytes = matcher.forced();
    if (bytes.length < LEAST) {
      return NONE;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int[] tokens = tokenizer.encode(text, false, false);
    int count = 0;
    int length = 0;
    for (int token : tokens) {
      byte[] piece = tokenizer.bytes(token);
      int end = length + piece.length;
      // Some tokenizers put a space in front, and a text cut within a character is another one.
      if (end >= bytes.length || !Arrays.equals(piece, Arrays.copyOfRange(bytes, length, end))) {
        break;
      }
      length = end;
      count++;
    }
    return Arrays.copyOf(tokens, count);
  }
}
