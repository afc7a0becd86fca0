package dev.drover.functions.fn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of sampling over the wire, on the real model. */
@QuarkusTest
class SamplingTest extends ServiceTest {
  private static final String SEA = "'prompt':'The sea is'";

  private static JsonPath ok(String path, String json) {
    return post(path, ("{" + json + "}").replace('\'', '"'))
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static JsonPath generate(String fields) {
    return ok("/fn/generate", SEA + ",'max_new_tokens':12,'seed':5," + fields);
  }

  private static String text(String fields) {
    return generate(fields).getString("choices[0].text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'sampling_method':'ads'",
        "'sampling_method':'adaptive-determinantal-sampling','ads_subset_size':16,'ads_beta':0.9",
        "'adaptive_temperature':true,'temperature':1.5",
        "'adaptive_temperature_range':1.5,'adaptive_temperature_exponent':2,'temperature':1.5",
        "'adaptive_top_p':true,'top_p':0.5",
        "'adaptive_top_p_range':0.4,'top_p':0.5",
        "'xtc_probability':1,'xtc_threshold':0.02",
        "'watermark':true,'watermark_delta':8",
        "'watermark_key':7,'watermark_gamma':0.5"
      })
  void anOptionChangesTheTextAndItsSeedRepeatsIt(String fields) {
    String text = text(fields);
    assertThat(text(fields)).isEqualTo(text);
    assertThat(text).isNotEqualTo(text("'temperature':1"));
  }

  @Test
  void badWordsDoNotAppear() {
    String plain = text("'temperature':0");
    String word = plain.strip().split(" ")[0];
    assertThat(text("'temperature':0,'bad_words':['" + word + "']")).doesNotContain(word);
  }

  @Test
  void repetitionsAreAvoided() {
    String loop =
        "'prompt':'The cat sat on the mat. The cat sat on the mat. The cat sat on the mat. The cat sat on the','seed':1,";
    String plain =
        ok("/fn/generate", loop + "'temperature':0,'max_new_tokens':2")
            .getString("choices[0].text");
    assertThat(plain).startsWith(" mat");
    String dry =
        ok(
                "/fn/generate",
                loop
                    + "'temperature':0,'max_new_tokens':2,'dry_multiplier':10,'dry_base':2,"
                    + "'dry_allowed_length':1,'dry_penalty_last_n':200,'dry_sequence_breakers':[]")
            .getString("choices[0].text");
    assertThat(dry).doesNotStartWith(" mat");
    String windowed =
        ok(
                "/fn/generate",
                loop
                    + "'temperature':0,'max_new_tokens':2,'repetition_penalty':8,"
                    + "'penalty_last_n':1")
            .getString("choices[0].text");
    assertThat(windowed).as("mat is outside the window").startsWith(" mat");
  }

  @Test
  void theBestOfSeveralIsReturned() {
    String hot = "'temperature':1.8,";
    List<Float> all = generate(hot + "'n':6").getList("choices.confidence");
    JsonPath best = generate(hot + "'best_of':6");
    assertThat(best.getList("choices")).hasSize(1);
    assertThat(best.getInt("choices[0].index")).isZero();
    float confidence = best.getFloat("choices[0].confidence");
    assertThat(all).anySatisfy(one -> assertThat(one).isCloseTo(confidence, within(0.01f)));
  }

  @Test
  void confidenceIsReported() {
    float sure = generate("'temperature':0").getFloat("choices[0].confidence");
    float unsure = generate("'temperature':4").getFloat("choices[0].confidence");
    assertThat(sure).isBetween(0f, 1f).isGreaterThan(unsure);
  }

  @Test
  void aWatermarkIsFound() {
    String mark = "'watermark_key':99,'watermark_delta':6,'ignore_eos':true";
    String plain = text("'ignore_eos':true");
    JsonPath marked =
        ok("/fn/generate", SEA + ",'max_new_tokens':80,'seed':1,'temperature':1," + mark);
    List<Integer> tokens = marked.getList("choices[0].tokens");
    JsonPath found = ok("/fn/watermark-detect", "'tokens':" + tokens + ",'watermark_key':99");
    assertThat(found.getDouble("p_value")).isLessThan(1e-6);
    assertThat(found.getDouble("z_score")).isGreaterThan(4);
    assertThat(found.getInt("green")).isLessThanOrEqualTo(found.getInt("scored"));
    assertThat(ok("/fn/watermark-detect", "'tokens':" + tokens).getDouble("p_value"))
        .as("with another key")
        .isGreaterThan(1e-4);
    assertThat(
            ok("/fn/watermark-detect", "'text':'" + plain.replaceAll("[^\\w ]", "") + "'")
                .getDouble("p_value"))
        .isGreaterThan(1e-4);
  }

  @Test
  void aTextToLookThroughIsRequired() {
    for (String body : new String[] {"{}", "{\"text\":\"a\",\"tokens\":[1]}"}) {
      assertThat(post("/fn/watermark-detect", body).statusCode()).isEqualTo(400);
    }
    assertThat(post("/fn/watermark-detect", "{\"text\":\"a\",\"watermark_gamma\":2}").statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/completions", "/v1/chat/completions"})
  void otherDialectsTakeTheSameFields(String path) {
    String prompt =
        path.endsWith("chat/completions")
            ? "'messages':[{'role':'user','content':'Tell me about the sea.'}]"
            : "'prompt':'The sea is'";
    String fields = prompt + ",'max_tokens':8,'seed':5,'temperature':1";
    String all =
        ",'sampling_method':'ads','ads_subset_size':5,'ads_beta':0.5,'adaptive_temperature':true,"
            + "'adaptive_temperature_range':0.2,'adaptive_temperature_exponent':1,"
            + "'adaptive_top_p':true,'adaptive_top_p_range':0.05,'xtc_probability':0.5,"
            + "'xtc_threshold':0.1,'dry_multiplier':0.8,'dry_base':1.75,'dry_allowed_length':2,"
            + "'dry_penalty_last_n':64,'dry_sequence_breakers':['\\n'],'penalty_last_n':32,"
            + "'bad_words':['ocean'],'watermark':true,'watermark_gamma':0.5,'watermark_delta':2,"
            + "'watermark_key':3";
    JsonPath answer = ok(path, fields + all);
    assertThat(answer.getFloat("choices[0].confidence")).isBetween(0f, 1f);
    assertThat(answer.getMap("choices[0]")).isNotEqualTo(ok(path, fields).getMap("choices[0]"));
  }
}
