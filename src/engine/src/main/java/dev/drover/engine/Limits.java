package dev.drover.engine;

import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.sampling.SamplingMethods;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Every limit of a request and every message about one. */
public final class Limits {
  /** Most choices of one request. */
  public static final int MAX_N = 128;

  /** Greatest temperature. */
  public static final double MAX_TEMPERATURE = 10;

  /** Greatest repetition penalty. */
  public static final double MAX_REPETITION_PENALTY = 10;

  /** Most stop strings. */
  public static final int MAX_STOP_STRINGS = 64;

  /** Most characters (UTF-16 units) of one stop string. */
  public static final int MAX_STOP_LENGTH = 1024;

  /** Most stop token ids. */
  public static final int MAX_STOP_TOKENS = 1024;

  /** Most biased tokens. */
  public static final int MAX_LOGIT_BIAS = 1024;

  /** Greatest magnitude of a logit bias. */
  public static final double MAX_BIAS = 100;

  /** Most tokens reported with their log-probability at one position. */
  public static final int MAX_TOP_LOGPROBS = 20;

  /** Most inputs of one request for embeddings. */
  public static final int MAX_INPUTS = 2048;

  /** Most messages of a conversation. */
  public static final int MAX_MESSAGES = 10_000;

  /** The priority that is served first. */
  public static final int LEAST_PRIORITY = -100;

  /** The priority that is served last. */
  public static final int GREATEST_PRIORITY = 100;

  /** Most characters (UTF-16 units) of a client's name. */
  public static final int MAX_CLIENT_LENGTH = 256;

  /** Most terms of a steering plan. */
  public static final int MAX_STEERING_TERMS = 256;

  /** Greatest magnitude of a steering strength. */
  public static final double MAX_STRENGTH = 10_000;

  /** Greatest magnitude of a number that steering adds to a hidden state. */
  public static final double MAX_ADDED = 1e9;

  /** Most tools of one request. */
  public static final int MAX_TOOLS = 128;

  /** Most constraints of one request. */
  public static final int MAX_CONSTRAINTS = 8;

  /** Most tokens that are guessed at once. */
  public static final int MAX_DRAFT_TOKENS = 16;

  /** Most members of an ensemble. */
  public static final int MAX_MEMBERS = 8;

  /** Most texts that a beam search follows at once. */
  public static final int MAX_BEAM_WIDTH = 32;

  /** Greatest penalty of a beam search for a token that another group has taken. */
  public static final double MAX_DIVERSITY = 100;

  /** Greatest magnitude of the exponent of a length in a beam search. */
  public static final double MAX_LENGTH_PENALTY = 10;

  /** Longest deadline. */
  public static final Duration MAX_DEADLINE = Duration.ofDays(1);

  private Limits() {}

  static void prompt(Prompt prompt) {
    switch (prompt) {
      case null -> throw new InvalidRequestException("prompt", "is required");
      case Prompt.Text(String text) -> {
        if (text.isEmpty()) {
          throw new InvalidRequestException("prompt", "must not be empty");
        }
        wellFormed("prompt", text);
      }
      case Prompt.Tokens(List<Integer> ids) -> {
        if (ids.isEmpty()) {
          throw new InvalidRequestException("prompt", "must hold at least one token id, given []");
        }
      }
      case Prompt.Chat chat -> {
        if (chat.messages().isEmpty()) {
          throw new InvalidRequestException("messages", "must hold at least one message, given []");
        }
        if (chat.messages().size() > MAX_MESSAGES) {
          throw new InvalidRequestException(
              "messages",
              "must hold at most " + MAX_MESSAGES + " messages, given " + chat.messages().size());
        }
        chat.messages().forEach(Limits::message);
      }
    }
  }

  private static void message(ChatMessage message) {
    if (message.content() != null) {
      wellFormed("messages", message.content());
    } else if (message.toolCalls().isEmpty()) {
      throw new InvalidRequestException(
          "messages",
          "must have content, given a " + message.role().wireName() + " message without");
    }
  }

  /** Runs a check that knows its field by another name. */
  static <T> T under(String field, Supplier<T> check) {
    try {
      return check.get();
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(field, e.rule());
    }
  }

  static int atLeast(String field, Integer value, int least, Integer fallback) {
    if (value == null) {
      return fallback;
    }
    if (value < least) {
      throw new InvalidRequestException(field, "must be at least " + least + ", given " + value);
    }
    return value;
  }

  static int between(String field, Integer value, int least, int most, int fallback) {
    if (value == null) {
      return fallback;
    }
    if (value < least || value > most) {
      throw new InvalidRequestException(
          field, "must be between " + least + " and " + most + ", given " + value);
    }
    return value;
  }

  static double between(String field, Double value, double least, double most, double fallback) {
    if (value == null) {
      return fallback;
    }
    // Written so that NaN fails.
    if (!(value >= least && value <= most)) {
      throw new InvalidRequestException(
          field,
          "must be between " + number(least) + " and " + number(most) + ", given " + number(value));
    }
    return value;
  }

  static Double share(String field, Double value, boolean zeroAllowed) {
    if (value == null) {
      return null;
    }
    if (!(value <= 1 && (zeroAllowed ? value >= 0 : value > 0))) {
      throw new InvalidRequestException(
          field,
          (zeroAllowed ? "must be between 0 and 1" : "must be greater than 0 and at most 1")
              + ", given "
              + number(value));
    }
    return value;
  }

