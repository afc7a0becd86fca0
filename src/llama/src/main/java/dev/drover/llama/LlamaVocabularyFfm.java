package dev.drover.llama;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The method handles behind {@link LlamaVocabularyLibrary}, each below its C signature. */
final class LlamaVocabularyFfm implements LlamaVocabularyLibrary {
  // enum llama_vocab_type llama_vocab_type(const struct llama_vocab * vocab)
  private final MethodHandle type;

  // int32_t llama_vocab_n_tokens(const struct llama_vocab * vocab)
  private final MethodHandle size;

  // enum llama_token_attr llama_vocab_get_attr(const struct llama_vocab * vocab, llama_token token)
  private final MethodHandle attributes;

  // bool llama_vocab_is_eog(const struct llama_vocab * vocab, llama_token token)
  private final MethodHandle isEndOfGeneration;

  // llama_token llama_vocab_bos(const struct llama_vocab * vocab)
  private final MethodHandle bos;

  // llama_token llama_vocab_eos(const struct llama_vocab * vocab)
  private final MethodHandle eos;

  // llama_token llama_vocab_eot(const struct llama_vocab * vocab)
  private final MethodHandle eot;

  // llama_token llama_vocab_sep(const struct llama_vocab * vocab)
  private final MethodHandle sep;

  // llama_token llama_vocab_nl(const struct llama_vocab * vocab)
  private final MethodHandle newline;

  // llama_token llama_vocab_pad(const struct llama_vocab * vocab)
  private final MethodHandle pad;

  // llama_token llama_vocab_fim_pre(const struct llama_vocab * vocab)
  private final MethodHandle infillPrefix;

  // llama_token llama_vocab_fim_suf(const struct llama_vocab * vocab)
  private final MethodHandle infillSuffix;

  // llama_token llama_vocab_fim_mid(const struct llama_vocab * vocab)
  private final MethodHandle infillMiddle;

  // bool llama_vocab_get_add_bos(const struct llama_vocab * vocab)
  private final MethodHandle addsBos;

  // bool llama_vocab_get_add_eos(const struct llama_vocab * vocab)
  private final MethodHandle addsEos;

  // int32_t llama_tokenize(const struct llama_vocab * vocab, const char * text, int32_t text_len,
  // llama_token * tokens, int32_t n_tokens_max, bool add_special, bool parse_special)
  private final MethodHandle tokenize;

  // int32_t llama_token_to_piece(const struct llama_vocab * vocab, llama_token token, char * buf,
  // int32_t length, int32_t lstrip, bool special)
  private final MethodHandle piece;

  // int32_t llama_detokenize(const struct llama_vocab * vocab, const llama_token * tokens, int32_t
  // n_tokens, char * text, int32_t text_len_max, bool remove_special, bool unparse_special)
  private final MethodHandle detokenize;

  LlamaVocabularyFfm(Symbols symbols) {
    type = symbols.function("llama_vocab_type", Signatures.INT_OF_PTR);
    size = symbols.function("llama_vocab_n_tokens", Signatures.INT_OF_PTR);
    attributes = symbols.function("llama_vocab_get_attr", Signatures.INT_OF_PTR_INT);
    isEndOfGeneration = symbols.function("llama_vocab_is_eog", Signatures.BOOL_OF_PTR_INT);
    bos = symbols.function("llama_vocab_bos", Signatures.INT_OF_PTR);
    eos = symbols.function("llama_vocab_eos", Signatures.INT_OF_PTR);
    eot = symbols.function("llama_vocab_eot", Signatures.INT_OF_PTR);
    sep = symbols.function("llama_vocab_sep", Signatures.INT_OF_PTR);
    newline = symbols.function("llama_vocab_nl", Signatures.INT_OF_PTR);
    pad = symbols.function("llama_vocab_pad", Signatures.INT_OF_PTR);
    infillPrefix = symbols.function("llama_vocab_fim_pre", Signatures.INT_OF_PTR);
    infillSuffix = symbols.function("llama_vocab_fim_suf", Signatures.INT_OF_PTR);
    infillMiddle = symbols.function("llama_vocab_fim_mid", Signatures.INT_OF_PTR);
    addsBos = symbols.function("llama_vocab_get_add_bos", Signatures.BOOL_OF_PTR);
    addsEos = symbols.function("llama_vocab_get_add_eos", Signatures.BOOL_OF_PTR);
    tokenize = symbols.function("llama_tokenize", Signatures.INT_OF_PTR_PTR_INT_PTR_INT_BOOL_BOOL);
    piece = symbols.function("llama_token_to_piece", Signatures.INT_OF_PTR_INT_PTR_INT_INT_BOOL);
    detokenize =
        symbols.function("llama_detokenize", Signatures.INT_OF_PTR_PTR_INT_PTR_INT_BOOL_BOOL);
  }

