package dev.drover.engine.chat;

import dev.drover.engine.constraint.Constraint.ToolCalls;
import dev.drover.engine.constraint.ToolCallForm;

/**
 * Tells calls of tools from other text, as it comes. It reads the text of one choice that was held
 * to a {@link ToolCalls}, so that a call, once begun, has its {@link ToolCallForm}. Not
 * thread-safe.
 */
public final class ToolCallReader {
  /** Who is told what a text is. */
  public interface Listener {
    /** Text that is no call. Whitespace before a call is left out. */
    void content(String text);

    /**
     * A call begins.
     *
     * @param index which, from 0
     * @param name the tool's name
     */
    void call(int index, String name);

    /**
     * More of its arguments, which are a JSON object.
     *
     * @param index which call
     */
    void arguments(int index, String text);

    /**
     * A call is complete.
     *
     * @param index which call
     */
    void callEnded(int index);
  }

  private enum Place {
    /** Before the marker that ends a free beginning. */
    FREE,
    /** Where a call is, or else none comes. */
    FIRST,
    /** In text that a call may end. */
    TEXT,
    /** In text that no call ends. */
    REST,
    /** Between the beginning of a call and its arguments. */
    HEAD,
    ARGUMENTS,
    BETWEEN
  }

  private final Listener listener;
  private final String after;
  private final boolean anywhere;
  private final StringBuilder pending = new StringBuilder();
  private Place place;
  private int begun;
  private int complete;

  /**
   * At the beginning of a text.
   *
   * @param calls what it is held to
   * @param after text that ends a free beginning, in which there are no calls, or null
   */
  public ToolCallReader(ToolCalls calls, String after, Listener listener) {
    this.listener = listener;
    this.after = after;
    this.anywhere = !calls.required() && calls.otherwise().isEmpty();
    this.place = after == null ? start() : Place.FREE;
  }

  private Place start() {
    return anywhere ? Place.TEXT : Place.FIRST;
  }

  /** How many calls have been read to their end. */
  public int complete() {
    return complete;
  }

  /** Whether there are calls, and the last one ended too. */
  public boolean isCall() {
    return complete > 0 && place == Place.BETWEEN;
  }

  /** More text. What may be the beginning of a call is told later. */
  public void read(String text) {
    pending.append(text);
    Place before;
    do {
      before = place;
      step();
    } while (place != before);
  }

  /** The text has ended: tells what is still to be told. A call without a name is left out. */
  public void end() {
    switch (place) {
      case FREE, FIRST, TEXT, REST -> content(pending.length());
      // What is pending of a call is a part of its form.
      case HEAD, ARGUMENTS, BETWEEN -> {}
    }
    pending.setLength(0);
  }

  private void step() {
    switch (place) {
      case FREE -> {
        int at = pending.indexOf(after);
        content(at < 0 ? safe(after) : at + after.length());
        place = at < 0 ? place : start();
      }
      case FIRST -> first();
      case TEXT -> {
        int at = pending.indexOf(ToolCallForm.BEGIN);
        if (at < 0) {
          content(withoutSpace(safe(ToolCallForm.BEGIN)));
        } else {
          content(withoutSpace(at));
          begin();
        }
      }
      case REST -> content(pending.length());
      case HEAD -> {
        int at = pending.indexOf(ToolCallForm.BEFORE_ARGUMENTS, ToolCallForm.BEFORE_NAME.length());
        if (at >= 0) {
          listener.call(begun++, pending.substring(ToolCallForm.BEFORE_NAME.length(), at));
          pending.delete(0, at + ToolCallForm.BEFORE_ARGUMENTS.length());
          place = Place.ARGUMENTS;
        }
      }
      case ARGUMENTS -> {
        int at = pending.indexOf(ToolCallForm.END);
        arguments(at < 0 ? safe(ToolCallForm.END) : at);
        if (at >= 0) {
          pending.delete(0, ToolCallForm.END.length());
          listener.callEnded(complete++);
          place = Place.BETWEEN;
        }
      }
      case BETWEEN -> begin();
    }
  }

  private void first() {
    String text = pending.toString().stripLeading();
    if (text.startsWith(ToolCallForm.BEGIN)) {
      begin();
    } else if (!ToolCallForm.BEGIN.startsWith(text)) {
      place = Place.REST;
    }
  }

  /** Goes on to a call's head if its beginning is there. */
  private void begin() {
    int at = pending.indexOf(ToolCallForm.BEGIN);
    if (at >= 0) {
      pending.delete(0, at + ToolCallForm.BEGIN.length());
      place = Place.HEAD;
    }
  }

  private void content(int length) {
    if (length > 0) {
      listener.content(pending.substring(0, length));
      pending.delete(0, length);
    }
  }

  private void arguments(int length) {
    if (length > 0) {
      listener.arguments(begun - 1, pending.substring(0, length));
      pending.delete(0, length);
    }
  }

  /** How much of the text is before anything that may become a marker. */
  private int safe(String marker) {
    int at = Math.max(0, pending.length() - marker.length() + 1);
    while (!marker.startsWith(pending.substring(at))) {
      at++;
    }
    return at;
  }

  private int withoutSpace(int length) {
    int at = length;
    while (at > 0 && Character.isWhitespace(pending.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