  static SchedulingOptions scheduling(Integer priority, String client, Duration deadline) {
    if (client != null && client.length() > MAX_CLIENT_LENGTH) {
      throw new InvalidRequestException(
          "client",
          "must hold at most " + MAX_CLIENT_LENGTH + " characters, given " + client.length());
    }
    if (deadline != null && (!deadline.isPositive() || deadline.compareTo(MAX_DEADLINE) > 0)) {
      throw new InvalidRequestException(
          "deadline_ms",
          "must be between 1 and "
              + MAX_DEADLINE.toMillis()
              + ", given "
              + (deadline.compareTo(MAX_DEADLINE) > 0 ? "more" : deadline.toMillis()));
    }
    return new SchedulingOptions(
        between("priority", priority, LEAST_PRIORITY, GREATEST_PRIORITY, 0),
        client == null ? "" : client,
        deadline);
  }

  static double repetitionPenalty(Double value) {
    return positive("repetition_penalty", value, MAX_REPETITION_PENALTY, 1);
  }

  static double positive(String field, Double value, double most, double fallback) {
    if (value == null) {
      return fallback;
    }
    if (!(value > 0 && value <= most)) {
      throw new InvalidRequestException(
          field, "must be greater than 0 and at most " + number(most) + ", given " + number(value));
    }
    return value;
  }

  static List<String> stop(List<String> stop) {
    if (stop == null) {
      return List.of();
    }
    atMost("stop", "stop strings", stop.size(), MAX_STOP_STRINGS);
    for (String s : stop) {
      text("stop", s, MAX_STOP_LENGTH);
    }
    return List.copyOf(stop);
  }

  /** Refuses an element that is no text, or too long a one. */
  static void text(String field, String text, int most) {
    if (text == null || text.isEmpty()) {
      throw new InvalidRequestException(field, "must not hold an empty string");
    }
    if (text.length() > most) {
      throw new InvalidRequestException(
          field,
          "must hold strings of at most " + most + " characters, given one of " + text.length());
    }
    wellFormed(field, text);
  }

  static List<Integer> stopTokens(List<Integer> tokens) {
    if (tokens == null) {
      return List.of();
    }
    atMost("stop_token_ids", "token ids", tokens.size(), MAX_STOP_TOKENS);
    if (tokens.stream().anyMatch(Objects::isNull)) {
      throw new InvalidRequestException("stop_token_ids", "must hold token ids, given null");
    }
    return List.copyOf(tokens);
  }

  static String method(String name) {
    if (name != null && Decoding.named(name).isPresent()) {
      return SamplingMethods.DEFAULT;
    }
    return SamplingMethods.canonicalName(name == null ? SamplingMethods.DEFAULT : name)
        .orElseThrow(() ->
            new InvalidRequestException(
                "sampling_method",
                "must be one of "
                    + SamplingMethods.names()
                    + ", "
                    + Decoding.allNames()
                    + ", given `"
                    + shown(name)
                    + "`"));
  }

  static Map<Integer, Double> logitBias(Map<Integer, Double> bias) {
    if (bias == null) {
      return Map.of();
    }
    atMost("logit_bias", "entries", bias.size(), MAX_LOGIT_BIAS);
    bias.forEach((token, value) -> {
      if (token == null || value == null) {
        throw new InvalidRequestException("logit_bias", "must map token ids to numbers");
      }
      between("logit_bias", value, -MAX_BIAS, MAX_BIAS, 0.0);
    });
    return Map.copyOf(bias);
  }

  /** Refuses token ids that the model does not have. */
  static void tokenIds(String field, Iterable<Integer> ids, int vocabularySize) {
    for (int id : ids) {
      if (id < 0 || id >= vocabularySize) {
        throw new InvalidRequestException(
            field, "must hold token ids from 0 to " + (vocabularySize - 1) + ", given " + id);
      }
    }
  }

  /** Refuses an adapter that the model was not loaded with. */
  static void adapter(String name, Collection<String> adapters) {
    if (name != null && !adapters.contains(name)) {
      throw new InvalidRequestException(
          "adapter",
          (adapters.isEmpty()
                  ? "must be absent: the model has none"
                  : "must be one of " + new TreeSet<>(adapters))
              + ", given `"
              + shown(name)
              + "`");
    }
  }

  /** Refuses to tell of tokens after the prompt's. */
  static void promptLogprobsFrom(int from, int promptLength) {
    if (from >= promptLength) {
      throw new InvalidRequestException(
          "prompt_logprobs_from",
          "must be before the prompt's end at %d, given %d".formatted(promptLength, from));
    }
  }

  /** Refuses a prompt that leaves no room for one generated token. */
  static void promptLength(int tokens, int contextLength) {
    if (tokens == 0) {
      throw new InvalidRequestException("prompt", "must yield at least one token");
    }
    if (tokens >= contextLength) {
      throw new PromptTooLongException(tokens, contextLength);
    }
  }

  /** Refuses a model that cannot write text. */
  static void generates(ModelInfo model) {
    if (!model.generates()) {
      throw new InvalidRequestException(
          "model", "must be one that writes text, given `" + model.name() + "`, which only embeds");
    }
  }

  static void atMost(String field, String what, int size, int most) {
    if (size > most) {
      throw new InvalidRequestException(
          field, "must hold at most " + most + " " + what + ", given " + size);
    }
  }

  static void wellFormed(String field, String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new InvalidRequestException(
          field, "must be well-formed Unicode, given a lone surrogate");
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** A value as an error message may show it: at most 64 characters of it. */
  public static String shown(String value) {
    return value.length() <= 64 ? value : value.substring(0, 64) + "…";
  }
}
