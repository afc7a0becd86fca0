package dev.drover.engine.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drover.engine.TestModel;
import dev.drover.engine.constraint.Constraint.JsonSchema;
import dev.drover.engine.constraint.Constraint.Regex;
import dev.drover.llama.Llama;
import dev.drover.llama.Model;
import dev.drover.llama.ModelOptions;
import dev.drover.llama.Vocabulary;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ordinary classes of characters stay within the work that a token may take. */
class VocabularyWalkTest {
  private static final List<Constraint> CONSTRAINTS =
      Stream.of(
              "[\\p{L} ]{10,20}",
              "(\\p{Lu}\\p{Ll}{2,12} ?){2,6}",
              "[\\p{L}\\p{N}_-]{3,15}",
              "\\p{L}{1,12}(\\p{P}|\\p{S}|\\p{N}){0,8}",
              "[^\\p{Cc}\\p{P}]{8,14}",
              "(\\w|[\u00e0-\u024f]){4,12}@(\\p{L}|\\d|-){2,10}\\.\\p{Ll}{2,4}")
          .<Constraint>mapMulti((pattern, out) -> {
            out.accept(new Regex(pattern));
            out.accept(
                new JsonSchema(
                    "{\"type\":\"string\",\"pattern\":\"^(%s)$\"}"
                        .formatted(pattern.replace("\\", "\\\\")),
                    false));
          })
          .toList();

  @Test
  void classesOfCharactersAreCheapOverAWholeVocabulary() {
    Llama llama = Llama.load(TestModel.natives());
    try (Model model = Model.load(llama, TestModel.file(), ModelOptions.defaults())) {
      Vocabulary vocabulary = model.vocabulary();
      int size = vocabulary.size();
      for (Constraint constraint : CONSTRAINTS) {
        for (int seed = 0; seed < 3; seed++) {
          // Anew each time: nothing is known of the grammar or of others.
          Matcher matcher =
              new ConstraintCompiler(
                      size, vocabulary::text, vocabulary.endOfGeneration().stream().toArray())
                  .compile(List.of(constraint))
                  .matcher();
          Random random = new Random(seed);
          assertThatCode(() -> walk(matcher, size, random))
              .as(constraint.toString())
              .doesNotThrowAnyException();
        }
      }
    }
  }

  private static void walk(Matcher matcher, int size, Random random) {
    while (!matcher.isOver()) {
      float[] logits = new float[size];
      assertThat(matcher.mask(logits, size)).isTrue();
      int token;
      do {
        token = random.nextInt(size);
      } while (logits[token] != 0);
      matcher.accept(token);
    }
  }
}
