package dev.drover.engine.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TripleLinesTest {
  private static final ContrastTriple TRIPLE = new ContrastTriple("p", "a", "b");

  @Provide
  Arbitrary<List<ContrastTriple>> sets() {
    Arbitrary<String> text = VectorProperties.texts().filter(t -> !t.isEmpty());
    Arbitrary<String> system = VectorProperties.texts().injectNull(0.5);
    return Combinators.combine(text, text, text, system, system)
        .filter((p, a, b, s, t) -> !a.equals(b))
        .as(ContrastTriple::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static List<ContrastTriple> read(String jsonl) {
    return TripleLines.read(jsonl.getBytes(UTF_8));
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("sets") List<ContrastTriple> triples) {
    assertThat(TripleLines.read(TripleLines.write(triples))).isEqualTo(triples);
  }

  @Test
  void aLineHasTheKeysOfMechanex() {
    List<ContrastTriple> triples =
        List.of(
            new ContrastTriple("Hi?", "J\u00fc", "a\nb"),
            new ContrastTriple("p", "a", "a", "s", "t"));
    assertThat(new String(TripleLines.write(triples), UTF_8))
        .isEqualTo(
            """
            {"prompt":"Hi?","positive_answer":"J\\u00FC","negative_answer":"a\\nb"}
            {"prompt":"p","positive_answer":"a","negative_answer":"a",\
            "positive_system":"s","negative_system":"t"}
            """);
  }

  @Test
  void blankLinesAndOtherLineEndsAndNullSystemsPass() {
    String line = "{\"negative_answer\":\"b\",\"positive_answer\":\"a\",\"prompt\":\"p\"";
    assertThat(read("\ufeff" + line + "}\r\n\r\n \t\n" + line + ",\"positive_system\":null}"))
        .containsExactly(TRIPLE, TRIPLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                     | must be a JSON object, given []
          "text"                 | must be a JSON object, given "text"
          {                      | must be valid JSON: it ends too early
          {}                     | must have a prompt that is not empty
          {} {}                  | must be valid JSON
          {"prompt":"p"}         | must have a positive_answer that is not empty
          {"prompt":"p","positive_answer":"a"} | must have a negative_answer that is not empty
          {"prompt":"p","positive_answer":"a","negative_answer":""} | must have a negative_answer that is not empty
          {"prompt":null,"positive_answer":"a","negative_answer":"b"} | must have a prompt that is not empty
          {"prompt":"p","positive_answer":"a","negative_answer":"a"} | must have two sides that differ
          {"prompt":"p","positive_answer":1,"negative_answer":"a"} | must have a text as positive_answer, given 1
          {"prompt":"p","positive_answer":["a"],"negative_answer":"a"} | must have a text as positive_answer, given ["a"]
          {"prompt":"p","prompt":"q","positive_answer":"a","negative_answer":"b"} | Duplicate field 'prompt'
          {"prompt":"p","positive_answer":"a","negative_answer":"b","extra":1} | must have no other keys than prompt, positive_answer, negative_answer, positive_system and negative_system, given extra
          {"prompt":"\\ud800","positive_answer":"a","negative_answer":"b"} | must have a prompt that is valid Unicode
          """)
  void brokenLinesAreRefusedByTheirNumber(String line, String message) {
    String good = "{\"prompt\":\"p\",\"positive_answer\":\"a\",\"negative_answer\":\"b\"}\n";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(good + "\n" + line + "\n" + good))
        .withMessageStartingWith("line 3 must ")
        .withMessageContaining(message);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] line =
        "{\"prompt\":\"p?\",\"positive_answer\":\"a\",\"negative_answer\":\"b\"}".getBytes(UTF_8);
    line[12] = (byte) 0xff;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TripleLines.read(line))
        .withMessageStartingWith("line 1 must be valid JSON: Invalid UTF-8");
  }

  @Test
  void sizesAreLimited() {
    String most = "x".repeat(VectorLimits.MAX_TEXT);
    assertThat(TripleLines.read(TripleLines.write(List.of(new ContrastTriple(most, "a", "b")))))
        .hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TripleLines.write(List.of(new ContrastTriple(most + "x", "a", "b"))))
        .withMessage("must have a prompt of at most 32768 characters, given 32769");
    String line = "{\"prompt\":\"%s\",\"positive_answer\":\"a\",\"negative_answer\":\"b\"}\n";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(line.formatted(most + "x")))
        .withMessage("line 1 must have a prompt of at most 32768 characters, given 32769");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(line.formatted(most + most + "x")))
        .withMessageContaining("a text of more than 65536");
    String lines = line.formatted("p").repeat(VectorLimits.MAX_TRIPLES);
    assertThat(read(lines)).hasSize(10_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(lines + line.formatted("p")))
        .withMessage("must have at most 10000 triples, given more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TripleLines.write(Collections.nCopies(10_001, TRIPLE)))
        .withMessage("must have 1 to 10000 triples, given 10001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("\n\n"))
        .withMessage("must have at least one triple, given none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TripleLines.read(new byte[VectorLimits.MAX_JSON_BYTES + 1]))
        .withMessage("must have at most 67108864 bytes, given 67108865");
  }

  @Property(tries = 1000)
  void anythingAtAllIsReadOrRefused(
      @ForAll("sets") List<ContrastTriple> triples, @ForAll int seed) {
    Damage.readOrRefused(Damage.of(TripleLines.write(triples), seed), TripleLines::read);
  }
}
