package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;

/** Breaks a paragraph into lines, greedily, as Python's textwrap does for plain prose. */
final class WordWrap {
  private final Run run;
  private final long width;
  private final boolean breaksLongWords;
  private final boolean breaksOnHyphens;

  WordWrap(Run run, long width, boolean breaksLongWords, boolean breaksOnHyphens) {
    if (width <= 0) {
      throw new Fault("invalid width " + width + " (must be > 0)");
    }
    this.run = run;
    this.width = width;
    this.breaksLongWords = breaksLongWords;
    this.breaksOnHyphens = breaksOnHyphens;
  }

  List<String> lines(String paragraph) {
    List<String> chunks = chunks(paragraph).reversed();
    chunks = new ArrayList<>(chunks);
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      run.tick();
      if (chunks.getLast().isBlank() && !lines.isEmpty()) {
        chunks.removeLast();
      }
      String line = line(chunks);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** Takes as many chunks as fit, from the end of the list. */
  private String line(List<String> chunks) {
    StringBuilder line = new StringBuilder();
    long room = width;
    while (!chunks.isEmpty() && Strings.length(chunks.getLast()) <= room) {
      String chunk = chunks.removeLast();
      room -= Strings.length(chunk);
      line.append(chunk);
    }
    if (!chunks.isEmpty() && Strings.length(chunks.getLast()) > width) {
      String word = chunks.removeLast();
      if (breaksLongWords) {
        int cut = Strings.offset(word, Math.max(1, room));
        line.append(word, 0, cut);
        chunks.add(word.substring(cut));
      } else if (line.isEmpty()) {
        line.append(word);
      } else {
        chunks.add(word);
      }
    }
    return line.toString().stripTrailing();
  }

  private List<String> chunks(String paragraph) {
    List<String> chunks = new ArrayList<>();
    int start = 0;
    for (int at = 1; at <= paragraph.length(); at++) {
      if (at == paragraph.length() || breaksAt(paragraph, at)) {
        run.tick();
        chunks.add(paragraph.substring(start, at));
        start = at;
      }
    }
    return chunks;
  }

  private boolean breaksAt(String text, int at) {
    boolean spaceBefore = Characters.isSpace(text.charAt(at - 1));
    if (spaceBefore != Characters.isSpace(text.charAt(at))) {
      return true;
    }
    return breaksOnHyphens
        && text.charAt(at - 1) == '-'
        && at >= 3
        && at + 1 < text.length()
        && Character.isLetter(text.charAt(at - 2))
        && Character.isLetter(text.charAt(at - 3))
        && Character.isLetter(text.charAt(at))
        && Character.isLetter(text.charAt(at + 1));
  }
}
