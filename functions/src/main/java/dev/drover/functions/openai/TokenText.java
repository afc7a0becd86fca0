package dev.drover.functions.openai;

import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A token as log-probabilities show it.
 *
 * @param name its name, for a control token, which has no bytes; else null
 * @param raw its bytes, which need not be whole UTF-8
 * @param logprob never below {@link #LEAST}
 */
record TokenText(String name, byte[] raw, float logprob) {
  /** What OpenAI reports for a token that is as good as impossible; JSON has no infinity. */
  static final float LEAST = -9999;

  static TokenText of(TokenLogprobs.Entry entry, Tokenizer tokenizer) {
    return new TokenText(
        entry.bytes().length == 0 ? tokenizer.name(entry.token()) : null,
        entry.bytes(),
        Math.max(LEAST, entry.logprob()));
  }

  /** The token as text; bytes that are no UTF-8 by themselves are written {@code \xf0}. */
  String text() {
    return decoded().orElseGet(this::escaped);
  }

  /** The token as a key of legacy log-probabilities: escaped bytes say that they are such. */
  String legacyText() {
    return decoded().orElseGet(() -> "bytes:" + escaped());
  }

  private Optional<String> decoded() {
    if (name != null) {
      return Optional.of(name);
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private String escaped() {
    StringBuilder text = new StringBuilder();
    for (byte b : raw) {
      text.append(String.format(Locale.ROOT, "\\x%02x", b));
    }
    return text.toString();
  }

  /** The bytes as unsigned numbers, or null for a control token. */
  List<Integer> bytes() {
    if (name != null) {
      return null;
    }
    List<Integer> bytes = new ArrayList<>(raw.length);
    for (byte b : raw) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }

  /** How many characters (code points) begin in the token. */
  int charactersBegun() {
    int begun = 0;
    for (byte b : raw) {
      if ((b & 0xC0) != 0x80) {
        begun++;
      }
    }
    return begun;
  }

  /** Whether the token's first byte goes on with a character that an earlier token began. */
  boolean continuesCharacter() {
    return raw.length > 0 && (raw[0] & 0xC0) == 0x80;
  }
}