  @Override
  public int type(MemorySegment vocab) {
    try {
      return (int) type.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("type", e);
    }
  }

  @Override
  public int size(MemorySegment vocab) {
    try {
      return (int) size.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("size", e);
    }
  }

  @Override
  public int attributes(MemorySegment vocab, int token) {
    try {
      return (int) attributes.invokeExact(vocab, token);
    } catch (Throwable e) {
      throw Symbols.unexpected("attributes", e);
    }
  }

  @Override
  public boolean isEndOfGeneration(MemorySegment vocab, int token) {
    try {
      return (boolean) isEndOfGeneration.invokeExact(vocab, token);
    } catch (Throwable e) {
      throw Symbols.unexpected("isEndOfGeneration", e);
    }
  }

  @Override
  public int bos(MemorySegment vocab) {
    try {
      return (int) bos.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("bos", e);
    }
  }

  @Override
  public int eos(MemorySegment vocab) {
    try {
      return (int) eos.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("eos", e);
    }
  }

  @Override
  public int eot(MemorySegment vocab) {
    try {
      return (int) eot.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("eot", e);
    }
  }

  @Override
  public int sep(MemorySegment vocab) {
    try {
      return (int) sep.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("sep", e);
    }
  }

  @Override
  public int newline(MemorySegment vocab) {
    try {
      return (int) newline.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("newline", e);
    }
  }

  @Override
  public int pad(MemorySegment vocab) {
    try {
      return (int) pad.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("pad", e);
    }
  }

  @Override
  public int infillPrefix(MemorySegment vocab) {
    try {
      return (int) infillPrefix.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("infillPrefix", e);
    }
  }

  @Override
  public int infillSuffix(MemorySegment vocab) {
    try {
      return (int) infillSuffix.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("infillSuffix", e);
    }
  }

  @Override
  public int infillMiddle(MemorySegment vocab) {
    try {
      return (int) infillMiddle.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("infillMiddle", e);
    }
  }

  @Override
  public boolean addsBos(MemorySegment vocab) {
    try {
      return (boolean) addsBos.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("addsBos", e);
    }
  }

  @Override
  public boolean addsEos(MemorySegment vocab) {
    try {
      return (boolean) addsEos.invokeExact(vocab);
    } catch (Throwable e) {
      throw Symbols.unexpected("addsEos", e);
    }
  }

  @Override
  public int tokenize(
      MemorySegment vocab,
      MemorySegment text,
      int length,
      MemorySegment tokens,
      int capacity,
      boolean addSpecial,
      boolean parseSpecial) {
    try {
      return (int)
          tokenize.invokeExact(vocab, text, length, tokens, capacity, addSpecial, parseSpecial);
    } catch (Throwable e) {
      throw Symbols.unexpected("tokenize", e);
    }
  }

  @Override
  public int piece(
      MemorySegment vocab,
      int token,
      MemorySegment buffer,
      int capacity,
      int leadingSpaces,
      boolean special) {
    try {
      return (int) piece.invokeExact(vocab, token, buffer, capacity, leadingSpaces, special);
    } catch (Throwable e) {
      throw Symbols.unexpected("piece", e);
    }
  }

  @Override
  public int detokenize(
      MemorySegment vocab,
      MemorySegment tokens,
      int count,
      MemorySegment text,
      int capacity,
      boolean removeSpecial,
      boolean renderSpecial) {
    try {
      return (int)
          detokenize.invokeExact(
              vocab, tokens, count, text, capacity, removeSpecial, renderSpecial);
    } catch (Throwable e) {
      throw Symbols.unexpected("detokenize", e);
    }
  }
}
