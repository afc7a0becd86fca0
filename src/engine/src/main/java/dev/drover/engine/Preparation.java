package dev.drover.engine;

import dev.drover.engine.chat.ChatTemplate;
import dev.drover.engine.constraint.CompiledConstraint;
import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.ConstraintCompiler;
import dev.drover.engine.constraint.ConstraintException;
import dev.drover.engine.constraint.Matcher;
import dev.drover.engine.sampling.SamplingPlan;
import dev.drover.engine.sampling.TokenTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Checks requests against the model and makes them ready for its engine: prompts become tokens,
 * constraints automata, and what steering and drafting name is found. Works on callers' threads.
 */
final class Preparation {
  private final Engine engine;
  private final ModelRunner runner;
  private final EngineConfig config;
  private final SteeringLibrary library;
  private final ModelInfo info;
  private final ChatTemplate chatTemplate;
  private final ConstraintCompiler constraints;
  private final TokenTable tokens;
  private final Companions companions = new Companions();

  Preparation(Engine engine, ModelRunner runner, EngineConfig config, SteeringLibrary library) {
    this.engine = engine;
    this.runner = runner;
    this.config = config;
    this.library = library;
    this.info = runner.info();
    Tokenizer tokenizer = runner.tokenizer();
    this.chatTemplate = new ChatTemplate(runner.chatTemplate(), tokenizer);
    this.tokens = new TokenTable(tokenizer.size(), tokenizer::bytes, runner.tokenVectors());
    this.constraints =
        new ConstraintCompiler(tokenizer.size(), tokenizer::bytes, tokenizer.endOfGeneration());
  }

  /** There are other models beside this one, which requests may name. */
  void companions(Function<String, EngineLease> leases) {
    companions.are(leases);
  }

  Companions companions() {
    return companions;
  }

  ChatTemplate chatTemplate() {
    return chatTemplate;
  }

  /**
   * Makes a request ready.
   *
   * @param seat its place in a vote, or null
   * @throws InvalidRequestException if the request does not fit the model
   * @throws UnknownVectorException if its steering names a vector that is not known
   * @throws EngineUnavailableException if another model that it needs cannot be had
   */
  Prepared prepare(GenerationRequest request, TokenVote.Seat seat) {
    int vocabulary = info.vocabularySize();
    Limits.tokenIds("stop_token_ids", request.stopping().stopTokens(), vocabulary);
    Limits.tokenIds("logit_bias", request.sampling().logitBias().keySet(), vocabulary);
    Limits.adapter(request.adapter(), config.adapters().keySet());
    SamplingLimits.method(request.sampling().method(), runner.tokenVectors() != null);
    SamplingPlan sampling = new SamplingPlan(request.sampling(), tokens);
    int[] prompt = tokenize(request.prompt());
    Limits.promptLength(prompt.length, info.contextLength());
    Limits.promptLogprobsFrom(request.promptLogprobsFrom(), prompt.length);
    SteeringLimits.states(request.states(), prompt.length, info);
    Steering steering = Steering.of(request.steering(), library, engine);
    if (!steering.isEmpty() || request.states() != null) {
      SteeringLimits.tap(info, runner.canTap());
    }
    Supplier<Matcher> constraint = constraint(request.constraint());
    String draft = request.decoding().draftModel();
    return new Prepared(
        request,
        prompt,
        sampling,
        steering,
        constraint,
        draft == null ? null : companions.drafter(draft, engine),
        seat);
  }

  private Supplier<Matcher> constraint(ConstraintOptions options) {
    if (options.all().isEmpty()) {
      return null;
    }
    CompiledConstraint compiled;
    try {
      compiled = constraints.compile(options.all());
    } catch (ConstraintException e) {
      throw new InvalidRequestException(field(options.all()), e.getMessage());
    }
    if (options.after() == null) {
      return compiled::matcher;
    }
    int control = runner.tokenizer().control(options.after());
    return () -> compiled.matcherAfter(options.after(), control);
  }

  /** The field of the first constraint that cannot be used; of the last if each by itself can. */
  private String field(List<Constraint> all) {
    List<Constraint> single = new ArrayList<>();
    for (Constraint constraint : all) {
      if (constraint instanceof Constraint.ToolCalls calls) {
        single.addAll(calls.otherwise());
      }
      single.add(constraint);
    }
    for (Constraint constraint : single) {
      try {
        constraints.compile(List.of(constraint));
      } catch (ConstraintException e) {
        return field(constraint);
      }
    }
    return field(all.getLast());
  }

  private static String field(Constraint constraint) {
    return switch (constraint) {
      case Constraint.JsonSchema c -> "json_schema";
      case Constraint.AnyJson c -> "json";
      case Constraint.Regex c -> "regex_pattern";
      case Constraint.Gbnf c -> "grammar";
      case Constraint.Choice c -> "choices";
      case Constraint.ToolCalls c -> "tools";
    };
  }

  /** The prompt's token ids. */
  int[] tokenize(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Text(String text) -> runner.tokenizer().encode(text, true, true);
      case Prompt.Tokens(List<Integer> ids) -> {
        Limits.tokenIds("prompt", ids, info.vocabularySize());
        yield ids.stream().mapToInt(Integer::intValue).toArray();
      }
      case Prompt.Chat chat -> chatTemplate.tokenize(chat);
    };
  }
}
