package dev.drover.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conversations of the shapes that chat templates meet, each with what an engine passes along. */
final class Conversations {
  private Conversations() {}

  /** Returns the variables of each shape, by the shape's name. */
  static Map<String, Map<String, Object>> all() {
    Map<String, Map<String, Object>> shapes = new LinkedHashMap<>();
    Map<String, Object> system = message("system", "You are terse. Say <b>yes</b> & 'no'.");
    Map<String, Object> user = message("user", "Hi — what's 2+2?\n\n  \"quoted\" ünï 🦜 ");
    Map<String, Object> assistant = message("assistant", "\n4, of course.\n");
    Map<String, Object> again = message("user", "And 3+3?");

    shapes.put("system and user", shape(true, List.of(system, user)));
    shapes.put("several turns", shape(false, List.of(user, assistant, again)));
    shapes.put("several turns, prompting", shape(true, List.of(system, user, assistant, again)));
    shapes.put("ends with the assistant", shape(false, List.of(system, user, assistant)));
    shapes.put("tool call", withTools(shape(true, toolTurns(system, user))));
    shapes.put("tool call, no prompt", withTools(shape(false, toolTurns(null, user))));
    shapes.put("tools unused", withTools(shape(true, List.of(user))));
    shapes.put("content parts", shape(true, List.of(parts("system"), parts("user"))));
    shapes.put("thinking", thinking(system, user, assistant, again));
    shapes.put("no messages", shape(true, List.of()));
    shapes.put("assistant first", shape(true, List.of(assistant, user)));
    shapes.put("wrong content", shape(true, List.of(message("user", null), message("odd", 17))));
    shapes.put("thinking off", thinkingOff(system, user));
    return shapes;
  }

  private static Map<String, Object> shape(boolean prompt, List<?> messages) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", messages);
    variables.put("add_generation_prompt", prompt);
    variables.put("bos_token", "<s>");
    variables.put("eos_token", "</s>");
    return variables;
  }

  private static Map<String, Object> thinkingOff(Object system, Object user) {
    Map<String, Object> variables = shape(true, List.of(system, user));
    variables.put("enable_thinking", false);
    variables.put("thinking", false);
    variables.put("reasoning_effort", "low");
    variables.put("tools", null);
    return variables;
  }

  private static Map<String, Object> thinking(
      Object system, Object user, Map<String, Object> assistant, Object again) {
    Map<String, Object> thoughtful = new LinkedHashMap<>(assistant);
    thoughtful.put("reasoning_content", "Two and two.\n");
    Map<String, Object> inline = message("assistant", "<think>\nhm\n</think>\n\n6.");
    Map<String, Object> variables =
        shape(true, List.of(system, user, thoughtful, again, inline, again));
    variables.put("enable_thinking", true);
    variables.put("reasoning_effort", "high");
    return variables;
  }

  private static Map<String, Object> message(String role, Object content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private static Map<String, Object> parts(String role) {
    return message(
        role,
        List.of(Map.of("type", "text", "text", "one "), Map.of("type", "text", "text", "two")));
  }

  private static List<Object> toolTurns(Map<String, Object> system, Map<String, Object> user) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("city", "Paris");
    arguments.put("days", 3);
    arguments.put("exact", true);
    arguments.put("ratio", 0.5);
    arguments.put("tags", List.of("a", "b"));
    arguments.put("unit", null);
    Map<String, Object> call = message("assistant", "");
    call.put("tool_calls", List.of(call("call_0001", arguments)));
    Map<String, Object> result = message("tool", "{\"temperature\": 21}");
    result.put("name", "get_weather");
    result.put("tool_call_id", "call_0001");
    List<Object> messages = new ArrayList<>();
    if (system != null) {
      messages.add(system);
    }
    messages.addAll(List.of(user, call, result));
    return messages;
  }

  private static Map<String, Object> call(String id, Object arguments) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", "get_weather");
    function.put("arguments", arguments);
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", id);
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  private static Map<String, Object> withTools(Map<String, Object> variables) {
    Map<String, Object> city = new LinkedHashMap<>();
    city.put("type", "string");
    city.put("description", "The city's name, e.g. \"Zürich\"");
    Map<String, Object> days = new LinkedHashMap<>();
    days.put("type", List.of("integer", "null"));
    days.put("default", 1);
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("city", city);
    properties.put("days", days);
    properties.put("unit", Map.of("enum", List.of("C", "F")));
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("type", "object");
    parameters.put("properties", properties);
    parameters.put("required", List.of("city"));
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", "get_weather");
    function.put("description", "The weather of a city.\nDay by day.");
    function.put("parameters", parameters);
    Map<String, Object> tool = new LinkedHashMap<>();
    tool.put("type", "function");
    tool.put("function", function);
    variables.put("tools", List.of(tool));
    return variables;
  }
}
