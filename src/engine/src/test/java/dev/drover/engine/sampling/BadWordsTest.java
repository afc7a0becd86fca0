package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BadWordsTest {
  /** Pieces of several lengths, some of which end within a character; the last has no text. */
  private static final List<byte[]> PIECES = pieces();

  private static final int N = PIECES.size();
  private static final TokenTable TABLE = new TokenTable(N, PIECES::get, null);

  private static List<byte[]> pieces() {
    List<byte[]> pieces = new ArrayList<>();
    for (String text :
        List.of("a", "b", "n", "an", "ba", "na", "nana", "bana", " banana!", "x", "ab", "é")) {
      pieces.add(text.getBytes(StandardCharsets.UTF_8));
    }
    pieces.add(new byte[] {(byte) 0xC3});
    pieces.add(new byte[] {(byte) 0xA9});
    pieces.add(new byte[0]);
    return pieces;
  }

  private static int piece(String text) {
    for (int i = 0; i < N; i++) {
      if (new String(PIECES.get(i), StandardCharsets.UTF_8).equals(text)) {
        return i;
      }
    }
    throw new AssertionError(text);
  }

  private static List<Integer> banned(BadWords words, int[] state) {
    float[] row = new float[N];
    words.apply(state, row);
    List<Integer> banned = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      if (row[i] == Float.NEGATIVE_INFINITY) {
        banned.add(i);
      }
    }
    return banned;
  }

  private static String text(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(new String(PIECES.get(token), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  @Test
  void bansWhatWouldCompleteAWord() {
    BadWords words = new BadWords(List.of("banana"), TABLE);
    int[] state = words.begin(new int[] {piece("x")});
    assertThat(banned(words, state)).containsExactly(piece(" banana!"));
    words.accept(state, piece("ba"));
    assertThat(banned(words, state)).containsExactlyInAnyOrder(piece(" banana!"), piece("nana"));
    words.accept(state, piece("nana".substring(0, 2)));
    assertThat(banned(words, state))
        .containsExactlyInAnyOrder(piece(" banana!"), piece("na"), piece("nana"));
    words.accept(state, piece("x"));
    assertThat(banned(words, state)).containsExactly(piece(" banana!"));
  }

  @Test
  void theWordMayBeginInThePrompt() {
    BadWords words = new BadWords(List.of("banana"), TABLE);
    int[] state = words.begin(new int[] {piece("x"), piece("ba"), piece("na"), piece("n")});
    assertThat(banned(words, state)).contains(piece("a"), piece("an"), piece("ab"));
  }

  @Test
  void aCharacterMayBeSplit() {
    BadWords words = new BadWords(List.of("aé"), TABLE);
    int[] state = words.begin(new int[] {piece("a")});
    assertThat(banned(words, state)).containsExactly(piece("é"));
    words.accept(state, 12);
    assertThat(banned(words, state)).containsExactly(13);
  }

  /** Against the definition: banned is exactly what makes a text in which a word ends anew. */
  @Test
  void isWhatItsDefinitionSaysWhateverComes() {
    Random random = new Random(3);
    List<String> list = List.of("nan", "aab", "banana", "bb", "naé", "anan");
    BadWords words = new BadWords(list, TABLE);
    for (int run = 0; run < 60; run++) {
      List<Integer> tokens = new ArrayList<>();
      int[] prompt = random.ints(random.nextInt(6), 0, N).toArray();
      int[] state = words.begin(prompt);
      for (int token : prompt) {
        tokens.add(token);
      }
      for (int step = 0; step < 30; step++) {
        List<Integer> expected = new ArrayList<>();
        for (int token = 0; token < N; token++) {
          if (completes(
              list, text(tokens), new String(PIECES.get(token), StandardCharsets.ISO_8859_1))) {
            expected.add(token);
          }
        }
        assertThat(banned(words, state)).as("after %s", text(tokens)).isEqualTo(expected);
        int token = random.nextInt(N);
        tokens.add(token);
        words.accept(state, token);
      }
    }
  }

  private static boolean completes(List<String> words, String text, String piece) {
    for (String word : words) {
      String bytes = new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      for (int end = 1; end <= piece.length(); end++) {
        if ((text + piece.substring(0, end)).endsWith(bytes)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void noSampledTextHoldsABadWord() {
    List<String> list = List.of("an", "bb");
    SamplingOptions options = Rows.options(b -> b.badWords(list));
    Sampler sampler = new Sampler(new SamplingPlan(options, TABLE), 0, new int[] {0});
    Candidates candidates = new Candidates(N);
    List<Integer> tokens = new ArrayList<>(List.of(0));
    for (int i = 0; i < 3000; i++) {
      tokens.add(sampler.next(new float[N], N, Rows.NONE, null, candidates));
    }
    assertThat(text(tokens)).doesNotContain(list).contains("ab", "ba");
  }
}
