package dev.drover.engine.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** Breaks files at random and sees that nothing but a clear refusal comes of it. */
final class Damage {
  private Damage() {}

  /** A file cut short, or with some bytes changed, most of them near its beginning. */
  static byte[] of(byte[] file, int seed) {
    Random random = new Random(seed);
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(file, random.nextInt(file.length));
    }
    byte[] damaged = file.clone();
    int reach = random.nextBoolean() ? file.length : Math.min(file.length, 256);
    for (int i = random.nextInt(4); i >= 0; i--) {
      damaged[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  /** Fails unless reading ends or is refused with a message. */
  static void readOrRefused(byte[] file, Consumer<byte[]> reading) {
    try {
      reading.accept(file);
    } catch (IllegalArgumentException e) {
      assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
      assertThat(e.getMessage()).matches("(?s)(line \\d+ )?must .{10,}").doesNotContain("INF'");
    }
  }
}
