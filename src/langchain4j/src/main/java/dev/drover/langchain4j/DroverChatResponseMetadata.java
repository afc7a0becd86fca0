package dev.drover.langchain4j;

import dev.drover.engine.AppliedTerm;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.TokenLogprobs;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.Objects;

/** LangChain4j's metadata of a response and what the engine knows beside it. */
public final class DroverChatResponseMetadata extends ChatResponseMetadata {
  private final Finished finish;
  private final List<TokenLogprobs> logprobs;
  private final List<AppliedTerm> steering;

  private DroverChatResponseMetadata(Builder builder) {
    super(builder);
    finish = builder.finish;
    logprobs = List.copyOf(builder.logprobs);
    steering = List.copyOf(builder.steering);
  }

  /** Starts from nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** How the engine ended the answer: its own reason, and the stop sequence if one ended it. */
  public Finished finish() {
    return finish;
  }

  /**
   * One entry a generated token, if {@link DroverChatRequestParameters#topLogprobs} asked for them;
   * else empty.
   */
  public List<TokenLogprobs> logprobs() {
    return logprobs;
  }

  /** What each term of the request's steering did, if its plan asked for a report; else empty. */
  public List<AppliedTerm> steering() {
    return steering;
  }

  @Override
  public Builder toBuilder() {
    Builder builder = new Builder().logprobs(logprobs).steering(steering);
    builder.finish = finish;
    toBuilder(builder);
    return builder;
  }

  @Override
  public boolean equals(Object o) {
    return super.equals(o)
        && o instanceof DroverChatResponseMetadata that
        && Objects.equals(finish, that.finish)
        && logprobs.equals(that.logprobs)
        && steering.equals(that.steering);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), finish, logprobs, steering);
  }

  @Override
  public String toString() {
    return "DroverChatResponseMetadata{" + super.toString() + ", finish=" + finish + "}";
  }

  /** Collects metadata. */
  public static final class Builder extends ChatResponseMetadata.Builder<Builder> {
    private Finished finish;
    private List<TokenLogprobs> logprobs = List.of();
    private List<AppliedTerm> steering = List.of();

    private Builder() {}

    /** How the engine ended the answer; LangChain4j's finish reason follows from it. */
    public Builder finish(Finished value) {
      finish = value;
      return finishReason(
          switch (value.reason()) {
            case END_OF_GENERATION, STOP_STRING, STOP_TOKEN -> FinishReason.STOP;
            case MAX_NEW_TOKENS, CONTEXT_FULL -> FinishReason.LENGTH;
            case CANCELLED, DEADLINE, READER_TOO_SLOW, ERROR -> FinishReason.OTHER;
          });
    }

    /** One entry a generated token, or empty. */
    public Builder logprobs(List<TokenLogprobs> value) {
      logprobs = value;
      return this;
    }

    /** One entry a term, or empty. */
    public Builder steering(List<AppliedTerm> value) {
      steering = value;
      return this;
    }

    @Override
    public DroverChatResponseMetadata build() {
      return new DroverChatResponseMetadata(this);
    }
  }
}
