package dev.drover.engine.constraint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A small vocabulary: every byte, some longer tokens, a control token and one that ends. */
final class TestVocabulary {
  private final List<byte[]> tokens = new ArrayList<>();

  /** With these tokens of more than a byte; the same text may come twice. */
  TestVocabulary(String... longer) {
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String text : longer) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
    tokens.add(new byte[0]);
    tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
  }

  /** With parts of JSON, of numbers, of words and of characters. */
  static TestVocabulary rich() {
    return new TestVocabulary(
        "ab",
        "abc",
        "abcabc",
        "aaaa",
        "ba",
        "12",
        "0.",
        "10",
        "\":",
        "{\"",
        "\"}",
        "\",\"",
        ", ",
        "  ",
        "\n  ",
        "true",
        "false",
        "null",
        "\u00e9",
        "\u65e5\u672c",
        "\u65e5\u672c\"",
        "e\"",
        "e\":",
        "]]",
        "[[",
        "</think>",
        "</th",
        "ink>{",
        "</think>\n\n{",
        " Hello, World",
        "ab",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaaaab",
        "aaaaaaaaaaaaaaaa\"");
  }

  int size() {
    return tokens.size();
  }

  /** The token without bytes. */
  int control() {
    return tokens.size() - 2;
  }

  /** The token that ends a generation. */
  int end() {
    return tokens.size() - 1;
  }

  byte[] bytes(int token) {
    return tokens.get(token);
  }

  /** The token with this text, the last if there are several. */
  int token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = tokens.size() - 1; i >= 0; i--) {
      if (Arrays.equals(tokens.get(i), bytes)) {
        return i;
      }
    }
    throw new IllegalArgumentException(text);
  }

  ConstraintCompiler compiler() {
    return new ConstraintCompiler(size(), this::bytes, new int[] {end()});
  }

  /** The tokens that a mask leaves. */
  static List<Integer> allowed(Matcher matcher, int size) {
    float[] row = new float[size];
    boolean any = matcher.mask(row, size);
    List<Integer> allowed = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (row[i] == 0) {
        allowed.add(i);
      }
    }
    if (any == allowed.isEmpty()) {
      throw new AssertionError("the mask says " + any + " and leaves " + allowed);
    }
    return allowed;
  }

  /** Gives a text to a matcher byte by byte; false where it is not allowed. */
  static boolean write(Matcher matcher, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (!matcher.allows(b & 0xFF)) {
        return false;
      }
      matcher.accept(b & 0xFF);
    }
    return true;
  }

  /**
   * Draws tokens uniformly from those that are allowed until the end or a number of them; then, if
   * the text is not complete, the shortest way to its end.
   */
  byte[] randomText(CompiledConstraint constraint, RandomGenerator random, int tokens) {
    Matcher matcher = constraint.matcher();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < tokens && !matcher.isOver(); i++) {
      List<Integer> allowed = allowed(matcher, size());
      int token = allowed.get(random.nextInt(allowed.size()));
      matcher.accept(token);
      if (token != end()) {
        text.writeBytes(bytes(token));
      }
    }
    if (!matcher.isOver() && !matcher.isComplete()) {
      text.writeBytes(Completion.of(constraint.grammar(), matcher.state()));
    }
    return text.toByteArray();
  }
}
