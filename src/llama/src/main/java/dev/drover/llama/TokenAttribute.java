package dev.drover.llama;

import java.util.EnumSet;
import java.util.Set;

/** What kind of token it is ({@code enum llama_token_attr}); a token may be several. */
public enum TokenAttribute {
  /** Stands for what the vocabulary cannot say. */
  UNKNOWN(1 << 0),
  /** Reserved. */
  UNUSED(1 << 1),
  /** Ordinary text. */
  NORMAL(1 << 2),
  /** Steers the model, such as the end of a turn: never part of the text. */
  CONTROL(1 << 3),
  /** Added by the makers of the model; rendered as text. */
  USER_DEFINED(1 << 4),
  /** A single byte. */
  BYTE(1 << 5),
  /** Matched after normalisation. */
  NORMALIZED(1 << 6),
  /** Swallows white space before it. */
  LSTRIP(1 << 7),
  /** Swallows white space after it. */
  RSTRIP(1 << 8),
  /** Matches whole words only. */
  SINGLE_WORD(1 << 9);

  private final int bit;

  TokenAttribute(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }

  static Set<TokenAttribute> of(int bits) {
    EnumSet<TokenAttribute> set = EnumSet.noneOf(TokenAttribute.class);
    for (TokenAttribute attribute : values()) {
      if ((bits & attribute.bit()) != 0) {
        set.add(attribute);
      }
    }
    return set;
  }
}
