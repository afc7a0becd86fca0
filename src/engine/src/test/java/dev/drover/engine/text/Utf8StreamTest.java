package dev.drover.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Utf8StreamTest {

  @Property
  void piecesGiveWhatTheWholeGives(@ForAll String text, @ForAll @Size(max = 8) List<Integer> cuts) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(joined(split(bytes, cuts))).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Property
  void bytesThatAreNoTextGiveWhatTheWholeGives(
      @ForAll byte[] bytes, @ForAll @Size(max = 8) List<Integer> cuts) {
    assertThat(joined(split(bytes, cuts))).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Property
  void noPieceEndsWithinACharacter(@ForAll String text) {
    Utf8Stream stream = new Utf8Stream();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      StringBuilder out = new StringBuilder();
      stream.append(new byte[] {b}, out);
      if (!out.isEmpty()) {
        assertThat(Character.isHighSurrogate(out.charAt(out.length() - 1))).isFalse();
        assertThat(Character.isLowSurrogate(out.charAt(0))).isFalse();
      }
    }
  }

  @Test
  void anIncompleteCharacterAtTheEndIsReplaced() {
    Utf8Stream stream = new Utf8Stream();
    StringBuilder out = new StringBuilder();
    stream.append(new byte[] {'a', (byte) 0xF0, (byte) 0x9F}, out);
    assertThat(out.toString()).isEqualTo("a");
    stream.finish(out);
    assertThat(out.toString()).isEqualTo("a\uFFFD");
  }

  private static String joined(List<byte[]> pieces) {
    Utf8Stream stream = new Utf8Stream();
    StringBuilder out = new StringBuilder();
    pieces.forEach(piece -> stream.append(piece, out));
    stream.finish(out);
    return out.toString();
  }

  private static List<byte[]> split(byte[] bytes, List<Integer> cuts) {
    int[] at = cuts.stream().mapToInt(c -> Math.floorMod(c, bytes.length + 1)).sorted().toArray();
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    for (int cut : at) {
      pieces.add(Arrays.copyOfRange(bytes, from, cut));
      from = cut;
    }
    pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
    return pieces;
  }
}
