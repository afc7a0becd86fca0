package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Node.Kind;
import java.util.Arrays;
import java.util.BitSet;

/** Bytes that no part of a grammar tells apart are one class. Immutable. */
final class ByteClasses {
  private static final int BYTES = 256;

  private final int[] classes = new int[BYTES];
  private final int[] example;

  /** Of a grammar. */
  ByteClasses(Nodes nodes) {
    int count = 1;
    for (int i = 0; i < nodes.count() && count < BYTES; i++) {
      if (nodes.get(i).kind == Kind.BYTES) {
        count = split(nodes.get(i).set, count);
      }
    }
    example = new int[count];
    for (int b = 0; b < BYTES; b++) {
      example[classes[b]] = b;
    }
  }

  private int split(BitSet set, int count) {
    int[] size = new int[count];
    int[] inside = new int[count];
    for (int b = 0; b < BYTES; b++) {
      size[classes[b]]++;
      inside[classes[b]] += set.get(b) ? 1 : 0;
    }
    int[] renamed = new int[count];
    Arrays.setAll(renamed, c -> c);
    for (int c = 0; c < renamed.length; c++) {
      if (inside[c] > 0 && inside[c] < size[c]) {
        renamed[c] = count++;
      }
    }
    for (int b = 0; b < BYTES; b++) {
      if (set.get(b)) {
        classes[b] = renamed[classes[b]];
      }
    }
    return count;
  }

  /** How many there are. */
  int count() {
    return example.length;
  }

  /** The class of a byte of 0 to 255. */
  int of(int value) {
    return classes[value];
  }

  /** One byte of a class. */
  int example(int number) {
    return example[number];
  }
}
