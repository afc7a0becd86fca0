package dev.drover.functions.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.drover.engine.training.Probe;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model writes contrast pairs. */
@QuarkusTest
@TestProfile(FreshStore.class)
class PairWriterTest extends SteeringTest {

  @Test
  void writesPairsThatTellThePersonaFromItsOpposite() {
    JsonPath reply =
        posted(
            200,
            "/steering/pairs",
            "{\"persona_name\":\"a cheerful pirate\",\"persona_description\":\"You talk like a"
                + " pirate and love the sea.\",\"negative_description\":\"You are a sober"
                + " accountant who speaks plainly.\",\"num_pairs\":4,\"seed\":7}");
    assertThat(reply.getInt("total_pairs")).isBetween(1, 4);
    assertThat(reply.getList("pairs")).hasSize(reply.getInt("total_pairs"));
    assertThat(reply.getString("persona_name")).isEqualTo("a cheerful pirate");
    List<String> prompts = reply.getList("pairs.prompt");
    assertThat(prompts).doesNotHaveDuplicates().allMatch(p -> p.endsWith("?") || p.endsWith("."));
    List<String> answers = new ArrayList<>(reply.getList("pairs.positive_answer"));
    answers.addAll(reply.getList("pairs.negative_answer"));
    assertThat(answers).doesNotHaveDuplicates().allMatch(a -> !a.isBlank());
    List<Float> scores = reply.getList("pairs.score");
    assertThat(scores).allMatch(score -> score > 0);
    assertThat(reply.getDouble("avg_final_score"))
        .isCloseTo(
            scores.stream().mapToDouble(Float::doubleValue).average().orElseThrow(), offset(1e-4));
    // As a function, too.
    assertThat(
            post("/fn/steering-pairs", "{\"persona_name\":\"pirate\",\"num_pairs\":1,\"seed\":7}")
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A whole answer. And anoth|true|A whole answer.",
        "A whole answer. And anoth|false|A whole answer. And anoth",
        "It costs 3.5 pou|true|-",
        "no end in sight|true|-",
        " ... |false|-",
        "Really? Yes! Of cou|true|Really? Yes!"
      })
  void keepsWholeSentences(String text, boolean cut, String kept) {
    assertThat(PairWriter.whole(text, cut)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "\"What is bread made of?\" Bread is|What is bread made of?",
        "1. Why do cats purr?|Why do cats purr?",
        "Bread is good.|-",
        "Why?|-",
        "lower case is no question?|-"
      })
  void takesTheQuestionOutOfWhatTheModelSays(String text, String question) {
    assertThat(PersonaQuestions.question(text)).isEqualTo(question);
  }

  @Test
  void asksQuestionsOfItsOwnWhereThoseWrittenHereDoNotSuffice() throws InterruptedException {
    Probe probe = new Probe(engine(), () -> false, false);
    List<String> questions = new PersonaQuestions(engine(), probe, new Random(1)).first(66);
    assertThat(questions).hasSize(66);
    assertThat(questions.subList(0, 60)).doesNotHaveDuplicates();
    assertThat(questions.subList(60, 66)).anyMatch(q -> !questions.subList(0, 60).contains(q));
  }
}
