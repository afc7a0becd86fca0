package dev.drover.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An ensemble whose members each write an answer; the majority's is told once all have. */
final class MajorityVote extends EnsembleGeneration {
  private final List<FutureTask<GenerationResult>> answers = new ArrayList<>();
  private ArrayDeque<GenerationEvent> events;

  /** Begins to read every member, so that none waits for its reader. */
  MajorityVote(List<Generation> members, List<EngineLease> leases) {
    super(members, leases);
    for (Generation member : members) {
      FutureTask<GenerationResult> answer = new FutureTask<>(member::await);
      answers.add(answer);
      Thread.ofVirtual().name("drover-ensemble").start(answer);
    }
  }

  @Override
  public GenerationEvent next() throws InterruptedException {
    if (events == null) {
      GenerationResult.Choice choice = elect().choices().getFirst();
      events = new ArrayDeque<>();
      if (!choice.promptLogprobs().isEmpty()) {
        events.add(new GenerationEvent.PromptLogprobs(0, choice.promptLogprobs()));
      }
      events.add(new GenerationEvent.Delta(0, choice.tokens(), choice.text(), choice.logprobs()));
      events.add(choice.finish());
    }
    return events.poll();
  }

  @Override
  public GenerationResult await() throws InterruptedException {
    try {
      return elect();
    } catch (InterruptedException e) {
      cancel();
      throw e;
    }
  }

  /** Waits for all answers and takes the one that most have given. */
  private GenerationResult elect() throws InterruptedException {
    Map<String, List<GenerationResult>> votes = new LinkedHashMap<>();
    GenerationResult failed = null;
    for (FutureTask<GenerationResult> answer : answers) {
      GenerationResult result = get(answer);
      GenerationResult.Choice choice = result.choices().getFirst();
      switch (choice.finish().reason()) {
        case ERROR, CANCELLED, DEADLINE, READER_TOO_SLOW -> failed = result;
        default ->
            votes.computeIfAbsent(choice.text().strip(), text -> new ArrayList<>()).add(result);
      }
    }
    release();
    if (votes.isEmpty()) {
      return failed;
    }
    Comparator<List<GenerationResult>> order =
        Comparator.<List<GenerationResult>>comparingInt(List::size)
            .thenComparingDouble(same -> mean(best(same)));
    return best(votes.values().stream().max(order).orElseThrow());
  }

  private static GenerationResult best(List<GenerationResult> same) {
    return same.stream().max(Comparator.comparingDouble(MajorityVote::mean)).orElseThrow();
  }

  /** Mean log-probability of an answer's tokens. */
  private static double mean(GenerationResult answer) {
    GenerationEvent.Finished finish = answer.choices().getFirst().finish();
    return finish.logProbability() / Math.max(1, finish.generatedTokens());
  }

  private static GenerationResult get(FutureTask<GenerationResult> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new GenerationFailedException(String.valueOf(e.getCause().getMessage()));
    }
  }
}
