package dev.drover.engine.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SteeringPresetTest {

  private static String domain(SteeringPreset preset) {
    return preset.needsDomain() ? "beekeeping" : null;
  }

  private static List<ContrastTriple> all(SteeringPreset preset) {
    String domain = domain(preset);
    return Stream.concat(preset.triples(domain).stream(), preset.holdout(domain).stream()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void hasTwentyFourTriplesAndEightHeldOut(SteeringPreset preset) {
    assertThat(preset.triples(domain(preset))).hasSizeGreaterThanOrEqualTo(24);
    assertThat(preset.holdout(domain(preset))).hasSize(8);
  }

  @ParameterizedTest
  @EnumSource
  void noTripleComesTwice(SteeringPreset preset) {
    List<ContrastTriple> triples = all(preset);
    assertThat(triples).extracting(ContrastTriple::prompt).doesNotHaveDuplicates();
    assertThat(triples).extracting(ContrastTriple::positive).doesNotHaveDuplicates();
    assertThat(triples).extracting(ContrastTriple::negative).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void textsArePlainAsciiWithoutBlanksAtTheirEnds(SteeringPreset preset) {
    for (ContrastTriple triple : all(preset)) {
      for (String text : List.of(triple.prompt(), triple.positive(), triple.negative())) {
        assertThat(text).isEqualTo(text.strip()).isNotEmpty();
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).as(text).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BREVITY")
  void answersDifferButNotByTheirLength(SteeringPreset preset) {
    for (ContrastTriple triple : all(preset)) {
      assertThat(triple.positive()).isNotEqualTo(triple.negative());
      assertThat(triple.positiveInstruction()).isNull();
      assertThat(triple.negativeInstruction()).isNull();
    }
    assertThat(length(all(preset), ContrastTriple::positive))
        .isBetween(
            0.8 * length(all(preset), ContrastTriple::negative),
            1.25 * length(all(preset), ContrastTriple::negative));
  }

  private static double length(
      List<ContrastTriple> triples, Function<ContrastTriple, String> side) {
    return triples.stream().map(side).mapToInt(String::length).sum();
  }

  @Test
  void brevityContrastsInstructionsOnly() {
    List<ContrastTriple> triples = all(SteeringPreset.BREVITY);
    assertThat(triples).allMatch(t -> t.positive().equals(t.negative()));
    assertThat(triples.stream().map(ContrastTriple::positiveInstruction).distinct())
        .hasSizeGreaterThanOrEqualTo(6);
    assertThat(triples.stream().map(ContrastTriple::negativeInstruction).distinct())
        .hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void jsonComplianceAnswersInValidJson() {
    ObjectMapper mapper = new ObjectMapper();
    assertThat(all(SteeringPreset.JSON_COMPLIANCE))
        .allSatisfy(triple -> {
          assertThat(mapper.readTree(triple.positive()).isContainerNode()).isTrue();
        });
  }

  @Test
  void theDomainStandsInEveryPositiveAnswerAndInNoNegativeOne() {
    assertThat(all(SteeringPreset.DOMAIN_SPECIFIC))
        .allSatisfy(triple -> {
          assertThat(triple.positive()).contains("beekeeping").doesNotContain("{");
          assertThat(triple.negative()).doesNotContain("beekeeping").doesNotContain("{");
        });
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "two\nlines"})
  void aDomainThatIsNoneIsRefused(String domain) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SteeringPreset.DOMAIN_SPECIFIC.triples(domain))
        .withMessage(
            "must be given a domain for domain_specific, 1 to 80 characters on one line, given "
                + domain);
  }

  @Test
  void aDomainTooLongOrInVainIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SteeringPreset.DOMAIN_SPECIFIC.holdout("x".repeat(81)));
    assertThat(SteeringPreset.DOMAIN_SPECIFIC.holdout("x".repeat(80))).hasSize(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SteeringPreset.BREVITY.triples("law"))
        .withMessage("must not be given a domain for brevity, given law");
  }

  @ParameterizedTest
  @CsvSource({
    "brevity, 0.35",
    "truthfulness, 0.45",
    "format_rigidity, 0.5",
    "refusal_strength, 0.65",
    "safety_style, 0.55",
    "domain_specific, 0.4",
    "tone_control, 0.25",
    "json_compliance, 0.5"
  })
  void namesAndMinimumStrengthsAreMechanexs(String name, double strength) {
    SteeringPreset preset = SteeringPreset.of(name).orElseThrow();
    assertThat(preset.wireName()).isEqualTo(name);
    assertThat(preset.minimumStrength()).isEqualTo(strength);
    assertThat(preset.description()).endsWith(".");
    assertThat(preset.needsDomain()).isEqualTo(name.equals("domain_specific"));
    assertThat(SteeringPreset.names()).contains(name).hasSize(8);
  }

  @Test
  void anUnknownNameIsNone() {
    assertThat(SteeringPreset.of("Brevity")).isEmpty();
    assertThat(SteeringPreset.of("")).isEmpty();
  }

  @Test
  void neutralTextHasTwelveParagraphsOfLikeLength() {
    assertThat(NeutralText.paragraphs()).hasSize(12).doesNotHaveDuplicates();
    assertThat(NeutralText.paragraphs())
        .allSatisfy(paragraph -> {
          assertThat(paragraph.split(" ").length).isBetween(60, 90);
          assertThat(paragraph).matches("[ -~]+");
        });
  }
}
