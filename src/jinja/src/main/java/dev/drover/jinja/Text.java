package dev.drover.jinja;

/** Text in the making: it grows no longer than the run allows. */
final class Text {
  private final Run run;
  private final StringBuilder characters = new StringBuilder();

  Text(Run run) {
    this.run = run;
  }

  Text append(String text) {
    run.text((long) characters.length() + text.length(), text.length());
    characters.append(text);
    return this;
  }

  Text append(char c) {
    run.text(characters.length() + 1L, 1);
    characters.append(c);
    return this;
  }

  Text append(String text, int start, int end) {
    run.text((long) characters.length() + end - start, end - start);
    characters.append(text, start, end);
    return this;
  }

  /** Appends a text a number of times, none if it is negative. */
  Text repeat(String text, long times) {
    if (times > 0 && !text.isEmpty()) {
      long added =
          times > Integer.MAX_VALUE
              ? Long.MAX_VALUE / 2
              : Math.multiplyFull(text.length(), (int) times);
      run.text(characters.length() + added, added);
      characters.repeat(text, (int) times);
    }
    return this;
  }

  @Override
  public String toString() {
    return characters.toString();
  }
}
