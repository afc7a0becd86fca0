package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.constraint.Constraint;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Constraints in requests to an engine whose model would count up for ever. */
class ConstrainedTest {
  private static UnaryOperator<GenerationRequest.Builder> must(Constraint... all) {
    return b -> b.constraints(List.of(all)).seed(3L);
  }

  private static GenerationResult.Choice only(Generation generation) throws InterruptedException {
    return generation.await().choices().getFirst();
  }

  @Test
  void aTextEndsWhereItsConstraintAllowsNothingMore() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      GenerationResult.Choice choice =
          only(scripted.submit("a", 50, must(new Constraint.Regex("b[cd]{3}(x|y)"))));

      assertThat(choice.text()).matches("b[cd]{3}(x|y)").startsWith("bcd");
      assertThat(choice.finish().reason()).isEqualTo(FinishReason.END_OF_GENERATION);
    }
  }

  @Test
  void aLimitLeavesABeginning() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      GenerationResult.Choice choice =
          only(scripted.submit("a", 2, must(new Constraint.Regex("b[cd]{3}"))));

      assertThat(choice.text()).isEqualTo("bc");
      assertThat(choice.finish().reason()).isEqualTo(FinishReason.MAX_NEW_TOKENS);
    }
  }

  @Test
  void whatMustFollowIsComputedTogether() throws InterruptedException {
    Constraint fixed = new Constraint.Regex("[bc]once upon a time[xyz]");
    try (Scripted scripted = new Scripted(b -> b)) {
      GenerationResult.Choice jumped = only(scripted.submit("a", 50, must(fixed)));
      int steps = scripted.runner.batches.size();
      GenerationResult.Choice drawn =
          only(scripted.submit("a", 50, b -> must(fixed).apply(b).topLogprobs(0)));

      assertThat(jumped.text()).isEqualTo(drawn.text()).startsWith("bonce upon a time");
      assertThat(steps).isLessThan(6);
      assertThat(jumped.tokens()).isEqualTo(drawn.tokens());
    }
  }

  @Test
  void everyWayToDecodeKeepsIt() throws InterruptedException {
    Constraint fixed = new Constraint.Regex("(b[cd]{2,4}e){1,3}z");
    try (Scripted scripted = new Scripted(b -> b)) {
      for (String method : List.of("multinomial", "top-k", "top-p", "ssd", "beam-search")) {
        GenerationResult.Choice choice =
            only(
                scripted.submit(
                    "a",
                    40,
                    b -> must(fixed).apply(b).method(method).temperature(4.0).topK(3).topP(0.5)));

        assertThat(choice.text()).as(method).matches("(b[cd]{2,4}e){1,3}z");
      }
    }
  }

  @Test
  void severalHoldTogether() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      GenerationResult.Choice choice =
          only(
              scripted.submit(
                  "a",
                  50,
                  must(
                      new Constraint.Regex("[b-m]{4,9}"),
                      new Constraint.Regex("[bd]*"),
                      new Constraint.Choice(List.of("bbdd", "bcbc", "dd")))));

      assertThat(choice.text()).isEqualTo("bbdd");
    }
  }

  @Test
  void aFreeBeginningComesFirst() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      GenerationResult.Choice choice =
          only(
              scripted.submit(
                  "a",
                  50,
                  b -> must(new Constraint.Regex("[xyz]{2}!")).apply(b).constrainAfter("fg")));

      assertThat(choice.text()).matches("bcdefg\\s{0,16}[xyz]{2}!");
    }
  }

  @Test
  void aConstraintThatLeavesNoTokenEndsItsSequenceAlone() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      Generation neighbour = scripted.submit("A", 30);
      GenerationResult.Choice stuck =
          only(
              scripted.submit(
                  "a",
                  50,
                  b ->
                      must(new Constraint.Regex("[bc]{5}"))
                          .apply(b)
                          .logitBias(java.util.Map.of((int) 'b', -100.0))
                          .stopTokens(List.of((int) 'b', (int) 'c'))
                          .minNewTokens(3)));

      assertThat(stuck.finish().reason()).isEqualTo(FinishReason.ERROR);
      assertThat(stuck.finish().message()).contains("constraint");
      assertThat(only(neighbour).text()).isEqualTo(Scripted.counted("A", 30));
    }
  }

  @Test
  void whatCannotBeUsedIsRefusedByItsField() {
    try (Scripted scripted = new Scripted(b -> b)) {
      assertThatThrownBy(() -> scripted.submit("a", 5, must(new Constraint.Regex("(b"))))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("regex_pattern")
          .hasMessageContaining("line 1");
      assertThatThrownBy(() -> scripted.submit("a", 5, must(new Constraint.Gbnf("root := x"))))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("grammar");
      assertThatThrownBy(() -> scripted.submit("a", 5, b -> b.constrainAfter("x")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("constrain_after");
    }
  }
}
