package dev.drover.functions.openai;

import dev.drover.engine.AppliedTerm;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationEvent;
import dev.drover.engine.GenerationEvent.Delta;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationEvent.PromptLogprobs;
import dev.drover.engine.GenerationEvent.PromptStates;
import dev.drover.engine.GenerationEvent.Steered;
import dev.drover.engine.GenerationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Several generations as one: choice {@code c} of generation {@code g} becomes {@code g * n + c},
 * and events come as any of them has one. Each is read by a thread of its own, a few events ahead
 * of the reader; a slow reader slows them all.
 */
final class GenerationGroup implements Generation {
  private static final int EVENTS_AHEAD = 64;

  private final List<Generation> members;
  private final int n;
  private final BlockingQueue<GenerationEvent> events = new ArrayBlockingQueue<>(EVENTS_AHEAD);
  private final List<Thread> readers = new ArrayList<>();
  private final List<List<AppliedTerm>> steered = new ArrayList<>();
  private int unfinished;

  /** The last event of all, held back until what steering did was told. */
  private Finished last;

  /**
   * A group.
   *
   * @param members at least one, each with {@code n} choices; closed with the group
   * @param n choices of each
   */
  GenerationGroup(List<Generation> members, int n) {
    this.members = List.copyOf(members);
    this.n = n;
    this.unfinished = members.size() * n;
  }

  @Override
  public int promptTokens() {
    return members.stream().mapToInt(Generation::promptTokens).sum();
  }

  @Override
  public int ahead() {
    return members.getFirst().ahead();
  }

  @Override
  public GenerationEvent next() throws InterruptedException {
    if (unfinished == 0) {
      Finished held = last;
      last = null;
      return held;
    }
    if (readers.isEmpty()) {
      for (int i = 0; i < members.size(); i++) {
        int first = i * n;
        Generation member = members.get(i);
        readers.add(Thread.ofVirtual().start(() -> read(member, first)));
      }
    }
    GenerationEvent event = events.take();
    while (event instanceof Steered one) {
      steered.add(one.terms());
      event = events.take();
    }
    if (event instanceof Finished finish && --unfinished == 0 && !steered.isEmpty()) {
      last = finish;
      return new Steered(finish.choice(), SteeringSum.of(steered));
    }
    return event;
  }

  private void read(Generation member, int first) {
    try {
      for (GenerationEvent e = member.next(); e != null; e = member.next()) {
        events.put(shifted(e, first));
      }
    } catch (InterruptedException e) {
      // The group was closed: nobody reads on.
      Thread.currentThread().interrupt();
    }
  }

  private static GenerationEvent shifted(GenerationEvent event, int first) {
    return switch (event) {
      case PromptStates _ -> throw new IllegalStateException("nobody asked for it");
      case Steered s -> s;
      case PromptLogprobs p -> new PromptLogprobs(first + p.choice(), p.logprobs());
      case Delta d -> new Delta(first + d.choice(), d.tokens(), d.text(), d.logprobs());
      case Finished f -> f.withChoice(first + f.choice());
    };
  }

  @Override
  public GenerationResult await() throws InterruptedException {
    List<GenerationResult.Choice> choices = new ArrayList<>();
    List<List<AppliedTerm>> terms = new ArrayList<>();
    int generated = 0;
    GenerationResult.Timings timings = new GenerationResult.Timings(0, 0, 0);
    try {
      for (int i = 0; i < members.size(); i++) {
        GenerationResult result = members.get(i).await();
        for (GenerationResult.Choice c : result.choices()) {
          choices.add(
              new GenerationResult.Choice(
                  i * n + c.index(),
                  c.text(),
                  c.tokens(),
                  c.promptLogprobs(),
                  c.logprobs(),
                  c.finish().withChoice(i * n + c.index())));
        }
        generated += result.generatedTokens();
        terms.add(result.steering());
        timings = slower(timings, result.timings());
      }
    } catch (InterruptedException e) {
      cancel();
      throw e;
    }
    return new GenerationResult(
        choices, promptTokens(), generated, null, SteeringSum.of(terms), timings);
  }

  private static GenerationResult.Timings slower(
      GenerationResult.Timings a, GenerationResult.Timings b) {
    return a.total() >= b.total() ? a : b;
  }

  @Override
  public void cancel() {
    members.forEach(Generation::cancel);
  }

  @Override
  public void close() {
    members.forEach(Generation::close);
    readers.forEach(Thread::interrupt);
  }
}
