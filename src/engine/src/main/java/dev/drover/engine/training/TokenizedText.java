package dev.drover.engine.training;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.steering.ContrastTriple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text as a model reads it.
 *
 * @param prompt its tokens
 * @param answer position of the first token that belongs to the answer, at least 1
 */
record TokenizedText(Prompt.Tokens prompt, int answer) {

  /** How many tokens it has. */
  int length() {
    return prompt.ids().size();
  }

  /** How many of them belong to the answer. */
  int answerLength() {
    return length() - answer;
  }

  /** A text all of which counts. */
  static TokenizedText of(Engine engine, String text) {
    return of(engine.tokenize(new Prompt.Text(text)), 1, "text");
  }

  /**
   * A triple's side.
   *
   * @param chat whether prompt and answer are turns of the model's chat template
   * @throws InvalidRequestException if the answer has no token, or the template refuses the prompt
   */
  static TokenizedText of(Engine engine, ContrastTriple triple, boolean positive, boolean chat) {
    String instruction = positive ? triple.positiveInstruction() : triple.negativeInstruction();
    String answer = positive ? triple.positive() : triple.negative();
    String field = positive ? "positive_answers" : "negative_answers";
    if (chat) {
      List<ChatMessage> messages = new ArrayList<>();
      if (instruction != null) {
        messages.add(ChatMessage.system(instruction));
      }
      messages.add(ChatMessage.user(triple.prompt()));
      int[] before = engine.tokenize(new Prompt.Chat(messages));
      int[] after = engine.tokenizer().encode(answer, false, false);
      int[] all = Arrays.copyOf(before, before.length + after.length);
      System.arraycopy(after, 0, all, before.length, after.length);
      return of(all, before.length, field);
    }
    String prompt = instruction == null ? triple.prompt() : instruction + "\n\n" + triple.prompt();
    int[] before = engine.tokenize(new Prompt.Text(prompt));
    int[] all = engine.tokenize(new Prompt.Text(prompt + answer));
    // A token may reach over the border; the answer begins with it then.
    int same = Arrays.mismatch(before, all);
    return of(all, same < 0 ? before.length : same, field);
  }

  private static TokenizedText of(int[] tokens, int answer, String field) {
    int start = Math.max(1, answer); // the first token has no predecessor that could predict it
    if (start >= tokens.length) {
      throw new InvalidRequestException(field, "must yield at least one token beyond the prompt");
    }
    return new TokenizedText(new Prompt.Tokens(Arrays.stream(tokens).boxed().toList()), start);
  }
}
