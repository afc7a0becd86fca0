package dev.drover.engine.constraint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.constraint.Expr.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CompiledGrammarTest {
  private static final Expr A = Expr.text("a");
  private static final Expr B = Expr.text("b");

  private static CompiledGrammar compiled(Grammar grammar) {
    return new CompiledGrammar(List.of(grammar), () -> {});
  }

  private static boolean holds(CompiledGrammar grammar, String text) {
    return Completion.after(grammar, text.getBytes(UTF_8)).accepting;
  }

  private static boolean begins(CompiledGrammar grammar, String text) {
    return Completion.after(grammar, text.getBytes(UTF_8)) != State.DEAD;
  }

  /** All texts of up to a number of letters a and b. */
  private static List<String> texts(int longest) {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).length() < longest) {
        texts.add(texts.get(i) + "a");
        texts.add(texts.get(i) + "b");
      }
    }
    return texts;
  }

  private static Arbitrary<Expr> exprs() {
    Arbitrary<Expr> leaves =
        Arbitraries.of(
            A,
            B,
            A,
            B,
            Expr.text("ab"),
            Expr.text("ba"),
            Expr.range('a', 'b'),
            Expr.EMPTY,
            Expr.NOTHING,
            Expr.seq(A, new Ref("x")),
            Expr.seq(B, new Ref("y")),
            new Ref("x"),
            new Ref("y"));
    return Arbitraries.recursive(() -> leaves, CompiledGrammarTest::larger, 0, 3);
  }

  private static Arbitrary<Expr> larger(Arbitrary<Expr> parts) {
    Arbitrary<List<Expr>> some = parts.list().ofMinSize(1).ofMaxSize(3);
    return Arbitraries.oneOf(
        some.map(list -> Expr.seq(list)),
        some.map(list -> Expr.alt(list)),
        parts.list().ofSize(2).map(Expr::all),
        Combinators.combine(
                parts, Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 3))
            .as((body, min, more) -> Expr.repeat(body, min, min + more)),
        parts.map(Expr::star));
  }

  @Provide
  Arbitrary<Grammar> grammars() {
    return Combinators.combine(exprs(), exprs(), exprs())
        .as((root, x, y) -> new Grammar(Map.of("x", x, "y", y), root));
  }

  /** The automaton holds the texts that the plain reading holds, and no state is a dead end. */
  @Property(tries = 2000)
  void agreesWithTheReference(@ForAll("grammars") Grammar grammar) {
    CompiledGrammar compiled;
    try {
      compiled = compiled(grammar);
    } catch (ConstraintException e) {
      assertThat(e).hasMessageMatching(".*(left-recursive|no text|leads back|too ambiguous).*");
      Assume.that(false);
      return;
    }
    try {
      agrees(grammar, compiled);
    } catch (ConstraintOverrunException | Reference.Endless e) {
      Assume.that(false);
    }
  }

  private static void agrees(Grammar grammar, CompiledGrammar compiled) {
    for (String text : texts(5)) {
      byte[] bytes = text.getBytes(UTF_8);
      State state = Completion.after(compiled, bytes);
      assertThat(state.accepting).as(text).isEqualTo(Reference.matches(grammar, bytes));
      if (state != State.DEAD) {
        Work work = new Work();
        byte[] rest = Completion.of(compiled, state, () -> work);
        // Whether recursive rules have a text in common cannot always be told.
        Assume.that(rest != null);
        byte[] whole = (text + new String(rest, UTF_8)).getBytes(UTF_8);
        assertThat(Reference.matches(grammar, whole)).as(text + " goes on").isTrue();
      }
    }
  }

  @Test
  void refusesRulesThatBeginWithThemselves() {
    Expr hidden = Expr.seq(Expr.optional(A), Expr.star(B), new Ref("x"), A);
    for (Expr rule :
        List.of(
            Expr.alt(Expr.seq(new Ref("x"), A), B),
            Expr.alt(Expr.seq(new Ref("y"), A), B),
            Expr.alt(hidden, B),
            Expr.alt(Expr.star(Expr.seq(Expr.EMPTY, new Ref("x"))), A),
            new Ref("x"))) {
      Grammar grammar =
          new Grammar(Map.of("x", rule, "y", Expr.alt(new Ref("x"), A)), Expr.alt(new Ref("x"), A));
      assertThatThrownBy(() -> compiled(grammar))
          .isInstanceOf(ConstraintException.class)
          .hasMessageMatching("the rule '[xy]' is left-recursive.*");
    }
  }

  @Test
  void refusesUnknownRulesAndThoseThatNeverEnd() {
    assertThatThrownBy(() -> compiled(Grammar.of(new Ref("gone"))))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("there is no rule 'gone'");
    assertThatThrownBy(
            () -> compiled(new Grammar(Map.of("x", Expr.seq(A, new Ref("x"))), new Ref("x"))))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("no text satisfies the rule 'x'");
    assertThatThrownBy(() -> compiled(Grammar.of(Expr.seq(A, Expr.NOTHING))))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("no text satisfies the constraint");
  }

  @Test
  void refusesIntersectionsWithoutEnd() {
    Expr all = Expr.all(List.of(Expr.seq(A, new Ref("x")), Expr.star(A)));
    assertThatThrownBy(() -> compiled(new Grammar(Map.of("x", Expr.alt(all, B)), new Ref("x"))))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("an intersection leads back into itself");
    Expr deep = A;
    for (int i = 0; i <= ConstraintLimits.MAX_ALL_DEPTH; i++) {
      deep = Expr.all(List.of(Expr.seq(deep, A), Expr.star(A)));
    }
    Grammar grammar = Grammar.of(deep);
    assertThatThrownBy(() -> compiled(grammar))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void leavesOutWhatGoesNowhere() {
    Expr endless = Expr.seq(A, new Ref("x"));
    CompiledGrammar grammar =
        compiled(
            new Grammar(
                Map.of("x", endless),
                Expr.seq(Expr.alt(new Ref("x"), Expr.seq(A, Expr.NOTHING), B), Expr.star(B))));
    assertThat(begins(grammar, "a")).isFalse();
    assertThat(holds(grammar, "bb")).isTrue();
  }

  /** "aab" cannot end in both, so the second a must not be taken. */
  @Test
  void entersNoDeadEndOfAnIntersection() {
    Expr even = Expr.seq(Expr.star(Expr.seq(A, A)), B);
    Expr few = Expr.alt(Expr.text("ab"), Expr.text("aaaab"), Expr.text("aaac"), Expr.text("b"));
    CompiledGrammar grammar = compiled(Grammar.of(Expr.all(List.of(even, few))));
    assertThat(holds(grammar, "aaaab")).isTrue();
    assertThat(begins(grammar, "ab")).isFalse();
    assertThat(begins(grammar, "aaac")).isFalse();
    assertThat(begins(grammar, "aab")).isFalse();
    assertThat(Completion.after(grammar, "aaaab".getBytes(UTF_8)).isOver()).isTrue();
    assertThatThrownBy(() -> compiled(Grammar.of(Expr.all(List.of(Expr.plus(A), Expr.plus(B))))))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("no text satisfies the constraint");
    Expr never = Expr.all(List.of(Expr.all(List.of(A, Expr.star(A))), Expr.seq(A, A)));
    CompiledGrammar optional =
        compiled(Grammar.of(Expr.seq(A, Expr.alt(Expr.seq(B, never), Expr.seq(A, B)))));
    assertThat(begins(optional, "ab")).isFalse();
    assertThat(holds(optional, "aab")).isTrue();
  }

  @Test
  void countsWithoutWritingOut() {
    Expr thousand = Expr.repeat(Expr.repeat(Expr.repeat(A, 1000, 1000), 1000, 1000), 2, 2);
    CompiledGrammar grammar = compiled(Grammar.of(thousand));
    assertThat(grammar.nodes().count()).isLessThan(20);
    assertThat(begins(grammar, "a".repeat(3000))).isTrue();
    assertThat(holds(grammar, "a".repeat(3000))).isFalse();
    CompiledGrammar gap = compiled(Grammar.of(Expr.repeat(Expr.repeat(A, 3, 3), 1, 4)));
    assertThat(holds(gap, "a".repeat(6))).isTrue();
    assertThat(holds(gap, "a".repeat(7))).isFalse();
  }

  /** A loop over what may be empty, in a loop over what may be empty. */
  @Test
  void loopsOverTheEmptyTextEnd() {
    Expr inner = Expr.star(Expr.alt(A, Expr.EMPTY));
    Expr outer = Expr.repeat(Expr.seq(inner, Expr.optional(inner)), 5, 1_000_000);
    CompiledGrammar grammar = compiled(Grammar.of(Expr.seq(Expr.star(outer), B)));
    assertThat(holds(grammar, "b")).isTrue();
    assertThat(holds(grammar, "aaaaaaaab")).isTrue();
    assertThat(Completion.after(grammar, "aaaa".getBytes(UTF_8)).stacks.length).isLessThan(20);
  }

  @Test
  void memoryIsBoundedAndStatesStayValid() {
    int length = 5 * ConstraintLimits.MAX_STATES;
    CompiledGrammar grammar = compiled(Grammar.of(Expr.seq(Expr.repeat(A, length, length), B)));
    State state = grammar.start(false, new Work());
    for (int i = 0; i < length; i++) {
      assertThat(grammar.step(state, 'b', new Work())).isSameAs(State.DEAD);
      state = grammar.step(state, 'a', new Work());
    }
    assertThat(grammar.step(state, 'a', new Work())).isSameAs(State.DEAD);
    assertThat(grammar.step(state, 'b', new Work()).isOver()).isTrue();
    assertThat(grammar.epoch()).isGreaterThanOrEqualTo(4);
    assertThat(grammar.bytes()).isLessThan(40L << 20);
  }

  @Test
  void deepExpressionsAndDeepTextsNeedNoStack() {
    Expr nested = A;
    for (int i = 0; i < 100_000; i++) {
      nested = Expr.seq(B, Expr.alt(nested, B));
    }
    CompiledGrammar grammar = compiled(Grammar.of(nested));
    assertThat(holds(grammar, "bbb")).isTrue();
    assertThat(holds(grammar, "b".repeat(80_000))).isTrue();
    assertThat(holds(grammar, "b".repeat(80_000) + "a")).isFalse();
    Expr brackets = Expr.seq(Expr.text("("), Expr.optional(new Ref("x")), Expr.text(")"));
    CompiledGrammar deep = compiled(new Grammar(Map.of("x", brackets), new Ref("x")));
    assertThat(holds(deep, "(".repeat(20_000) + ")".repeat(20_000))).isTrue();
  }

  @Test
  void tooManyWaysOfReadingEndTheSequence() {
    Expr some = Expr.seq(Expr.repeat(A, 1, 100_000), Expr.optional(B));
    CompiledGrammar grammar = compiled(Grammar.of(Expr.repeat(some, 0, 100_000)));
    assertThatThrownBy(() -> holds(grammar, "a".repeat(3_000)))
        .isInstanceOf(ConstraintOverrunException.class);
  }

  @Test
  void whitespaceMayLead() {
    CompiledGrammar grammar = compiled(Grammar.of(A));
    State state = grammar.start(true, new Work());
    for (int i = 0; i < ConstraintLimits.MAX_LEADING_SPACE; i++) {
      state = grammar.step(state, i % 2 == 0 ? ' ' : '\n', new Work());
    }
    assertThat(grammar.step(state, ' ', new Work())).isSameAs(State.DEAD);
    assertThat(grammar.step(state, 'a', new Work()).isOver()).isTrue();
    assertThat(begins(grammar, " ")).isFalse();
  }
}
