package dev.drover.jinja;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutated chat templates render or fail with a {@link TemplateException}: nothing else gets out.
 */
class FuzzTest {
  private static final int MUTANTS = Integer.getInteger("drover.jinja.mutants", 60);
  private static final long SEED = Long.getLong("drover.jinja.seed", 20260102);
  private static final Limits LIMITS = new Limits(200_000, 100, 1_000_000, Duration.ofSeconds(5));
  private static final List<String> PIECES =
      List.of(
          "{%",
          "%}",
          "{{",
          "}}",
          "{#",
          "#}",
          "-",
          "+",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "'",
          "\"",
          "\\",
          "|",
          ".",
          ",",
          ":",
          "~",
          "*",
          "**",
          "//",
          "%",
          "==",
          "<",
          " in ",
          " is ",
          " not ",
          " if ",
          " else ",
          "{% endif %}",
          "{% endfor %}",
          "{% for x in y %}",
          "{% set x = 1 %}",
          "{% macro m() %}",
          "{% endmacro %}",
          "{% break %}",
          "{% raw %}",
          "{% endraw %}",
          "loop",
          "loop.index",
          "messages",
          "range(",
          "namespace(",
          "|tojson",
          "|list",
          ".items()",
          "0",
          "1",
          "-1",
          "9999999999999999999",
          "1e400",
          "none",
          "\u0000",
          Character.toString(Character.MIN_SURROGATE),
          "🦜",
          "é",
          "\n",
          "\r",
          " ");

  @Test
  void onlyTemplateExceptionsGetOut() throws IOException {
    Random random = new Random(SEED);
    List<Map<String, Object>> conversations = List.copyOf(Conversations.all().values());
    for (Path file : TemplatesOracleTest.templates()) {
      String source = Files.readString(file);
      for (int i = 0; i < MUTANTS; i++) {
        String mutant = mutate(source, random);
        try {
          Template.parse(mutant, LIMITS)
              .render(conversations.get(random.nextInt(conversations.size())), Oracle.CLOCK);
        } catch (TemplateException expected) {
          if (expected.getCause() != null) {
            fail(file.getFileName() + ": unforeseen, seed " + SEED + ", mutant " + i, expected);
          }
        } catch (Throwable e) {
          fail(file.getFileName() + ": got out, seed " + SEED + ", mutant " + i, e);
        }
      }
    }
  }

  private static String mutate(String source, Random random) {
    StringBuilder mutant = new StringBuilder(source);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutant.length() + 1);
      int end = Math.min(mutant.length(), at + random.nextInt(1 << random.nextInt(8)));
      switch (random.nextInt(4)) {
        case 0 -> mutant.delete(at, end);
        case 1 -> mutant.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> mutant.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> mutant.insert(random.nextInt(mutant.length() + 1), mutant.substring(at, end));
      }
    }
    return mutant.toString();
  }
}
