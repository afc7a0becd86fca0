package dev.drover.engine;

import dev.drover.llama.Vocabulary;
import java.nio.charset.StandardCharsets;

/** A llama.cpp vocabulary as the engine sees it. */
final class LlamaTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;
  private final int[] endOfGeneration;

  LlamaTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.endOfGeneration = vocabulary.endOfGeneration().stream().toArray();
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    return vocabulary.tokenize(text, addSpecial, parseSpecial);
  }

  @Override
  public byte[] bytes(int token) {
    return vocabulary.text(token);
  }

  @Override
  public String name(int token) {
    return new String(vocabulary.piece(token), StandardCharsets.UTF_8);
  }

  @Override
  public int beginOfSequence() {
    return vocabulary.bos().orElse(-1);
  }

  @Override
  public int endOfSequence() {
    return vocabulary.eos().orElse(-1);
  }

  @Override
  public int[] endOfGeneration() {
    return endOfGeneration.clone();
  }
}
