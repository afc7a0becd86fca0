package dev.drover.llama.gguf;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the tokenizer's metadata must fulfil: llama.cpp asserts it or throws through C. */
final class VocabularyRules {
  private static final String PREFIX = "tokenizer.ggml.";

  /** Ids that llama.cpp uses unless told otherwise must exist. */
  private static final int FEWEST_TOKENS = 3;

  private static final int FEWEST_TOKENS_OF_BERT = 104;
  private static final int FEWEST_TOKENS_OF_GPT2 = 12;

  private static final int BYTE = 6;
  private static final Pattern BYTE_NAME = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

  private final GgufFile file;
  private final Set<String> tokens = new HashSet<>();

  private VocabularyRules(GgufFile file) {
    this.file = file;
  }

  static void check(GgufFile file) {
    String model =
        file.text(PREFIX + "model")
            .orElseThrow(() -> new GgufException(PREFIX + "model is missing or no text"));
    if (!model.equals("none") && !model.equals("no_vocab")) {
      new VocabularyRules(file).check(model);
    }
  }

  private void check(String model) {
    if (!(file.metadata().get(PREFIX + "tokens") instanceof GgufValue.Texts(List<String> texts))) {
      throw new GgufException(PREFIX + "tokens is missing or no list of texts");
    }
    int fewest =
        switch (model) {
          case "bert" -> FEWEST_TOKENS_OF_BERT;
          case "gpt2" -> FEWEST_TOKENS_OF_GPT2;
          default -> FEWEST_TOKENS;
        };
    if (texts.size() < fewest) {
      throw new GgufException(
          "%stokens must have at least %d texts, given %d".formatted(PREFIX, fewest, texts.size()));
    }
    checkDistinct(texts);
    checkNumbers(texts.size());
    switch (model) {
      case "gpt2" -> {
        checkTexts("merges");
        require("\u00c4\u008a", "a line end"); // U+010A as UTF-8: GPT-2's letter for \n
      }
      case "llama" -> {
        checkByteTokens();
        checkByteNames(texts);
      }
      case "bert" -> checkNoBytes();
      case "rwkv" -> checkSingleBytes();
      default -> checkByteNames(texts);
    }
  }

  /** C reads a token up to its first zero byte, and names an empty one itself. */
  private void checkDistinct(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      int zero = text.indexOf(0);
      String seen = zero < 0 ? text : text.substring(0, zero);
      if (!tokens.add(seen.isEmpty() ? "[EMPTY_" + i + "]" : seen)) {
        throw new GgufException("%stokens has token %d twice".formatted(PREFIX, i));
      }
    }
  }

  private void checkNumbers(int size) {
    switch (file.metadata().get(PREFIX + "scores")) {
      case null -> {}
      case GgufValue.Reals(GgufType type, double[] scores)
          when type == GgufType.FLOAT32
              && scores.length >= size
              && Arrays.stream(scores).noneMatch(Double::isNaN) -> {}
      default -> throw new GgufException(PREFIX + "scores must be a FLOAT32 for each token");
    }
    switch (file.metadata().get(PREFIX + "token_type")) {
      case null -> {}
      case GgufValue.Integers(GgufType type, long[] types)
          when type == GgufType.INT32 && types.length >= size -> {}
      default -> throw new GgufException(PREFIX + "token_type must be an INT32 for each token");
    }
  }

  private void checkTexts(String name) {
    if (!(file.metadata().get(PREFIX + name) instanceof GgufValue.Texts)) {
      throw new GgufException("%s%s is missing or no list of texts".formatted(PREFIX, name));
    }
  }

  /** SentencePiece falls back to bytes. */
  private void checkByteTokens() {
    for (int b = 0; b < 256; b++) {
      String name = "<0x%02X>".formatted(b);
      if (!tokens.contains(name) && !tokens.contains(String.valueOf((char) b))) {
        throw new GgufException("%stokens lacks %s".formatted(PREFIX, name));
      }
    }
  }

  /** The value of a byte token is read out of its name. */
  private void checkByteNames(List<String> texts) {
    long[] types = types();
    for (int i = 0; i < Math.min(types.length, texts.size()); i++) {
      if (types[i] == BYTE && !BYTE_NAME.matcher(texts.get(i)).matches()) {
        throw new GgufException("%stokens has no byte at %d".formatted(PREFIX, i));
      }
    }
  }

  private void checkNoBytes() {
    if (Arrays.stream(types()).anyMatch(type -> type == BYTE)) {
      throw new GgufException(PREFIX + "token_type has bytes, which bert does not know");
    }
  }

  private long[] types() {
    return file.metadata().get(PREFIX + "token_type")
            instanceof GgufValue.Integers(GgufType _, long[] types)
        ? types
        : new long[0];
  }

  /** RWKV's greedy search never ends at a byte that only begins a token. Tokens are escaped. */
  private void checkSingleBytes() {
    for (int b = 0; b < 256; b++) {
      char c = (char) b;
      boolean known =
          tokens.contains(String.valueOf(c))
              || tokens.contains("\\x%02x".formatted(b))
              || (c == '\n' && tokens.contains("\\n"))
              || (c == '\t' && tokens.contains("\\t"))
              || (c == '\r' && tokens.contains("\\r"))
              || tokens.contains("\\" + c);
      if (!known) {
        throw new GgufException("%stokens lacks byte %d".formatted(PREFIX, b));
      }
    }
  }

  private void require(String token, String what) {
    if (!tokens.contains(token)) {
      throw new GgufException("%stokens lacks %s".formatted(PREFIX, what));
    }
  }
}
