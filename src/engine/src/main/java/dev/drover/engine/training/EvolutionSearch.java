package dev.drover.engine.training;

import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Looks for a vector with a smaller loss in the subspace that paired differences span, by an
 * antithetic evolution strategy (Salimans et al., arXiv:1703.03864): mirrored candidates estimate
 * the slope, then two steps down it are tried and the better is kept if it is better than what
 * there was and costs no more than allowed. All candidates of a round share batches, each sequence
 * steered by its own vector.
 */
final class EvolutionSearch {
  private static final int MOST_DIMENSIONS = 16;
  private static final int PAIRS = 4;

  /** Vectors tried in a round. */
  static final int ROUND = 2 * PAIRS + 2;

  private static final double[] BASE_STRENGTHS = {0.125, 0.25, 0.5, 1, 2};
  private static final double FIRST_STEP = 0.2;
  private static final double SHRINK = 0.6;
  private static final double GROW = 1.2;

  private final Answers answers;
  private final Perplexity perplexity;
  private final TrainingOptions options;
  private final SteeringVector start;
  private final List<SteeringVector> axes = new ArrayList<>();
  private SearchState state;

  /**
   * A search.
   *
   * @param start where it begins, and the measure of its steps
   * @param states span the subspace
   */
  EvolutionSearch(
      Answers answers,
      Perplexity perplexity,
      TrainingOptions options,
      SteeringVector start,
      ContrastStates states) {
    this.answers = answers;
    this.perplexity = perplexity;
    this.options = options;
    this.start = start;
    double[][] rows = new double[states.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[start.layers().size() * start.width()];
    }
    int offset = 0;
    for (int layer : start.layers()) {
      double[][] differences = states.differences(layer);
      // Layers count alike, though states grow with depth.
      double scale = Math.max(start.norm(layer), Float.MIN_NORMAL);
      for (int i = 0; i < rows.length; i++) {
        double[] row = Directions.scaled(differences[i], 1 / scale);
        System.arraycopy(row, 0, rows[i], offset, row.length);
      }
      offset += start.width();
    }
    for (double[] component : Directions.components(rows, MOST_DIMENSIONS)) {
      axes.add(axis(component));
    }
  }

  /**
   * A component as a vector whose parts are as long as those of the start, when it has length 1.
   */
  private SteeringVector axis(double[] component) {
    TreeMap<Integer, float[]> byLayer = new TreeMap<>();
    int offset = 0;
    for (int layer : start.layers()) {
      double scale = start.norm(layer) * Math.sqrt(start.layers().size());
      float[] direction = new float[start.width()];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (float) (scale * component[offset + i]);
      }
      byLayer.put(layer, direction);
      offset += direction.length;
    }
    return SteeringVector.of(byLayer);
  }

  /**
   * Searches until so many vectors were tried as the options say.
   *
   * @param from where an earlier search was, or null
   * @return the best vector; it costs no more than the options allow, unless even the weakest start
   *     does
   */
  SteeringVector run(SearchState from, TrainingObserver observer) throws InterruptedException {
    state = from == null ? begin() : from;
    tell(observer);
    while (state.evaluations() + ROUND <= options.refineSteps()) {
      round();
      tell(observer);
    }
    return vector(state.base(), state.best());
  }

  SearchState state() {
    return state;
  }

  private void tell(TrainingObserver observer) {
    observer.checkpoint(state);
    observer.progress(
        new TrainingProgress(
            TrainingProgress.Phase.SEARCHING,
            Math.min(state.evaluations(), options.refineSteps()),
            options.refineSteps(),
            state.loss()));
  }

  /** The best strength of the start that is not too dear. */
  private SearchState begin() throws InterruptedException {
    List<SteeringVector> candidates = new ArrayList<>();
    for (double strength : BASE_STRENGTHS) {
      candidates.add(start.times(strength));
    }
    double[] costs = perplexity.costs(candidates);
    candidates.add(null);
    List<Answers.Score> scores = answers.scores(candidates);
    int best = 0;
    for (int i = 1; i < BASE_STRENGTHS.length; i++) {
      if (costs[i] <= options.perplexityLimit() && scores.get(i).loss() < scores.get(best).loss()) {
        best = i;
      }
    }
    return new SearchState(
        BASE_STRENGTHS[best],
        new double[axes.size()],
        FIRST_STEP * BASE_STRENGTHS[best],
        0,
        BASE_STRENGTHS.length,
        List.of(scores.getLast().loss(), scores.get(best).loss()));
  }

  private void round() throws InterruptedException {
    // Draws depend on the round alone, so that a search that goes on draws what it would have.
    SplittableRandom random = new SplittableRandom(options.seed() * 1_000_003 + state.round());
    double[][] draws = new double[PAIRS][axes.size()];
    List<SteeringVector> candidates = new ArrayList<>();
    for (double[] draw : draws) {
      for (int i = 0; i < draw.length; i++) {
        draw[i] = random.nextGaussian();
      }
      candidates.add(vector(state.base(), moved(draw, state.step())));
      candidates.add(vector(state.base(), moved(draw, -state.step())));
    }
    List<Answers.Score> scores = answers.scores(candidates);
    double[] slope = new double[axes.size()];
    for (int p = 0; p < PAIRS; p++) {
      double rise = scores.get(2 * p).loss() - scores.get(2 * p + 1).loss();
      for (int i = 0; i < slope.length; i++) {
        slope[i] += rise * draws[p][i];
      }
    }
    double length = Directions.norm(slope);
    double[] down = length == 0 ? slope : Directions.scaled(slope, -1 / length);
    double far = state.step() * Math.sqrt(axes.size());
    double[][] moves = {moved(down, far), moved(down, 2 * far)};
    List<SteeringVector> tried =
        List.of(vector(state.base(), moves[0]), vector(state.base(), moves[1]));
    List<Answers.Score> results = answers.scores(tried);
    int better = results.get(1).loss() < results.get(0).loss() ? 1 : 0;
    double loss = results.get(better).loss();
    boolean accepted =
        loss < state.loss() && perplexity.cost(tried.get(better)) <= options.perplexityLimit();
    List<Double> curve = new ArrayList<>(state.curve());
    curve.add(accepted ? loss : state.loss());
    state =
        new SearchState(
            state.base(),
            accepted ? moves[better] : state.best(),
            state.step() * (accepted ? GROW : SHRINK),
            state.round() + 1,
            state.evaluations() + ROUND,
            curve);
  }

  private double[] moved(double[] direction, double distance) {
    double[] to = state.best();
    for (int i = 0; i < to.length; i++) {
      to[i] += distance * direction[i];
    }
    return to;
  }

  private SteeringVector vector(double base, double[] coordinates) {
    SteeringVector sum = start.times(base);
    for (int i = 0; i < coordinates.length; i++) {
      sum = sum.plus(coordinates[i], axes.get(i));
    }
    return sum;
  }
}
