package dev.drover.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import java.util.ArrayList;
import java.util.List;

/** The forms that one prompt or several come in: a text, token ids, or a list of either. */
public final class PromptForms {
  private PromptForms() {}

  /**
   * The prompts, at least one, in order.
   *
   * @param field the field's name, for messages
   * @param prompt as it came, or null
   * @throws InvalidRequestException if it has none of the forms
   */
  public static List<Prompt> of(String field, JsonNode prompt) {
    if (prompt == null || prompt.isNull()) {
      throw new InvalidRequestException(field, "is required");
    }
    if (prompt.isTextual()) {
      return List.of(new Prompt.Text(prompt.textValue()));
    }
    if (!prompt.isArray()) {
      throw wrongForm(field);
    }
    if (prompt.isEmpty()) {
      throw new InvalidRequestException(field, "must hold at least one " + field + ", given []");
    }
    if (prompt.get(0).isNumber()) {
      return List.of(tokens(prompt, field));
    }
    List<Prompt> prompts = new ArrayList<>(prompt.size());
    for (int i = 0; i < prompt.size(); i++) {
      JsonNode one = prompt.get(i);
      String path = field + "[" + i + "]";
      if (one.getNodeType() != prompt.get(0).getNodeType()) {
        throw wrongForm(path);
      }
      prompts.add(one.isTextual() ? new Prompt.Text(one.textValue()) : tokens(one, path));
    }
    return prompts;
  }

  private static Prompt tokens(JsonNode ids, String path) {
    if (!ids.isArray()) {
      throw wrongForm(path);
    }
    List<Integer> tokens = new ArrayList<>(ids.size());
    for (JsonNode id : ids) {
      if (!id.isInt()) {
        throw new InvalidRequestException(path, "must hold token ids only");
      }
      tokens.add(id.intValue());
    }
    return new Prompt.Tokens(tokens);
  }

  private static InvalidRequestException wrongForm(String path) {
    return new InvalidRequestException(
        path, "must be a text, a list of token ids, or part of a list of one of the two");
  }
}
