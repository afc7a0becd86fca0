package dev.drover.engine.constraint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.engine.constraint.Constraint.AnyJson;
import dev.drover.engine.constraint.Constraint.Choice;
import dev.drover.engine.constraint.Constraint.Gbnf;
import dev.drover.engine.constraint.Constraint.Regex;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatcherTest {
  private static final TestVocabulary VOCABULARY = TestVocabulary.rich();
  private static final ConstraintCompiler COMPILER = VOCABULARY.compiler();

  /** Of every kind: counted, ambiguous, recursive, intersected, with characters of all lengths. */
  static List<List<Constraint>> constraints() {
    return List.of(
        List.of(new AnyJson()),
        List.of(new Regex("\"[^\"]{0,40}\"")),
        List.of(new Regex("\"[^\"]{20,30}\",[ab]*")),
        List.of(new Regex("a{17,18}(b|c)?|[a-c]{0,19}\"")),
        List.of(new Regex("(ab|a|ba|abc)*c?")),
        List.of(new Regex("(\\p{L}{2,5}, ?)+")),
        List.of(new Regex("(a*)*(b|a)*")),
        List.of(new Regex("[0-9]+(\\.[0-9]{1,3})?")),
        List.of(new Choice(List.of("true", "false", "null", "abcabc", "abc", "\u65e5\u672c"))),
        List.of(new Gbnf("root ::= \"[\" (root (\",\" root)*)? \"]\" | [a-c]{2,4} | \"\u00e9\"")),
        List.of(new Gbnf("root ::= line+\nline ::= char{3,18} \"\\n\"\nchar ::= [^\\n\"]")),
        List.of(new Regex("[a-z]{3,9}"), new Regex("(abc?)*c{0,2}")),
        List.of(new Regex("\"[^\"]{3,30}\""), new Regex("\"(a+|e)*\""), new Regex(".{6,20}")),
        List.of(new AnyJson(), new Regex("\\[[^{]*\\]")));
  }

  /** Masks come from tables, {@code allows} from a walk; they must agree everywhere. */
  @ParameterizedTest
  @MethodSource("constraints")
  void maskIsWhatEachTokenIsAllowed(List<Constraint> constraints) {
    CompiledConstraint constraint = COMPILER.compile(constraints);
    Random random = new Random(7);
    for (int walk = 0; walk < 20; walk++) {
      Matcher matcher = constraint.matcher();
      for (int i = 0; i < 40 && !matcher.isOver(); i++) {
        List<Integer> allowed = TestVocabulary.allowed(matcher, VOCABULARY.size());
        assertThat(allowed)
            .isEqualTo(
                IntStream.range(0, VOCABULARY.size()).filter(matcher::allows).boxed().toList());
        assertThat(allowed.contains(VOCABULARY.end())).isEqualTo(matcher.isComplete());
        assertThat(allowed).doesNotContain(VOCABULARY.control());
        allowed = allowed.stream().filter(token -> token != VOCABULARY.end()).toList();
        matcher.accept(allowed.get(random.nextInt(allowed.size())));
      }
    }
  }

  /** Whatever is drawn, the text is the beginning of one that satisfies the constraint. */
  @Test
  void randomTextsAreValid() throws Exception {
    Random random = new Random(11);
    ObjectMapper json = new ObjectMapper();
    for (int i = 0; i < 300; i++) {
      String text = text(List.of(new AnyJson()), random);
      assertThat(json.readTree(text).isContainerNode()).as(text).isTrue();
    }
    for (List<Constraint> constraints : constraints()) {
      List<Pattern> patterns =
          constraints.stream()
              .filter(c -> c instanceof Regex)
              .map(c -> Pattern.compile(((Regex) c).pattern()))
              .toList();
      for (int i = 0; i < 30 && !patterns.isEmpty(); i++) {
        String text = text(constraints, random);
        assertThat(patterns).as(text).allMatch(pattern -> pattern.matcher(text).matches());
      }
    }
  }

  private static String text(List<Constraint> constraints, Random random) {
    byte[] bytes = VOCABULARY.randomText(COMPILER.compile(constraints), random, 30);
    String text = new String(bytes, UTF_8);
    assertThat(text.getBytes(UTF_8)).isEqualTo(bytes);
    return text;
  }

  @Test
  void endsWhereNothingCanFollow() {
    Matcher matcher = matcher(new Regex("ab?"));
    assertThat(matcher.isComplete()).isFalse();
    matcher.accept('a');
    assertThat(matcher.isComplete()).isTrue();
    assertThat(matcher.isOver()).isFalse();
    assertThat(matcher.allows(VOCABULARY.end())).isTrue();
    Matcher other = matcher.fork();
    matcher.accept('b');
    assertThat(matcher.isOver()).isTrue();
    assertThat(TestVocabulary.allowed(matcher, VOCABULARY.size())).containsOnly(VOCABULARY.end());
    other.accept(VOCABULARY.end());
    assertThat(other.isOver()).isTrue();
    assertThat(TestVocabulary.allowed(other, VOCABULARY.size())).isEmpty();
    assertThat(other.allows('b')).isFalse();
  }

  @Test
  void whatIsNotAllowedIsRefusedAndChangesNothing() {
    Matcher matcher = matcher(new Regex("ab"));
    for (int token :
        new int[] {'b', VOCABULARY.end(), VOCABULARY.control(), -1, VOCABULARY.size()}) {
      assertThat(matcher.allows(token)).isFalse();
      assertThatThrownBy(() -> matcher.accept(token)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(TestVocabulary.write(matcher, "ab")).isTrue();
  }

  @Test
  void rowsLongerThanTheVocabularyAreMaskedToTheirEnd() {
    Matcher matcher = matcher(new Regex("a"));
    float[] row = new float[VOCABULARY.size() + 200];
    assertThat(matcher.mask(row, row.length)).isTrue();
    assertThat(IntStream.range(0, row.length).filter(i -> row[i] == 0)).containsOnly((int) 'a');
    float[] part = new float[VOCABULARY.size()];
    assertThat(matcher.mask(part, 'a')).isFalse();
    assertThat(part['a']).isZero();
  }

  @Test
  void forksAreIndependent() {
    Matcher first = matcher(new Regex("(ab|ac)d"));
    first.accept('a');
    Matcher second = first.fork();
    first.accept('b');
    second.accept('c');
    assertThat(first.allows('c')).isFalse();
    first.accept('d');
    assertThat(second.isOver()).isFalse();
    second.accept('d');
    assertThat(second.isOver()).isTrue();
  }

  @Test
  void saysWhatMustFollow() {
    Matcher matcher = matcher(new Regex("(\\{\"name\": \"|\\[)[a-z]+(\"\\}|\\])"));
    assertThat(matcher.forced()).isEmpty();
    matcher.accept('{');
    assertThat(matcher.forced()).asString(UTF_8).isEqualTo("\"name\": \"");
    TestVocabulary.write(matcher, "\"name\": \"x\"");
    assertThat(matcher.forced()).asString(UTF_8).isEqualTo("}");
    matcher.accept('}');
    assertThat(matcher.forced()).isEmpty();
    assertThat(matcher(new Regex("a{1000}")).forced()).hasSize(ConstraintLimits.MAX_FORCED);
    assertThat(matcher(new Regex("ab?")).forced()).asString(UTF_8).isEqualTo("a");
    assertThat(matcher(new Regex("[a-c]x"), new Regex("[c-e]x")).forced())
        .asString(UTF_8)
        .isEqualTo("cx");
    assertThat(matcher(new Regex("[\u65e5\u65e6]")).forced()).hasSize(2);
  }

  @Test
  void severalConstraintsAreAnIntersection() {
    Matcher matcher = matcher(new Regex("[a-z]{2,4}"), new Regex("(ab)*c*"));
    assertThat(TestVocabulary.write(matcher, "abcc")).isTrue();
    assertThat(matcher.isOver()).isTrue();
    // "aba" could go on in each, but in no text of both.
    Matcher other = matcher(new Regex("[a-z]{2,3}"), new Regex("(ab)*c*"));
    assertThat(TestVocabulary.write(other, "ab")).isTrue();
    assertThat(other.allows('a')).isFalse();
    assertThat(other.allows('c')).isTrue();
  }

  @Test
  void everythingIsFreeUntilTheMarker() {
    CompiledConstraint constraint = COMPILER.compile(List.of(new AnyJson()));
    Matcher matcher = constraint.matcherAfter("</think>", -1);
    assertThat(TestVocabulary.write(matcher, "so { </thin</think")).isTrue();
    assertThat(matcher.isFree()).isTrue();
    assertThat(matcher.isComplete()).isFalse();
    assertThat(matcher.allows(VOCABULARY.end())).isFalse();
    assertThat(matcher.allows(VOCABULARY.control())).isTrue();
    assertThat(matcher.forced()).isEmpty();
    agrees(matcher);
    matcher.accept('>');
    assertThat(matcher.isFree()).isFalse();
    assertThat(TestVocabulary.write(matcher, "\n\n")).isTrue();
    assertThat(matcher.allows('x')).isFalse();
    assertThat(TestVocabulary.write(matcher, "{}")).isTrue();
    assertThat(matcher.isOver()).isTrue();
  }

  @Test
  void theMarkerMayEndWithinAToken() {
    CompiledConstraint constraint = COMPILER.compile(List.of(new AnyJson()));
    Matcher matcher = constraint.matcherAfter("</think>", -1);
    agrees(matcher);
    assertThat(matcher.allows(VOCABULARY.token("</think>\n\n{"))).isTrue();
    matcher.accept(VOCABULARY.token("</th"));
    agrees(matcher);
    Matcher fork = matcher.fork();
    matcher.accept(VOCABULARY.token("ink>{"));
    assertThat(matcher.isFree()).isFalse();
    assertThat(TestVocabulary.write(matcher, "}")).isTrue();
    assertThat(matcher.isOver()).isTrue();
    // Where braces cannot come, the token that would bring one cannot come either.
    Matcher list = COMPILER.compile(List.of(new Regex("\\[1\\]"))).matcherAfter("</think>", -1);
    list.accept(VOCABULARY.token("</th"));
    assertThat(list.allows(VOCABULARY.token("ink>{"))).isFalse();
    agrees(list);
    assertThat(fork.isFree()).isTrue();
  }

  @Test
  void theMarkerMayBeAControlToken() {
    CompiledConstraint constraint = COMPILER.compile(List.of(new Regex("ok")));
    Matcher matcher = constraint.matcherAfter("</think>", VOCABULARY.control());
    TestVocabulary.write(matcher, "thoughts </thi");
    matcher.accept(VOCABULARY.control());
    assertThat(matcher.isFree()).isFalse();
    assertThat(matcher.allows(VOCABULARY.control())).isFalse();
    assertThat(TestVocabulary.write(matcher, " \nok")).isTrue();
    assertThat(matcher.isOver()).isTrue();
    assertThat(constraint.matcherAfter("", -1).isFree()).isFalse();
  }

  @Test
  void theMarkerIsFoundAfterAFalseBeginning() {
    Matcher matcher = COMPILER.compile(List.of(new Regex("ok"))).matcherAfter("aab", -1);
    assertThat(TestVocabulary.write(matcher, "aaaabok")).isTrue();
    assertThat(matcher.isOver()).isTrue();
  }

  private static Matcher matcher(Constraint... constraints) {
    return COMPILER.compile(Arrays.asList(constraints)).matcher();
  }

  private static void agrees(Matcher matcher) {
    assertThat(TestVocabulary.allowed(matcher, VOCABULARY.size()))
        .isEqualTo(IntStream.range(0, VOCABULARY.size()).filter(matcher::allows).boxed().toList());
  }
}
