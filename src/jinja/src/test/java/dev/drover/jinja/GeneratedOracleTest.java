package dev.drover.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Generated templates give what they give in Python's Jinja, and fail where they fail there. */
class GeneratedOracleTest {
  private static final int EXPRESSIONS = Integer.getInteger("drover.jinja.expressions", 2500);
  private static final int PROGRAMS = Integer.getInteger("drover.jinja.programs", 300);
  private static final long SEED = Long.getLong("drover.jinja.seed", 20260102);

  /** Where Python prints an object's address, ours has none. */
  private static final Pattern ADDRESS =
      Pattern.compile("<[^<>]* at 0x[0-9a-f]+>|<(built-in|generator|bound|function)[^<>]*>");

  @Test
  void expressionsGiveWhatJinjaGives() throws IOException {
    compare(new Expressions(SEED)::next, EXPRESSIONS);
  }

  @Test
  void programsGiveWhatJinjaGives() throws IOException {
    compare(new Programs(SEED)::next, PROGRAMS);
  }

  private static void compare(Supplier<String> templates, int count) throws IOException {
    Oracle oracle = Oracle.get();
    Map<String, Object> variables = CasesOracleTest.variables();
    List<String> differences = new ArrayList<>();
    int rendered = 0;
    for (int i = 0; i < count; i++) {
      String source = templates.get();
      Oracle.Outcome expected = oracle.render(source, variables);
      Oracle.Outcome actual = Oracle.ours(source, variables);
      rendered += expected.ok() ? 1 : 0;
      if (!plain(actual).agrees(plain(expected))) {
        differences.add(source + "\n  expected " + expected + "\n  actual   " + actual);
      }
    }
    assertThat(differences).as("differences, of %d templates", count).isEmpty();
    assertThat(rendered).as("templates that are no refusal").isGreaterThan(count / 4);
  }

  private static Oracle.Outcome plain(Oracle.Outcome outcome) {
    return new Oracle.Outcome(
        outcome.ok(), outcome.raised(), ADDRESS.matcher(outcome.text()).replaceAll("<object>"));
  }
}
