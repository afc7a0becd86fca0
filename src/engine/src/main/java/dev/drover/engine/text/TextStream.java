package dev.drover.engine.text;

import java.util.List;

/**
 * A sequence's text as it grows. Text is released once it is final: whole characters that cannot be
 * the beginning of a stop string. Not thread-safe.
 */
public final class TextStream {
  private final Utf8Stream utf8 = new Utf8Stream();
  private final StopStrings stops;
  private final boolean includeStop;
  private final StringBuilder pending = new StringBuilder();
  private String stop;
  private int scanned;
  private int released;

  /**
   * An empty stream.
   *
   * @param stop stop strings, none empty, well-formed Unicode
   * @param includeStop whether the stop string that is found stays at the end of the text
   */
  public TextStream(List<String> stop, boolean includeStop) {
    this.stops = new StopStrings(stop);
    this.includeStop = includeStop;
  }

  /**
   * Adds a token's bytes.
   *
   * @param mayStop false while a stop string must not end the text
   * @return true if a stop string is complete; nothing may be added after that
   */
  public boolean append(byte[] bytes, boolean mayStop) {
    utf8.append(bytes, pending);
    return scan(mayStop);
  }

  /** No more bytes will come: everything held back becomes final. */
  public void finish() {
    if (stop == null) {
      utf8.finish(pending);
      // A replacement character may complete a stop string that holds U+FFFD; it ends here anyway.
      released = pending.length();
    }
  }

  /** The stop string that was found, or null. */
  public String stop() {
    return stop;
  }

  /** Takes the text that has become final since the last call; empty if none has. */
  public String take() {
    String text = pending.substring(0, released);
    pending.delete(0, released);
    scanned -= released;
    released = 0;
    return text;
  }

  private boolean scan(boolean mayStop) {
    if (stops.isEmpty()) {
      released = pending.length();
      scanned = released;
      return false;
    }
    while (scanned < pending.length()) {
      String found = stops.accept(pending.charAt(scanned++));
      if (found != null && mayStop) {
        stop = found;
        released = includeStop ? scanned : scanned - found.length();
        pending.setLength(released);
        return true;
      }
    }
    released = pending.length() - stops.pending();
    return false;
  }
}
