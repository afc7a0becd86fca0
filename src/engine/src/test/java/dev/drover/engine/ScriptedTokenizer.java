package dev.drover.engine;

import java.util.function.BooleanSupplier;

/**
 * A vocabulary of one token a byte, of which {@link ScriptedRunner#END} ends a text.
 *
 * @param foreign whether its tokens are others than usual
 */
record ScriptedTokenizer(BooleanSupplier foreign) implements Tokenizer {
  @Override
  public int size() {
    return ScriptedRunner.VOCABULARY;
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    return text.chars().toArray();
  }

  @Override
  public byte[] bytes(int token) {
    return token == ScriptedRunner.END
        ? new byte[0]
        : new byte[] {(byte) (foreign.getAsBoolean() ? token ^ 1 : token)};
  }

  @Override
  public String name(int token) {
    return token == ScriptedRunner.END ? "<end>" : String.valueOf((char) token);
  }

  @Override
  public int beginOfSequence() {
    return -1;
  }

  @Override
  public int endOfSequence() {
    return ScriptedRunner.END;
  }

  @Override
  public int[] endOfGeneration() {
    return new int[] {ScriptedRunner.END};
  }
}
