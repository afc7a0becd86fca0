package dev.drover.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts guesses behind the tokens that sequences decode, as many as pay and as there is room for.
 * Belongs to the engine's thread.
 */
final class Speculator implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Speculator.class.getName());

  private final ModelRunner runner;
  private final KvMemory memory;
  private final DraftBudget budget = new DraftBudget();
  private final LookupDrafter lookup = new LookupDrafter();
  private final Map<Engine, DraftModel> models = new HashMap<>();
  private final Map<Drafter, List<Sequence>> guessing = new HashMap<>();
  private long drafted;
  private long accepted;

  Speculator(ModelRunner runner, KvMemory memory) {
    this.runner = runner;
    this.memory = memory;
  }

  /** A sequence was given its place. */
  void enter(Sequence s) {
    DecodingOptions options = s.task.request.decoding();
    boolean guesses =
        options.kind() == Decoding.SPECULATIVE
            && !s.task.request.reproducible()
            && !s.task.steering.isReported()
            && runner.canCut();
    if (guesses && s.speculation == null) {
      s.speculation = new Speculation(drafter(s.task), options.draftTokens());
      s.speculation.drafter.join(s);
    }
  }

  private Drafter drafter(Task task) {
    if (task.companion == null) {
      return lookup;
    }
    try {
      return models.computeIfAbsent(
          task.companion.engine(), engine -> new DraftModel(task.companion.again()));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "no memory for the draft model of request " + task.id, e);
      return lookup;
    }
  }

  /** A sequence has lost its place. */
  void leave(Sequence s) {
    if (s.speculation == null) {
      return;
    }
    s.speculation.drafter.forget(s);
    s.speculation = null;
    models
        .values()
        .removeIf(model -> {
          if (model.isIdle()) {
            guessing.remove(model);
            model.close();
            return true;
          }
          return false;
        });
  }

  /**
   * Guesses for the sequences of the next step, which each decode one token.
   *
   * @param rows most guesses of all together
   */
  void draft(List<Sequence> decoding, int rows) {
    guessing.values().forEach(List::clear);
    for (Sequence s : decoding) {
      if (s.speculation != null && s.isDecoding() && s.task.forked) {
        s.speculation.count = most(s);
        s.speculation.drafter.accepted(s);
        guessing.computeIfAbsent(s.speculation.drafter, d -> new ArrayList<>()).add(s);
      }
    }
    DraftBudget.Step step = null;
    int left = rows;
    for (Map.Entry<Drafter, List<Sequence>> entry : guessing.entrySet()) {
      Drafter drafter = entry.getKey();
      List<Sequence> sequences = entry.getValue();
      if (sequences.isEmpty()) {
        continue;
      }
      step = step == null ? budget.step(decoding.size()) : step;
      // What costs something is asked for only as far as it pays; else what there is is weighed.
      boolean dear = drafter.nanosPerDraft() > 0;
      if (dear) {
        left = weigh(sequences, step, left);
      }
      drafter.draft(sequences);
      if (!dear) {
        left = weigh(sequences, step, left);
      }
      for (Sequence s : sequences) {
        s.speculation.count = memory.growAhead(s, s.speculation.count);
        drafted += s.speculation.count;
      }
    }
  }

  /** Guesses after which neither the request's limit nor the context's is passed. */
  private int most(Sequence s) {
    int room = Math.min(s.wanted() - 1, runner.info().contextLength() - s.size());
    return Math.clamp(room, 0, s.speculation.drafts.length);
  }

  /** Leaves each sequence the guesses that pay; how many of {@code left} are left then. */
  private static int weigh(List<Sequence> sequences, DraftBudget.Step step, int left) {
    for (Sequence s : sequences) {
      Speculation guesses = s.speculation;
      int offered = Math.min(guesses.count, left);
      double probability = 1;
      int count = 0;
      while (count < offered) {
        probability *= guesses.rate();
        if (!step.take(probability, guesses.drafter.nanosPerDraft())) {
          break;
        }
        count++;
      }
      if (count == 0 && offered > 0) {
        guesses.passed();
      }
      guesses.count = count;
      left -= count;
    }
    return left;
  }

  /**
   * The sequence has drawn its tokens.
   *
   * @param right how many guesses were
   */
  void verified(Sequence s, int right) {
    accepted += right;
    s.speculation.verified(right);
    if (!s.isFinished()) {
      memory.settle(s);
    }
  }

  /** A step without prompt tokens had so many rows and took so long. */
  void observe(int rows, long nanos) {
    budget.observe(rows, nanos);
  }

  /** Guesses that were computed so far. */
  long drafted() {
    return drafted;
  }

  /** How many of them were right. */
  long accepted() {
    return accepted;
  }

  /** Frees the draft models' memory. */
  @Override
  public void close() {
    models.values().forEach(DraftModel::close);
    models.clear();
  }
}
