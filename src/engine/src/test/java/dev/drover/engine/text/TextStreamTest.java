package dev.drover.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TextStreamTest {

  /** Few letters, so that stop strings overlap, repeat and almost match. */
  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars('a', 'b', 'é', '漢').ofMaxLength(40);
  }

  @Provide
  Arbitrary<List<String>> stops() {
    return Arbitraries.strings()
        .withChars('a', 'b', 'é', '漢')
        .ofMinLength(1)
        .ofMaxLength(5)
        .list()
        .ofMaxSize(4);
  }

  @Property
  void theTextEndsWhereTheFirstStopStringIsComplete(
      @ForAll("text") String text, @ForAll("stops") List<String> stops, @ForAll boolean include) {
    String expected = text;
    String stop = null;
    for (int end = 1; end <= text.length() && stop == null; end++) {
      for (String s : stops) {
        boolean longer = stop == null || s.length() > stop.length();
        if (text.substring(0, end).endsWith(s) && longer) {
          stop = s;
          expected = text.substring(0, include ? end : end - s.length());
        }
      }
    }

    TextStream stream = new TextStream(stops, include);
    StringBuilder released = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean ended = stream.append(new byte[] {b}, true);
      released.append(stream.take());
      assertThat(expected).startsWith(released.toString());
      if (ended) {
        break;
      }
    }
    stream.finish();
    released.append(stream.take());

    assertThat(released.toString()).isEqualTo(expected);
    assertThat(stream.stop()).isEqualTo(stop);
  }

  @Test
  void textThatCannotBecomeAStopStringIsReleasedAtOnce() {
    TextStream stream = new TextStream(List.of("</end>"), false);
    stream.append("one </e".getBytes(StandardCharsets.UTF_8), true);
    assertThat(stream.take()).isEqualTo("one ");
    stream.append("m>".getBytes(StandardCharsets.UTF_8), true);
    assertThat(stream.take()).isEqualTo("</em>");
  }

  @Test
  void aStopStringThatMayNotStopYetIsPassedOver() {
    TextStream stream = new TextStream(List.of("aa"), false);
    assertThat(stream.append(new byte[] {'a', 'a'}, false)).isFalse();
    assertThat(stream.append(new byte[] {'b'}, true)).isFalse();
    assertThat(stream.take()).isEqualTo("aab");
    assertThat(stream.append(new byte[] {'a', 'a'}, true)).isTrue();
    assertThat(stream.take()).isEmpty();
  }
}
