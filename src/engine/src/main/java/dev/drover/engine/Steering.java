package dev.drover.engine;

import dev.drover.engine.steering.SteeringGate;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringScope;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * A request's plan, found and checked against the model: what is added to which of its tokens. Made
 * on the caller's thread; then belongs to the engine's.
 */
final class Steering {
  /** Adds nothing. */
  static final Steering NONE = new Steering(List.of(), false);

  private final List<Term> terms;
  private final boolean reports;
  private final Object key;
  private final boolean alike;

  private Steering(List<Term> terms, boolean reports) {
    this.terms = terms;
    this.reports = reports;
    this.alike = terms.stream().allMatch(term -> term.term.scope() == SteeringScope.ALL);
    // What only touches generated tokens leaves the prompt as it is without.
    this.key =
        terms.stream()
            .map(term -> term.term)
            .filter(term -> term.scope() != SteeringScope.GENERATION)
            .toList();
  }

  /**
   * Finds a plan's vectors and checks them against the engine's model.
   *
   * @throws InvalidRequestException if one does not fit
   * @throws UnknownVectorException if the library does not know one
   */
  static Steering of(SteeringPlan plan, SteeringLibrary library, Engine engine) {
    if (plan.terms().isEmpty()) {
      return NONE;
    }
    List<Term> terms = new ArrayList<>();
    for (SteeringTerm named : plan.terms()) {
      List<SteeringTerm> found =
          named.source() instanceof SteeringSource.Inline
              ? List.of(named)
              : library.resolve(named, engine);
      for (SteeringTerm term : found) {
        SteeringLimits.term(term, engine.model());
        if (term.strength() != 0) {
          terms.add(new Term(named.source(), term));
        }
      }
    }
    return new Steering(terms, plan.report());
  }

  boolean isEmpty() {
    return terms.isEmpty();
  }

  /** Under what a prompt's tokens are computed: equal for plans that add the same to them. */
  Object key() {
    return key;
  }

  /**
   * Whether a token is steered the same whether it is generated or part of a prompt, so that what
   * was generated may serve a prompt that goes on from it.
   */
  boolean treatsAllAlike() {
    return alike;
  }

  /**
   * Steers tokens that were just put into the batch.
   *
   * @param firstRow the row of the first
   * @param position its position in its sequence
   * @param count how many, row after row
   * @param promptLength where the sequence's prompt ends
   */
  void arm(ModelRunner runner, int firstRow, int position, int count, int promptLength) {
    for (Term term : terms) {
      int from = Math.max(position, term.begin(promptLength));
      int to = Math.min(position + count, term.end(promptLength));
      if (from < to) {
        term.arm(runner, firstRow + from - position, from, to - from, reports);
      }
    }
  }

  /** Whether the request wants to know what was done. */
  boolean isReported() {
    return reports;
  }

  /** What was applied; null unless the plan asks. */
  List<AppliedTerm> report() {
    return reports ? terms.stream().map(Term::report).toList() : null;
  }

  /** Rows pass whose similarity to the direction, in the layer, is above the threshold. */
  record Gate(int layer, float[] direction, double threshold) {
    static Gate of(SteeringGate gate) {
      return gate == null ? null : new Gate(gate.layer(), gate.direction(), gate.threshold());
    }
  }

  /** One term with its directions at hand, and what it has done. */
  private static final class Term {
    private final SteeringSource named;
    private final SteeringTerm term;
    private final Gate gate;
    private final int[] layers;
    private final float[][] directions;
    private final long[] positions;
    private final long[] measured;
    private final double[] ratios;

    Term(SteeringSource named, SteeringTerm term) {
      this.named = named;
      this.term = term;
      this.gate = Gate.of(term.gate());
      SteeringVector vector = ((SteeringSource.Inline) term.source()).vector();
      SortedSet<Integer> chosen = term.layers() == null ? vector.layers() : term.layers();
      layers = chosen.stream().mapToInt(Integer::intValue).toArray();
      directions = chosen.stream().map(vector::at).toArray(float[][]::new);
      positions = new long[layers.length];
      measured = new long[layers.length];
      ratios = new double[layers.length];
    }

    int begin(int promptLength) {
      return term.scope() == SteeringScope.GENERATION
          ? Math.max(term.start(), promptLength)
          : term.start();
    }

    int end(int promptLength) {
      return term.scope() == SteeringScope.PROMPT ? Math.min(term.end(), promptLength) : term.end();
    }

    void arm(ModelRunner runner, int firstRow, int position, int rows, boolean reports) {
      for (int i = 0; i < layers.length; i++) {
        int layer = i;
        runner.steer(
            layers[i],
            firstRow,
            rows,
            directions[i],
            (float) term.strength(),
            gate,
            reports
                ? (row, added, before) ->
                    added(layer, position + row - firstRow == 0, added, before)
                : null);
      }
    }

    private void added(int layer, boolean first, double added, double before) {
      positions[layer]++;
      if (!first && before > 0) {
        measured[layer]++;
        ratios[layer] += added / before;
      }
    }

    AppliedTerm report() {
      List<AppliedTerm.LayerEffect> effects = new ArrayList<>();
      for (int i = 0; i < layers.length; i++) {
        effects.add(new AppliedTerm.LayerEffect(layers[i], positions[i], ratios[i] / measured[i]));
      }
      return new AppliedTerm(named, term.strength(), effects);
    }
  }
}
