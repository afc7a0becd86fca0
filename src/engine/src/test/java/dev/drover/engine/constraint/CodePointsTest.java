package dev.drover.engine.constraint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodePointsTest {
  /** Where encodings grow longer, and around the surrogates. */
  private static final List<Integer> EDGES =
      List.of(
          0, 1, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000,
          0xFFFF, 0x10000, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF);

  private record Range(int from, int to) {}

  @Provide
  Arbitrary<List<Range>> ranges() {
    Arbitrary<Integer> any =
        Arbitraries.oneOf(
            Arbitraries.of(EDGES),
            Arbitraries.integers().between(0, 0x10FFFF),
            Arbitraries.integers().between(0, 0x2FF));
    return Combinators.combine(any, any)
        .as((a, b) -> new Range(Math.min(a, b), Math.max(a, b)))
        .list()
        .ofMaxSize(6);
  }

  private static CodePoints set(List<Range> ranges) {
    return CodePoints.union(ranges.stream().map(r -> CodePoints.of(r.from, r.to)).toList());
  }

  private static BitSet bits(List<Range> ranges) {
    BitSet bits = new BitSet();
    ranges.forEach(r -> bits.set(r.from, r.to + 1));
    bits.clear(0xD800, 0xE000);
    return bits;
  }

  private static boolean agree(CodePoints set, BitSet bits) {
    for (int c = 0; c <= 0x10FFFF; c++) {
      if (set.contains(c) != bits.get(c)) {
        return false;
      }
    }
    return true;
  }

  @Property(tries = 100)
  void setsAreSets(@ForAll("ranges") List<Range> first, @ForAll("ranges") List<Range> second) {
    BitSet a = bits(first);
    BitSet b = bits(second);
    assertThat(agree(set(first), a)).isTrue();
    assertThat(set(first).isEmpty()).isEqualTo(a.isEmpty());
    assertThat(CodePoints.where(a::get)).isEqualTo(set(first)).hasSameHashCodeAs(set(first));
    BitSet result = (BitSet) a.clone();
    result.or(b);
    assertThat(agree(set(first).or(set(second)), result)).isTrue();
    result = (BitSet) a.clone();
    result.and(b);
    assertThat(agree(set(first).and(set(second)), result)).isTrue();
    result = (BitSet) a.clone();
    result.andNot(b);
    assertThat(agree(set(first).minus(set(second)), result)).isTrue();
    result = bits(List.of(new Range(0, 0x10FFFF)));
    result.andNot(a);
    assertThat(agree(set(first).complement(), result)).isTrue();
  }

  /** What Java decodes to one character of the set is held, and nothing else. */
  @Property(tries = 200)
  void bytesAreThoseOfUtf8(@ForAll("ranges") List<Range> ranges, @ForAll Random random) {
    CodePoints set = set(ranges);
    if (set.isEmpty()) {
      assertThat(set.expr()).isEqualTo(Expr.NOTHING);
      return;
    }
    CompiledGrammar grammar = new CompiledGrammar(List.of(Grammar.of(set.expr())), () -> {});
    for (int i = 0; i < 300; i++) {
      int c = i < EDGES.size() ? EDGES.get(i) : near(ranges, random);
      byte[] bytes = Character.toString(c).getBytes(UTF_8);
      State state = Completion.after(grammar, bytes);
      assertThat(state.isOver()).as("U+%04X in %s", c, set).isEqualTo(set.contains(c));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      String decoded = new String(bytes, UTF_8);
      boolean valid = java.util.Arrays.equals(decoded.getBytes(UTF_8), bytes);
      boolean held =
          valid
              && decoded.codePointCount(0, decoded.length()) == 1
              && set.contains(decoded.codePointAt(0));
      assertThat(Completion.after(grammar, bytes).accepting).isEqualTo(held);
    }
  }

  private static int near(List<Range> ranges, Random random) {
    Range range = ranges.get(random.nextInt(ranges.size()));
    int c = random.nextBoolean() ? range.from : range.to;
    c = Math.clamp((long) c + random.nextInt(5) - 2, 0, 0x10FFFF);
    return c >= 0xD800 && c < 0xE000 ? 'a' : c;
  }

  /** After any beginning of a character there is one way of reading it. */
  @Test
  void oneWayOfReading() {
    CompiledGrammar letters =
        new CompiledGrammar(
            List.of(Grammar.of(Expr.star(RegexSets.property("L").expr()))), () -> {});
    for (String text : List.of("a", "\u65e5", "\ud840\udc00")) {
      byte[] bytes = text.getBytes(UTF_8);
      State state = letters.start(false, new Work());
      for (int i = 0; i < bytes.length - 1; i++) {
        state = letters.step(state, bytes[i] & 0xFF, new Work());
        assertThat(state.stacks.length).isLessThan(64);
      }
    }
  }
}
