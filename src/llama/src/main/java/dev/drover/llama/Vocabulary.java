package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tokens of a model and how text becomes them.
 *
 * <p>Attributes and the end-of-generation set are read once, when the model is loaded, and a
 * token's piece when it is first asked for, which fails once the model is closed. Thread-safe;
 * belongs to its model.
 */
public final class Vocabulary {
  private static final byte[] EMPTY = {};
  private static final int HIDDEN = TokenAttribute.CONTROL.bit() | TokenAttribute.UNKNOWN.bit();

  private final LlamaVocabularyLibrary library;
  private final MemorySegment handle;
  private final Lifetime lifetime;
  private final VocabularyType type;
  private final int size;
  private final PieceTable pieces;
  private final int[] attributes;
  private final Tokenizer tokenizer;
  private final BitSet endOfGeneration = new BitSet();

  Vocabulary(LlamaVocabularyLibrary library, MemorySegment handle, Lifetime lifetime) {
    this.library = library;
    this.handle = handle;
    this.lifetime = lifetime;
    type = VocabularyType.of(library.type(handle));
    size = library.size(handle);
    tokenizer = type == VocabularyType.NONE ? null : new Tokenizer(library, handle, type);
    // Without a tokenizer native code aborts when asked about a token.
    int readable = type == VocabularyType.NONE ? 0 : size;
    pieces = new PieceTable(library, handle, readable, lifetime);
    attributes = new int[readable];
    for (int token = 0; token < readable; token++) {
      attributes[token] = library.attributes(handle, token);
      endOfGeneration.set(token, library.isEndOfGeneration(handle, token));
    }
  }

  /** Number of tokens, which is the length of a row of logits. */
  public int size() {
    return size;
  }

  /** The kind of tokenizer. */
  public VocabularyType type() {
    return type;
  }

  /** {@link #tokenize(byte[], boolean, boolean)} of the UTF-8 form. */
  public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
    return tokenize(text.getBytes(StandardCharsets.UTF_8), addSpecial, parseSpecial);
  }

  /**
   * Turns text into tokens. Invalid UTF-8 becomes U+FFFD, as in llama.cpp. A run of more than 16
   * KiB without (or of) white space may be tokenized in parts.
   *
   * @param utf8 the text
   * @param addSpecial adds what the model wants around a prompt (see {@link #addsBos}), unless the
   *     model does not name those tokens
   * @param parseSpecial recognises special tokens written out in the text; false for text of users,
   *     who could otherwise forge them
   * @throws LlamaException if the model has no tokenizer
   */
  public int[] tokenize(byte[] utf8, boolean addSpecial, boolean parseSpecial) {
    if (type == VocabularyType.NONE) {
      throw new LlamaException("The model has no tokenizer");
    }
    lifetime.acquire();
    try {
      return tokenizer.tokenize(utf8, addSpecial, parseSpecial);
    } finally {
      lifetime.release();
    }
  }

  /**
   * Turns tokens into text as llama.cpp does, white space clean-up of some tokenizers included; the
   * concatenation of {@link #piece}s otherwise.
   *
   * @param removeSpecial drops what {@code addSpecial} would have added
   * @param renderSpecial writes special tokens out
   * @return UTF-8, which may begin or end inside a character
   * @throws IllegalArgumentException if a token is not in the vocabulary
   */
  public byte[] detokenize(int[] tokens, boolean removeSpecial, boolean renderSpecial) {
    if (type == VocabularyType.NONE) {
      throw new LlamaException("The model has no tokenizer");
    }
    for (int token : tokens) {
      check(token);
    }
    lifetime.acquire();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate(JAVA_INT, Math.max(1, tokens.length));
      MemorySegment.copy(tokens, 0, ids, JAVA_INT, 0, tokens.length);
      int room = 16 + 8 * tokens.length;
      MemorySegment text = arena.allocate(room);
      int count =
          library.detokenize(handle, ids, tokens.length, text, room, removeSpecial, renderSpecial);
      if (count < 0) {
        room = -count;
        text = arena.allocate(room);
        count =
            library.detokenize(
                handle, ids, tokens.length, text, room, removeSpecial, renderSpecial);
      }
      if (count < 0) {
        throw new LlamaException("llama_detokenize returned " + count);
      }
      return text.asSlice(0, count).toArray(JAVA_BYTE);
    } finally {
      lifetime.release();
    }
  }

  /** The bytes of a token, special tokens written out. A copy. May be part of a character. */
  public byte[] piece(int token) {
    check(token);
    return pieces.piece(token);
  }

  /** The bytes of a token as they belong into a reply: none for control tokens. A copy. */
  public byte[] text(int token) {
    check(token);
    return isHidden(token) ? EMPTY : pieces.piece(token);
  }

  /** Length of {@link #piece} in bytes. */
  public int pieceLength(int token) {
    check(token);
    return pieces.length(token);
  }

  /** Copies {@link #piece} into a caller's array, which allocates nothing. */
  public void copyPiece(int token, byte[] into, int at) {
    check(token);
    pieces.copy(token, into, at);
  }

  /** Whether the token is a control token or the unknown token, and so no part of the text. */
  public boolean isHidden(int token) {
    check(token);
    return (attributes[token] & HIDDEN) != 0;
  }

  /** What kind of token it is. */
  public Set<TokenAttribute> attributes(int token) {
    check(token);
    return TokenAttribute.of(attributes[token]);
  }

  /** Whether the token has an attribute; allocates nothing. */
  public boolean is(TokenAttribute attribute, int token) {
    check(token);
    return (attributes[token] & attribute.bit()) != 0;
  }

  /** Whether a reply ends with this token. */
  public boolean isEndOfGeneration(int token) {
    return endOfGeneration.get(token);
  }

  /** Every token that ends a reply. A copy. */
  public BitSet endOfGeneration() {
    return (BitSet) endOfGeneration.clone();
  }

  /** Beginning of a sequence. */
  public OptionalInt bos() {
    return special(library.bos(handle()));
  }

  /** End of a sequence. */
  public OptionalInt eos() {
    return special(library.eos(handle()));
  }

  /** End of a turn. */
  public OptionalInt eot() {
    return special(library.eot(handle()));
  }

  /** Separator of two texts. */
  public OptionalInt sep() {
    return special(library.sep(handle()));
  }

  /** End of a line. */
  public OptionalInt newline() {
    return special(library.newline(handle()));
  }

  /** Padding. */
  public OptionalInt pad() {
    return special(library.pad(handle()));
  }

  /** Marks the text before a gap (fill in the middle). */
  public OptionalInt infillPrefix() {
    return special(library.infillPrefix(handle()));
  }

  /** Marks the text after a gap. */
  public OptionalInt infillSuffix() {
    return special(library.infillSuffix(handle()));
  }

  /** Marks the gap to fill. */
  public OptionalInt infillMiddle() {
    return special(library.infillMiddle(handle()));
  }

  /** Whether {@code addSpecial} puts {@link #bos} first. */
  public boolean addsBos() {
    return library.addsBos(handle());
  }

  /** Whether {@code addSpecial} puts {@link #eos} last. */
  public boolean addsEos() {
    return library.addsEos(handle());
  }

  private OptionalInt special(int token) {
    return token < 0 || token >= size ? OptionalInt.empty() : OptionalInt.of(token);
  }

  private MemorySegment handle() {
    lifetime.check();
    return handle;
  }

  private void check(int token) {
    if (token < 0 || token >= attributes.length) {
      throw new IllegalArgumentException(
          "token must be at least 0 and below %d, given %d".formatted(attributes.length, token));
    }
  }
}
