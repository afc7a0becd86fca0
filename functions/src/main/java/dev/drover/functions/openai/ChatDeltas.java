package dev.drover.functions.openai;

import dev.drover.engine.chat.ToolCallReader;
import dev.drover.functions.openai.ChatCompletionChunk.CallDelta;
import dev.drover.functions.openai.ChatCompletionChunk.Delta;
import dev.drover.functions.openai.ChatCompletionChunk.FunctionDelta;
import java.util.ArrayList;
import java.util.List;

/** One choice's text as what to add to its message. */
final class ChatDeltas implements ToolCallReader.Listener {
  private final ToolCallReader reader;
  private final List<Delta> deltas = new ArrayList<>();

  /**
   * Of a choice.
   *
   * @param tools the request's
   * @param after text that ends a free beginning, or null
   */
  ChatDeltas(ChatTools tools, String after) {
    reader = tools.calls() == null ? null : new ToolCallReader(tools.calls(), after, this);
  }

  /** What more text adds; nothing where it is not known yet what it is. */
  List<Delta> read(String text) {
    if (reader == null) {
      return List.of(new Delta(null, text, null));
    }
    deltas.clear();
    reader.read(text);
    return List.copyOf(deltas);
  }

  /** What is still to be added when the text has ended. */
  List<Delta> end() {
    deltas.clear();
    if (reader != null) {
      reader.end();
    }
    return List.copyOf(deltas);
  }

  /** Whether the text is calls of tools, all of them complete. */
  boolean isCall() {
    return reader != null && reader.isCall();
  }

  @Override
  public void content(String text) {
    deltas.add(new Delta(null, text, null));
  }

  @Override
  public void call(int index, String name) {
    deltas.add(delta(index, Replies.callId(), "function", name, ""));
  }

  @Override
  public void arguments(int index, String text) {
    deltas.add(delta(index, null, null, null, text));
  }

  @Override
  public void callEnded(int index) {}

  private static Delta delta(int index, String id, String type, String name, String arguments) {
    CallDelta call = new CallDelta(index, id, type, new FunctionDelta(name, arguments));
    return new Delta(null, null, List.of(call));
  }
}
