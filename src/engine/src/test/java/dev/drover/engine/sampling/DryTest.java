package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DryTest {
  private static final int N = 128;

  /** Every token is a character; token 0 has no text. */
  private static final TokenTable CHARACTERS =
      new TokenTable(
          N,
          t -> t == 0 ? new byte[0] : Character.toString(t).getBytes(StandardCharsets.UTF_8),
          null);

  private static Dry dry(DryOptions options, int[] prompt) {
    return Dry.of(options, new ByteWords(options.breakers()), CHARACTERS, prompt);
  }

  private static float[] penalised(Dry dry) {
    float[] row = new float[N];
    dry.apply(row);
    return row;
  }

  private static int[] tokens(String text) {
    return text.chars().toArray();
  }

  /** The definition, read literally. */
  private static float[] expected(DryOptions o, int[] text) {
    int from = o.lastN() < 0 ? 0 : Math.max(0, text.length - o.lastN());
    String all = new String(text, 0, text.length);
    int[] longest = new int[N];
    for (int i = from + 1; i < text.length; i++) {
      int length = 0;
      while (i - 1 - length >= from
          && text[i - 1 - length] == text[text.length - 1 - length]
          && !breaks(o, all, text.length - 1 - length)) {
        length++;
      }
      longest[text[i]] = Math.max(longest[text[i]], length);
    }
    float[] row = new float[N];
    for (int token = 0; token < N; token++) {
      if (longest[token] >= o.allowedLength()) {
        row[token] =
            (float) (-o.multiplier() * Math.pow(o.base(), longest[token] - o.allowedLength()));
      }
    }
    return row;
  }

  private static boolean breaks(DryOptions o, String text, int at) {
    return text.charAt(at) == 0
        || o.breakers().stream().anyMatch(b -> text.substring(0, at + 1).endsWith(b));
  }

  @Test
  void aRepetitionIsPenalisedByItsLength() {
    DryOptions options = new DryOptions(2, 3, 2, -1, List.of());
    float[] row = penalised(dry(options, tokens("one two, one t")));
    assertThat(row['w']).as("'one t' came before: 5 tokens, 3 more than allowed").isEqualTo(-54);
    assertThat(row['h']).isZero();
  }

  @Test
  void whatIsNoLongerThanAllowedIsNot() {
    DryOptions options = new DryOptions(2, 3, 3, -1, List.of());
    assertThat(penalised(dry(options, tokens("ab--ab")))).containsOnly(0);
    assertThat(penalised(dry(options, tokens("abc--abc")))['-']).isEqualTo(-2);
  }

  @Test
  void breakersAndTokensThatAreNoTextEndWhatIsInCommon() {
    DryOptions broken = new DryOptions(1, 2, 2, -1, List.of("->"));
    assertThat(penalised(dry(broken, tokens("x->abc x->ab")))['c']).isEqualTo(-1);
    DryOptions plain = new DryOptions(1, 2, 2, -1, List.of());
    assertThat(penalised(dry(plain, tokens("x->abc x->ab")))['c']).isEqualTo(-8);
    assertThat(penalised(dry(plain, tokens("x\0abc x\0ab")))['c']).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void isWhatItsDefinitionSaysWhateverComes(int seed) {
    Random random = new Random(seed);
    DryOptions options =
        new DryOptions(
            0.8,
            1.1 + 0.1 * random.nextInt(8),
            1 + random.nextInt(3),
            random.nextBoolean() ? -1 : random.nextInt(30) + 1,
            List.of("b-", "e"));
    int letters = 2 + random.nextInt(4);
    int[] text =
        IntStream.range(0, 200)
            .map(i ->
                random.nextInt(12) == 0
                    ? "-\0".charAt(random.nextInt(2))
                    : 'a' + random.nextInt(letters))
            .toArray();
    int promptLength = random.nextInt(100);
    Dry dry = dry(options, Arrays.copyOf(text, promptLength));
    for (int size = promptLength; size <= text.length; size++) {
      assertThat(penalised(dry))
          .as("after %s tokens", size)
          .containsExactly(expected(options, Arrays.copyOf(text, size)), within(1e-3f));
      if (size < text.length) {
        if (size % 7 == 0) {
          dry = dry.copy();
        }
        dry.generated(text[size]);
      }
    }
  }

  @Test
  void noPenaltyIsInfinite() {
    DryOptions options = new DryOptions(100, 10, 1, -1, List.of());
    assertThat(penalised(dry(options, tokens("a".repeat(5000))))['a']).isFinite();
  }

  @Test
  void theSamplerAvoidsTheRepetition() {
    float[] row = new float[N];
    row['c'] = 3;
    row['d'] = 2;
    SamplingOptions options =
        Rows.options(b -> b.temperature(0.0).dry(2.0, null, null, null, null));
    Sampler sampler = new Sampler(new SamplingPlan(options, CHARACTERS), 0, tokens("abc ab"));
    assertThat(sampler.next(row, N, Rows.NONE, null, new Candidates(N))).isEqualTo('d');
  }
}
