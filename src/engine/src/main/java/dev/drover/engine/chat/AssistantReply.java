package dev.drover.engine.chat;

import dev.drover.engine.constraint.Constraint.ToolCalls;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole text of the assistant, taken apart.
 *
 * @param content what of it is no call; null if there is none
 * @param calls in order
 * @param complete how many of the calls are complete: all, or all but the last
 * @param isCall whether there are calls, and the text ended with the last one's end
 */
public record AssistantReply(String content, List<Call> calls, int complete, boolean isCall) {
  /**
   * A call of a tool.
   *
   * @param name the tool's name
   * @param arguments a JSON object, as text; only its beginning if the text ended within the call
   */
  public record Call(String name, String arguments) {}

  /**
   * Takes a text apart.
   *
   * @param calls what it was held to
   * @param after text that ends a free beginning, or null
   */
  public static AssistantReply of(String text, ToolCalls calls, String after) {
    StringBuilder content = new StringBuilder();
    List<String> names = new ArrayList<>();
    List<StringBuilder> arguments = new ArrayList<>();
    ToolCallReader reader =
        new ToolCallReader(
            calls,
            after,
            new ToolCallReader.Listener() {
              @Override
              public void content(String more) {
                content.append(more);
              }

              @Override
              public void call(int index, String name) {
                names.add(name);
                arguments.add(new StringBuilder());
              }

              @Override
              public void arguments(int index, String more) {
                arguments.get(index).append(more);
              }

              @Override
              public void callEnded(int index) {}
            });
    reader.read(text);
    reader.end();
    List<Call> read = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      read.add(new Call(names.get(i), arguments.get(i).toString()));
    }
    return new AssistantReply(
        content.isEmpty() && !read.isEmpty() ? null : content.toString(),
        read,
        reader.complete(),
        reader.isCall());
  }
}
