package dev.drover.functions.steering;

import dev.drover.engine.Engine;
import dev.drover.engine.FinishReason;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.Answers;
import dev.drover.engine.training.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Has a model write contrast pairs for a persona: it answers a question as the persona and as its
 * opposite, and then judges how much either answer tells the two apart. What is empty, cut off,
 * said before, or as probable for the other side is thrown away and tried again. Blocks while the
 * model works.
 */
public final class PairWriter {
  /** Most pairs of one call. */
  public static final int MAX_PAIRS = 200;

  private static final double TEMPERATURE = 0.8;
  private static final double TOP_P = 0.95;
  private static final int MAX_TOKENS = 64;

  /** How often a question is tried. */
  private static final int ROUNDS = 4;

  private final Engine engine;
  private final Probe probe;
  private final Persona persona;
  private final Random random;
  private final Set<String> said = new HashSet<>();

  private PairWriter(Engine engine, Probe probe, Persona persona, Random random) {
    this.engine = engine;
    this.probe = probe;
    this.persona = persona;
    this.random = random;
  }

  /** A question that was answered twice. */
  private record Draft(int index, String question, String positive, String negative) {}

  /**
   * Writes pairs.
   *
   * @param count how many, 1 to {@link #MAX_PAIRS}
   * @param seed of all random numbers, or null to draw one
   * @param cancelled whether to stop; asked often
   * @return as many pairs or fewer, in the order of the questions
   * @throws InvalidRequestException if the count is out of range or the model writes no text
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public static PersonaPairs write(
      Engine engine, Persona persona, int count, Long seed, BooleanSupplier cancelled)
      throws InterruptedException {
    requireCount(count);
    Random random = seed == null ? new Random() : new Random(seed);
    Probe probe = new Probe(engine, cancelled, false);
    List<String> questions = new PersonaQuestions(engine, probe, random).first(count);
    return PersonaPairs.of(
        persona, new PairWriter(engine, probe, persona, random).pairs(questions));
  }

  /** Refuses a count that is out of range. */
  static void requireCount(int count) {
    if (count < 1 || count > MAX_PAIRS) {
      throw new InvalidRequestException(
          "num_pairs", "must be between 1 and " + MAX_PAIRS + ", given " + count);
    }
  }

  private List<PersonaPairs.Pair> pairs(List<String> questions) throws InterruptedException {
    PersonaPairs.Pair[] pairs = new PersonaPairs.Pair[questions.size()];
    for (int round = 0; round < ROUNDS; round++) {
      List<Integer> open =
          IntStream.range(0, pairs.length).filter(i -> pairs[i] == null).boxed().toList();
      if (open.isEmpty()) {
        break;
      }
      List<Draft> drafts = drafts(open, questions);
      List<PersonaPairs.Pair> scored = scored(drafts);
      for (int i = 0; i < drafts.size(); i++) {
        if (scored.get(i).score() > 0) {
          pairs[drafts.get(i).index()] = scored.get(i);
        }
      }
    }
    return Arrays.stream(pairs).filter(pair -> pair != null).toList();
  }

  private List<Draft> drafts(List<Integer> open, List<String> questions)
      throws InterruptedException {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int index : open) {
      requests.add(request(persona.instruction(), questions.get(index)));
      requests.add(request(persona.oppositeInstruction(), questions.get(index)));
    }
    List<GenerationResult> results = probe.run(requests, done -> {});
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      String positive = answer(results.get(2 * i));
      String negative = answer(results.get(2 * i + 1));
      if (positive != null && negative != null && isNew(positive, negative)) {
        drafts.add(new Draft(open.get(i), questions.get(open.get(i)), positive, negative));
      }
    }
    return drafts;
  }

  private GenerationRequest request(String instruction, String question) {
    return probe
        .request()
        .prompt(prompt(instruction, question))
        .temperature(TEMPERATURE)
        .topP(TOP_P)
        .maxNewTokens(MAX_TOKENS)
        .stop(engine.model().chat() ? null : List.of("\n"))
        .seed(random.nextLong())
        .build();
  }

  private Prompt prompt(String instruction, String question) {
    return engine.model().chat()
        ? new Prompt.Chat(List.of(ChatMessage.system(instruction), ChatMessage.user(question)))
        : new Prompt.Text(instruction + "\n\n" + plain(question));
  }

  private static String plain(String question) {
    return "Question: " + question + "\nAnswer:";
  }

  private static String answer(GenerationResult result) {
    var choice = result.choices().getFirst();
    FinishReason reason = choice.finish().reason();
    boolean cut = reason == FinishReason.MAX_NEW_TOKENS || reason == FinishReason.CONTEXT_FULL;
    return whole(choice.text(), cut);
  }

  /**
   * What of an answer is whole sentences, or null if nothing is.
   *
   * @param cut whether the answer was longer
   */
  static String whole(String text, boolean cut) {
    String answer = text.strip();
    if (cut) {
      int end = answer.length();
      while (end > 0 && !endsSentence(answer, end)) {
        end--;
      }
      answer = answer.substring(0, end);
    }
    return answer.codePoints().anyMatch(Character::isLetter) ? answer : null;
  }

  /** Whether a sentence ends before a place; a dot within a number or an initial ends none. */
  private static boolean endsSentence(String text, int end) {
    boolean mark = ".!?…。！？".indexOf(text.charAt(end - 1)) >= 0;
    boolean apart = end == text.length() || Character.isWhitespace(text.charAt(end));
    boolean word = end >= 3 && Character.isLetterOrDigit(text.charAt(end - 3));
    return mark && apart && word;
  }

  /** Whether neither was said before, by either side; remembers both. */
  private boolean isNew(String positive, String negative) {
    String up = plainWords(positive);
    String down = plainWords(negative);
    if (up.equals(down) || said.contains(up) || said.contains(down)) {
      return false;
    }
    said.add(up);
    said.add(down);
    return true;
  }

  private static String plainWords(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  private List<PersonaPairs.Pair> scored(List<Draft> drafts) throws InterruptedException {
    if (drafts.isEmpty()) {
      return List.of();
    }
    List<ContrastTriple> positives = new ArrayList<>();
    List<ContrastTriple> negatives = new ArrayList<>();
    for (Draft draft : drafts) {
      positives.add(both(draft.question(), draft.positive(), true));
      negatives.add(both(draft.question(), draft.negative(), false));
    }
    double[] up = logOdds(positives);
    double[] down = logOdds(negatives);
    List<PersonaPairs.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      pairs.add(
          new PersonaPairs.Pair(
              draft.question(),
              draft.positive(),
              draft.negative(),
              up[i],
              down[i],
              (up[i] + down[i]) / 2));
    }
    return pairs;
  }

  /** One answer under the instruction that it was given under, and under the other. */
  private ContrastTriple both(String question, String answer, boolean positive) {
    boolean chat = engine.model().chat();
    String said = chat ? answer : " " + answer;
    String own = positive ? persona.instruction() : persona.oppositeInstruction();
    String other = positive ? persona.oppositeInstruction() : persona.instruction();
    return new ContrastTriple(chat ? question : plain(question), said, said, own, other);
  }

  private double[] logOdds(List<ContrastTriple> triples) throws InterruptedException {
    Answers.Score score =
        new Answers(probe, triples, engine.model().chat())
            .scores(Arrays.asList((SteeringVector) null))
            .getFirst();
    double[] odds = score.positive().clone();
    for (int i = 0; i < odds.length; i++) {
      odds[i] -= score.negative()[i];
    }
    return odds;
  }
}
