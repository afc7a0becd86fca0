package dev.drover.engine.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.constraint.Constraint.Choice;
import dev.drover.engine.constraint.Constraint.Gbnf;
import dev.drover.engine.constraint.Constraint.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was written to do harm is refused, served, or ends its own sequence within its work; nothing
 * else may be thrown, and it takes seconds at most.
 */
class HostileConstraintTest {
  private static final TestVocabulary VOCABULARY = TestVocabulary.rich();

  static List<Constraint> hostile() {
    List<Constraint> all = new ArrayList<>();
    for (String regex :
        List.of(
            "(a*)*b",
            "(a+)+$",
            "((a*)*)*((a*)*)*c",
            "(a|aa)+b",
            "(a|a|a|a)*",
            "([a-zA-Z]+)*\\d",
            "(.*)*(.*)*(.*)*x",
            "(x+x+)+y",
            "(?:a{1000}){1000}",
            "((((a{1000}){1000}){1000}){1000}){1000}",
            "(a{0,1000}){0,1000}b",
            "((a?){1000}){1000}",
            "(a?){30000}a{30000}",
            ".{0,2000000000}",
            "(.{0,9999}a){0,9999}",
            "(a{1,3}|b{2,5}){3,4000}(a|ab){5,6}",
            "[\\u{0}-\\u{10FFFF}]{5,70}\\p{L}{1,900}")) {
      all.add(new Regex(regex));
    }
    all.add(new Regex("(".repeat(100_000) + "a" + ")".repeat(100_000)));
    all.add(new Regex("(?:".repeat(190) + "a*" + ")*".repeat(190)));
    all.add(new Regex("a?".repeat(5_000) + "a".repeat(5_000)));
    all.add(new Regex("(a|b)?".repeat(100_000)));
    all.add(new Regex("[^a]".repeat(200_000)));
    all.add(new Regex("\\p{L}".repeat(100_000)));
    all.add(new Regex("(?i)" + "[\u0100-\uffff]".repeat(50_000)));
    all.add(new Regex("[" + "\\p{L}".repeat(100_000) + "]"));
    all.add(new Regex(".*a.{2000}b"));
    all.add(
        new Regex(
            IntStream.range(0, 50_000).mapToObj(i -> "" + i).collect(Collectors.joining("|"))));
    all.add(new Choice(IntStream.range(1, 1400).mapToObj("a"::repeat).toList()));
    all.add(
        new Gbnf(
            IntStream.range(0, 20_000)
                .mapToObj(i -> "r" + i + " ::= r" + (i + 1) + " r" + (i + 1) + "\n")
                .collect(Collectors.joining("", "root ::= r0\n", "r20000 ::= \"a\""))));
    all.add(
        new Gbnf(
            IntStream.range(0, 25)
                .mapToObj(
                    i -> "r" + i + " ::= r" + (i + 1) + " | r" + (i + 1) + " r" + (i + 1) + "\n")
                .collect(Collectors.joining("", "root ::= r0\n", "r25 ::= \"a\""))));
    all.add(new Gbnf("root ::= \"a\" root root | \"a\" root | \"a\""));
    all.add(new Gbnf("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"a\" root | \"a\""));
    all.add(new Gbnf("root ::= \"a\" x y | \"b\"\nx ::= \"a\" root?\ny ::= root? root? root?"));
    all.add(new Gbnf("root ::= " + "(".repeat(500_000)));
    all.add(new Gbnf("root ::= \"" + "\\\\".repeat(500_000) + "\""));
    all.add(new Gbnf("root ::= " + "[a-z] ".repeat(170_000)));
    all.add(new Gbnf("root ::= \"a\"" + "?".repeat(1_000_000)));
    all.add(new Gbnf("root ::= \"a\"" + "{2}".repeat(300_000)));
    all.add(new Gbnf("root ::= [" + "\\U0010FFFF\u65e5a".repeat(80_000) + "]"));
    all.add(
        new Gbnf(
            IntStream.range(0, 60_000)
                .mapToObj(i -> "r" + i + " ::= \"a\"\n")
                .collect(Collectors.joining("", "root ::= r1\n", ""))));
    return all;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void isRefusedOrServed(Constraint constraint) {
    Random random = new Random(3);
    CompiledConstraint compiled;
    try {
      compiled = VOCABULARY.compiler().compile(List.of(constraint));
    } catch (ConstraintException e) {
      assertThat(e.getMessage().length()).isLessThan(300);
      return;
    }
    Matcher matcher = compiled.matcher();
    try {
      for (int i = 0; i < 300 && !matcher.isOver(); i++) {
        List<Integer> allowed = TestVocabulary.allowed(matcher, VOCABULARY.size());
        matcher.accept(allowed.get(random.nextInt(allowed.size())));
      }
    } catch (ConstraintOverrunException e) {
      assertThat(e.getMessage()).startsWith("the constraint is too ambiguous");
    }
    assertThat(compiled.bytes()).isLessThan(300L << 20);
  }
}
