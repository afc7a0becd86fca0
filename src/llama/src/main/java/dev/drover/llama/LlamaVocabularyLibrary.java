package dev.drover.llama;

import java.lang.foreign.MemorySegment;

/**
 * The part of llama.h about vocabularies. Thread-safe.
 *
 * <p>Java types only, no meaning added: pointers are {@link MemorySegment}s, {@code size_t} is a
 * {@code long} (64-bit platforms). The friendly classes check arguments before they come here.
 */
interface LlamaVocabularyLibrary {
  /** Kind of tokenizer, see {@code enum llama_vocab_type}. */
  int type(MemorySegment vocab);

  /** Number of tokens. */
  int size(MemorySegment vocab);

  /** Bits of {@code enum llama_token_attr}. */
  int attributes(MemorySegment vocab, int token);

  /** Whether a token ends generation. */
  boolean isEndOfGeneration(MemorySegment vocab, int token);

  /** Beginning of sequence, or -1. */
  int bos(MemorySegment vocab);

  /** End of sequence, or -1. */
  int eos(MemorySegment vocab);

  /** End of turn, or -1. */
  int eot(MemorySegment vocab);

  /** Separator, or -1. */
  int sep(MemorySegment vocab);

  /** Newline, or -1. */
  int newline(MemorySegment vocab);

  /** Padding, or -1. */
  int pad(MemorySegment vocab);

  /** Marks the text before a gap, or -1. */
  int infillPrefix(MemorySegment vocab);

  /** Marks the text after a gap, or -1. */
  int infillSuffix(MemorySegment vocab);

  /** Marks the gap to fill, or -1. */
  int infillMiddle(MemorySegment vocab);

  /** Whether prompts begin with {@link #bos}. */
  boolean addsBos(MemorySegment vocab);

  /** Whether prompts end with {@link #eos}. */
  boolean addsEos(MemorySegment vocab);

  /** Number of tokens written, or minus the number needed. */
  int tokenize(
      MemorySegment vocab,
      MemorySegment text,
      int length,
      MemorySegment tokens,
      int capacity,
      boolean addSpecial,
      boolean parseSpecial);

  /** Number of bytes written, or minus the number needed. */
  int piece(
      MemorySegment vocab,
      int token,
      MemorySegment buffer,
      int capacity,
      int leadingSpaces,
      boolean special);

  /** Number of bytes written, or minus the number needed. */
  int detokenize(
      MemorySegment vocab,
      MemorySegment tokens,
      int count,
      MemorySegment text,
      int capacity,
      boolean removeSpecial,
      boolean renderSpecial);
}
