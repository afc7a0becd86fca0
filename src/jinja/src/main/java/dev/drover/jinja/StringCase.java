package dev.drover.jinja;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Case and kinds of characters of strings. */
final class StringCase {
  private StringCase() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String casefold(String text) {
    return lower(text).replace("ß", "ss").replace('ς', 'σ');
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0)) + lower(text.substring(end));
  }

  static String swapcase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          String one = Character.toString(point);
          out.append(
              Character.isUpperCase(point)
                  ? lower(one)
                  : Character.isLowerCase(point) ? upper(one) : one);
        });
    return out.toString();
  }

  /** Makes the first of each run of cased characters a capital, the rest small. */
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      out.append(inWord ? lower(Character.toString(point)) : titleCase(point));
      inWord = Characters.isCased(point);
      at += Character.charCount(point);
    }
    return out.toString();
  }

  private static String titleCase(int point) {
    int title = Character.toTitleCase(point);
    if (title != point || Character.isTitleCase(point)) {
      return Character.toString(title);
    }
    String upper = upper(Character.toString(point)); // the sharp s and its kind grow
    return upper.isEmpty() ? upper : upper.charAt(0) + lower(upper.substring(1));
  }

  static boolean isUpper(String text) {
    return cased(text, Character::isUpperCase);
  }

  static boolean isLower(String text) {
    return cased(text, Character::isLowerCase);
  }

  private static boolean cased(String text, IntPredicate wanted) {
    return text.codePoints().anyMatch(Characters::isCased)
        && text.codePoints().filter(Characters::isCased).allMatch(wanted);
  }

  static boolean isTitle(String text) {
    boolean inWord = false;
    boolean any = false;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      boolean capital = Character.isUpperCase(point) || Character.isTitleCase(point);
      if (capital ? inWord : Character.isLowerCase(point) && !inWord) {
        return false;
      }
      inWord = Characters.isCased(point);
      any |= inWord;
      at += Character.charCount(point);
    }
    return any;
  }

  /** Returns whether there are characters and all of them are of a kind. */
  static boolean all(String text, IntPredicate kind) {
    return !text.isEmpty() && text.codePoints().allMatch(kind);
  }
}
