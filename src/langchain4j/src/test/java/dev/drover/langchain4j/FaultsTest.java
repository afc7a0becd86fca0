package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.FinishReason;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationFailedException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of the engine has its exception. */
class FaultsTest {

  @ParameterizedTest
  @CsvSource({
    "max_new_tokens, maxOutputTokens",
    "min_new_tokens, minNewTokens",
    "stop, stopSequences",
    "stop_token_ids, stopTokens",
    "top_p, topP",
    "repetition_penalty, repetitionPenalty",
    "messages, messages"
  })
  void anInvalidFieldIsToldByTheNameItHasHere(String field, String parameter) {
    var invalid = new dev.drover.engine.InvalidRequestException(field, "must be 1, given 2");

    assertThat(Faults.toLangChain4j(invalid))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessage(parameter + " must be 1, given 2")
        .hasCause(invalid);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void onlyAFullQueueIsARateLimit(Reason reason) {
    var unavailable = new EngineUnavailableException(reason, "no", Duration.ofSeconds(1));

    assertThat(Faults.toLangChain4j(unavailable))
        .isExactlyInstanceOf(
            reason == Reason.QUEUE_FULL ? RateLimitException.class : InternalServerException.class)
        .hasMessage("no");
  }

  @Test
  void aFaultOfTheEngineIsAServerErrorAndOthersPass() {
    assertThat(Faults.toLangChain4j(new GenerationFailedException("no")))
        .isExactlyInstanceOf(InternalServerException.class)
        .hasMessage("no");
    RuntimeException other = new IllegalStateException();
    assertThat(Faults.toLangChain4j(other)).isSameAs(other);
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      names = {"ERROR", "CANCELLED", "READER_TOO_SLOW"})
  void halfAnAnswerIsNoAnswer(FinishReason reason) {
    assertThatThrownBy(() -> Faults.refuseUnfinished(new Finished(0, reason, null, "no", 3, 0, 0)))
        .isExactlyInstanceOf(InternalServerException.class);
  }

  @Test
  void aDeadlineIsATimeout() {
    Finished late = new Finished(0, FinishReason.DEADLINE, null, "too late", 3, 0, 0);
    assertThatThrownBy(() -> Faults.refuseUnfinished(late))
        .isExactlyInstanceOf(TimeoutException.class)
        .hasMessage("too late");
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ERROR", "CANCELLED", "READER_TOO_SLOW", "DEADLINE"})
  void aWholeAnswerPasses(FinishReason reason) {
    Faults.refuseUnfinished(new Finished(0, reason, null, null, 3, 0, 0));
  }
}
