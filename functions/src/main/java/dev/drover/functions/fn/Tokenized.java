package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/tokenize} returns.
 *
 * @param model the model's name
 * @param text the text the tokens stand for, control tokens written out
 * @param tokens the tokens in order
 * @param count how many
 */
@Schema(name = "TokenizeOutput", description = "A text and its tokens.")
record Tokenized(
    String model,
    @Schema(description = "The text the tokens stand for, control tokens written out.") String text,
    List<Token> tokens,
    @Schema(description = "How many tokens.") int count) {

  /**
   * One token.
   *
   * @param id the id
   * @param text its text, or a control token's name
   * @param bytes its bytes, 0 to 255 each, where they are not whole UTF-8 characters; else absent
   */
  @Schema(name = "TokenizeToken", description = "One token.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Token(
      int id,
      @Schema(description = "The token's text, or a control token's name.") String text,
      @Schema(description = "Its bytes, where they are not whole UTF-8 characters.")
          List<Integer> bytes) {

    private static Token of(int id, byte[] bytes) {
      try {
        return new Token(
            id,
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(),
            null);
      } catch (CharacterCodingException e) {
        return new Token(id, new String(bytes, StandardCharsets.UTF_8), Logprobs.unsigned(bytes));
      }
    }
  }

  /** The tokens {@code ids} and their text. */
  static Tokenized of(String model, Tokenizer tokenizer, int[] ids) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    List<Token> tokens =
        Arrays.stream(ids)
            .mapToObj(id -> {
              byte[] bytes = shown(tokenizer, id);
              text.writeBytes(bytes);
              return Token.of(id, bytes);
            })
            .toList();
    return new Tokenized(model, text.toString(StandardCharsets.UTF_8), tokens, ids.length);
  }

  private static byte[] shown(Tokenizer tokenizer, int id) {
    byte[] bytes = tokenizer.bytes(id);
    return bytes.length > 0 ? bytes : tokenizer.name(id).getBytes(StandardCharsets.UTF_8);
  }
}
