package dev.drover.bench;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineConfig;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.NeutralText;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringPreset;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.Evaluation;
import dev.drover.engine.training.TrainedVector;
import dev.drover.engine.training.TrainingMethod;
import dev.drover.engine.training.TrainingObserver;
import dev.drover.engine.training.TrainingOptions;
import dev.drover.engine.training.VectorEvaluator;
import dev.drover.engine.training.VectorTrainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What presets do to a model: log-odds of held-out answers and cost over strengths, and what texts
 * become.
 *
 * <p>Arguments: the model, the folder of llama.cpp's libraries, layers ({@code 13,14,15,16}), how
 * many texts to generate a strength (0 for none), then presets (none: all).
 */
public final class PresetReport {
  private static final List<Double> STRENGTHS = List.of(-1.0, 0.0, 0.25, 0.5, 1.0);
  private static final int TOKENS = 120;

  private PresetReport() {}

  /**
   * Prints a table a preset.
   *
   * @param arguments see the class
   */
  public static void main(String[] arguments) throws InterruptedException {
    TreeSet<Integer> layers = new TreeSet<>();
    Arrays.stream(arguments[2].split(",")).map(Integer::valueOf).forEach(layers::add);
    int texts = Integer.parseInt(arguments[3]);
    List<SteeringPreset> presets =
        arguments.length == 4
            ? List.of(SteeringPreset.values())
            : Arrays.stream(arguments)
                .skip(4)
                .map(name -> SteeringPreset.of(name).orElseThrow())
                .toList();
    try (Engine engine =
        Engine.load(Path.of(arguments[0]), Path.of(arguments[1]), EngineConfig.of("bench"))) {
      for (SteeringPreset preset : presets) {
        report(engine, preset, layers, texts);
      }
    }
  }

  private static void report(
      Engine engine, SteeringPreset preset, TreeSet<Integer> layers, int texts)
      throws InterruptedException {
    String domain = preset.needsDomain() ? "sailing" : null;
    boolean chat = engine.model().chat();
    long began = System.nanoTime();
    TrainedVector trained =
        new VectorTrainer(engine)
            .train(
                preset.triples(domain),
                TrainingOptions.builder(TrainingMethod.CAA).layers(layers).chat(chat).build(),
                TrainingObserver.NONE,
                null);
    double seconds = (System.nanoTime() - began) / 1e9;
    SteeringVector vector = trained.vector().times(trained.summary().strengthAtCost());
    Evaluation evaluation =
        new VectorEvaluator(engine, NeutralText.paragraphs())
            .evaluate(vector, preset.holdout(domain), chat, STRENGTHS, TrainingObserver.NONE);
    System.out.printf(
        "%n%s: made in %.0f s, raw strength %.3g%n",
        preset.wireName(), seconds, trained.summary().strengthAtCost());
    System.out.println(
        "strength  log-odds    cost   words  distinct bigrams  empty  (of " + texts + " texts)");
    for (Evaluation.AtStrength at : evaluation.sweep()) {
      System.out.printf("%8.2f  %8.3f  %6.3f", at.strength(), at.logOdds(), at.cost());
      if (texts > 0) {
        text(engine, preset, domain, vector, at.strength(), texts);
      }
      System.out.println();
    }
  }

  private static void text(
      Engine engine,
      SteeringPreset preset,
      String domain,
      SteeringVector vector,
      double strength,
      int count)
      throws InterruptedException {
    List<ContrastTriple> prompts = new ArrayList<>(preset.holdout(domain));
    for (SteeringPreset other : SteeringPreset.values()) {
      if (!other.needsDomain()) {
        prompts.addAll(other.holdout(null));
      }
    }
    List<Generation> running = new ArrayList<>();
    for (ContrastTriple triple : prompts.subList(0, Math.min(count, prompts.size()))) {
      running.add(
          engine.submit(
              GenerationRequest.builder()
                  .prompt(new Prompt.Chat(List.of(ChatMessage.user(triple.prompt()))))
                  .temperature(0.0)
                  .maxNewTokens(TOKENS)
                  .steering(SteeringPlan.of(SteeringTerm.of(vector, strength)))
                  .build()));
    }
    List<Integer> lengths = new ArrayList<>();
    double distinct = 0;
    int empty = 0;
    String sample = "";
    for (Generation generation : running) {
      String text = generation.await().choices().getFirst().text().strip();
      sample = sample.isEmpty() ? text : sample;
      String[] words = text.isEmpty() ? new String[0] : text.split("\\s+");
      lengths.add(words.length);
      empty += words.length == 0 ? 1 : 0;
      distinct += distinctBigrams(words) / running.size();
    }
    List<Integer> sorted = lengths.stream().sorted().toList();
    System.out.printf(
        "  %6d  %16.2f  %5d  %s",
        sorted.get(sorted.size() / 2),
        distinct,
        empty,
        sample.substring(0, Math.min(160, sample.length())).replace('\n', ' '));
  }

  /** The share of pairs of neighbouring words that occur once; 1 where there is none. */
  private static double distinctBigrams(String[] words) {
    if (words.length < 2) {
      return 1;
    }
    Set<String> pairs = new HashSet<>();
    for (int i = 1; i < words.length; i++) {
      pairs.add(words[i - 1] + " " + words[i]);
    }
    return (double) pairs.size() / (words.length - 1);
  }
}
