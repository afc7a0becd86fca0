package dev.drover.engine.constraint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.constraint.Constraint.AnyJson;
import dev.drover.engine.constraint.Constraint.Choice;
import dev.drover.engine.constraint.Constraint.Gbnf;
import dev.drover.engine.constraint.Constraint.Regex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConstraintCompilerTest {
  private static final TestVocabulary VOCABULARY = TestVocabulary.rich();

  @Test
  void remembersWhatWasUsedLast() {
    ConstraintCompiler compiler = VOCABULARY.compiler();
    List<Constraint> first = List.of(new Regex("a+"), new AnyJson());
    CompiledConstraint compiled = compileOrNull(compiler, first);
    assertThat(compiled).isNull();
    List<Constraint> second = List.of(new Regex("[^]+"), new AnyJson());
    CompiledConstraint known = compiler.compile(second);
    assertThat(compiler.compile(List.copyOf(second))).isSameAs(known);
    for (int i = 0; i < ConstraintLimits.MAX_COMPILED; i++) {
      compiler.compile(List.of(new Choice(List.of("text " + i))));
      if (i == ConstraintLimits.MAX_COMPILED / 2) {
        assertThat(compiler.compile(second)).isSameAs(known);
      }
    }
    assertThat(compiler.compile(second)).isSameAs(known);
    for (int i = 0; i < ConstraintLimits.MAX_COMPILED; i++) {
      compiler.compile(List.of(new Choice(List.of("other text " + i))));
    }
    assertThat(compiler.compile(second)).isNotSameAs(known);
  }

  private static CompiledConstraint compileOrNull(
      ConstraintCompiler compiler, List<Constraint> constraints) {
    try {
      return compiler.compile(constraints);
    } catch (ConstraintException e) {
      assertThat(e).hasMessage("no text satisfies the constraint");
      return null;
    }
  }

  @Test
  void refusesWhatIsTooLargeOrEmpty() {
    ConstraintCompiler compiler = VOCABULARY.compiler();
    for (Constraint constraint :
        List.of(
            new Choice(List.of()),
            new Choice(List.of("a", "")),
            new Choice(List.of("a".repeat(ConstraintLimits.MAX_SOURCE + 1))),
            new Regex("a".repeat(ConstraintLimits.MAX_SOURCE + 1)),
            new Gbnf(" ".repeat(ConstraintLimits.MAX_SOURCE + 1)))) {
      assertThatThrownBy(() -> compiler.compile(List.of(constraint)))
          .isInstanceOf(ConstraintException.class);
    }
  }

  @Test
  void aChoiceIsOneOfItsTexts() {
    List<String> texts =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "option " + i * 7919 % 20_000 + " \u65e5")
            .toList();
    CompiledConstraint choice = VOCABULARY.compiler().compile(List.of(new Choice(texts)));
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      assertThat(texts).contains(new String(VOCABULARY.randomText(choice, random, 40), UTF_8));
    }
    Matcher matcher = choice.matcher();
    assertThat(TestVocabulary.write(matcher, texts.getLast())).isTrue();
    assertThat(matcher.isOver()).isTrue();
  }

  /** Threads that share grammars, masks and a vocabulary write what one alone writes. */
  @Test
  void manyThreadsAtOnce() throws Exception {
    List<List<Constraint>> all = MatcherTest.constraints();
    ConstraintCompiler alone = VOCABULARY.compiler();
    ConstraintCompiler shared = VOCABULARY.compiler();
    List<Callable<List<String>>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int seed = thread;
      List<List<Constraint>> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, new Random(seed));
      tasks.add(() -> texts(shared, shuffled, seed));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<String>>> results = threads.invokeAll(tasks);
      for (int thread = 0; thread < 8; thread++) {
        List<List<Constraint>> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(thread));
        assertThat(results.get(thread).get()).isEqualTo(texts(alone, shuffled, thread));
      }
    }
  }

  private static List<String> texts(
      ConstraintCompiler compiler, List<List<Constraint>> constraints, int seed) {
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (List<Constraint> each : constraints) {
      CompiledConstraint compiled = compiler.compile(each);
      Matcher matcher = compiled.matcher();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 25 && !matcher.isOver(); i++) {
        List<Integer> allowed = TestVocabulary.allowed(matcher, VOCABULARY.size());
        int token = allowed.get(random.nextInt(allowed.size()));
        text.append(token).append(' ');
        matcher.accept(token);
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
