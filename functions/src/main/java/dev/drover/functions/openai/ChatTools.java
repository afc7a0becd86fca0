package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.Constraint.Tool;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools of a request for chat completions.
 *
 * @param definitions as they came, for the chat template; none if no tool may be called
 * @param calls what the answer is held to, or null if no tool may be called
 */
record ChatTools(List<Map<String, Object>> definitions, ToolCalls calls) {
  private static final ChatTools NONE = new ChatTools(List.of(), null);

  private static final String FUNCTION = "function";

  /**
   * The tools of a request.
   *
   * @param content what a text without calls must satisfy
   * @throws InvalidRequestException with the path of what is wrong
   */
  static ChatTools of(ChatCompletionRequest request, List<Constraint> content, ObjectMapper json) {
    JsonNode choice = json.valueToTree(request.toolChoice());
    if (request.tools() == null || request.tools().isEmpty()) {
      if (isGiven(choice) && !choice.asText().equals("none") && !choice.asText().equals("auto")) {
        throw new InvalidRequestException("tool_choice", "is only allowed with `tools`");
      }
      return NONE;
    }
    if (request.tools().size() > Limits.MAX_TOOLS) {
      throw new InvalidRequestException(
          "tools",
          "must hold at most " + Limits.MAX_TOOLS + " tools, given " + request.tools().size());
    }
    Map<String, Tool> tools = new LinkedHashMap<>();
    for (int i = 0; i < request.tools().size(); i++) {
      String path = "tools[" + i + "]";
      Tool tool = tool(json.valueToTree(request.tools().get(i)), path);
      if (tools.putIfAbsent(tool.name(), tool) != null) {
        throw new InvalidRequestException(
            path + ".function.name", "is the name of an earlier one, " + Limits.shown(tool.name()));
      }
    }
    return chosen(request, tools, choice, content);
  }

  private static ChatTools chosen(
      ChatCompletionRequest request,
      Map<String, Tool> tools,
      JsonNode choice,
      List<Constraint> content) {
    boolean parallel = !Boolean.FALSE.equals(request.parallelToolCalls());
    List<Tool> all = List.copyOf(tools.values());
    if (!isGiven(choice) || choice.isTextual()) {
      return switch (isGiven(choice) ? choice.textValue() : "auto") {
        case "none" -> NONE;
        case "auto" -> of(request, all, false, parallel, content);
        case "required" -> of(request, all, true, parallel, content);
        default -> throw unknown(choice);
      };
    }
    if (choice.path("type").asText().equals(FUNCTION)) {
      List<Tool> named = List.of(named(tools, choice, "tool_choice"));
      return of(request, named, true, false, content);
    }
    if (choice.path("type").asText().equals("allowed_tools")) {
      JsonNode allowed = choice.path("allowed_tools");
      JsonNode list = allowed.path("tools");
      List<Tool> some = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        some.add(named(tools, list.path(i), "tool_choice.allowed_tools.tools[" + i + "]"));
      }
      if (some.isEmpty()) {
        throw new InvalidRequestException(
            "tool_choice.allowed_tools.tools", "must be a list of tools, not empty");
      }
      return switch (allowed.path("mode").asText()) {
        case "auto" -> of(request, some, false, parallel, content);
        case "required" -> of(request, some, true, parallel, content);
        default ->
            throw new InvalidRequestException(
                "tool_choice.allowed_tools.mode", "must be auto or required");
      };
    }
    throw unknown(choice);
  }

  private static ChatTools of(
      ChatCompletionRequest request,
      List<Tool> tools,
      boolean required,
      boolean parallel,
      List<Constraint> content) {
    List<Constraint> otherwise = required ? List.of() : content;
    return new ChatTools(request.tools(), new ToolCalls(tools, required, parallel, otherwise));
  }

  private static Tool named(Map<String, Tool> tools, JsonNode choice, String path) {
    String name = choice.path(FUNCTION).path("name").asText();
    Tool tool = tools.get(name);
    if (tool == null) {
      throw new InvalidRequestException(
          path + ".function.name",
          "must be the name of one of `tools`, given `" + Limits.shown(name) + "`");
    }
    return tool;
  }

  private static InvalidRequestException unknown(JsonNode choice) {
    return new InvalidRequestException(
        "tool_choice",
        "must be none, auto, required, or an object of type function or allowed_tools, given "
            + Limits.shown(choice.toString()));
  }

  private static Tool tool(JsonNode tool, String path) {
    if (!tool.path("type").asText().equals(FUNCTION)) {
      throw new InvalidRequestException(path + ".type", "must be function");
    }
    JsonNode function = tool.path(FUNCTION);
    JsonNode name = function.path("name");
    if (!name.isTextual()) {
      throw new InvalidRequestException(path + ".function.name", "must be a text");
    }
    JsonNode parameters = function.path("parameters");
    if (isGiven(parameters) && !parameters.isObject()) {
      throw new InvalidRequestException(
          path + ".function.parameters", "must be a JSON schema, an object");
    }
    boolean lenient = function.path("strict").isBoolean() && !function.path("strict").asBoolean();
    return new Tool(name.textValue(), isGiven(parameters) ? parameters.toString() : null, lenient);
  }

  private static boolean isGiven(JsonNode node) {
    return node != null && !node.isNull() && !node.isMissingNode();
  }
}
