package dev.drover.engine.sampling;

import java.util.Arrays;

/**
 * The tokens that may still be drawn and their logits: at first the whole vocabulary, then what
 * truncations keep. One instance serves all sequences of an engine in turn; nothing is allocated
 * per token. Not thread-safe.
 *
 * <p>Every truncation keeps at least one token: the most probable one, or the most typical.
 */
public final class Candidates {
  /** Buckets that keys are sorted into, coarsely, to find where a mass is reached. */
  private static final int BUCKETS = 1024;

  private final int[] ids;
  private final float[] scratch;
  private final float[] nearness;
  private final int[] heap;
  private final int[] places;
  private final double[] bucketMass = new double[BUCKETS];
  private final float[] single = new float[1];
  private final DeterminantalSubset subset = new DeterminantalSubset();
  private float[] logits;
  private float max;
  private int size;

  /** Whether all tokens are left, so that a place is an id and {@code ids} means nothing yet. */
  private boolean whole;

  /** Room for a vocabulary of {@code capacity} tokens. */
  public Candidates(int capacity) {
    ids = new int[capacity];
    scratch = new float[capacity];
    nearness = new float[capacity];
    heap = new int[capacity];
    places = new int[capacity];
  }

  /**
   * Starts again from a row of logits; at least one must be finite.
   *
   * @param row belongs to the candidates until the next row; truncations change it
   */
  void fill(float[] row, int n) {
    logits = row;
    size = n;
    whole = true;
    findMax();
  }

  /** How many tokens are left. */
  int size() {
    return size;
  }

  /** The i-th token's id; the order means nothing. */
  int id(int i) {
    return whole ? i : ids[i];
  }

  /** The greatest logit; NaN if any is. */
  float max() {
    return max;
  }

  /** Multiplies all logits; only while the row is whole. */
  void scale(float factor) {
    if (factor != 1) {
      for (int i = 0; i < size; i++) {
        logits[i] *= factor;
      }
      max *= factor;
    }
  }

  private void findMax() {
    max = Exp.max(logits, size);
  }

  /** Keeps the k tokens with the greatest logits; of equals, those with the lower ids. */
  void keepTop(int k) {
    if (k >= size) {
      return;
    }
    if (k == 1) {
      keepGreatest();
      return;
    }
    // A min-heap of the best k so far; its root is what a candidate must beat.
    for (int i = 0; i < k; i++) {
      heap[i] = i;
    }
    for (int i = k / 2 - 1; i >= 0; i--) {
      siftLeast(i, k);
    }
    float worst = logits[heap[0]];
    for (int i = k; i < size; i++) {
      // Ids ascend while nothing has been truncated, so an equal logit later on has a higher id.
      if (logits[i] > worst) {
        heap[0] = i;
        siftLeast(0, k);
        worst = logits[heap[0]];
      }
    }
    keep(heap, k);
  }

  private void keepGreatest() {
    int best = 0;
    while (logits[best] != max) {
      best++;
    }
    ids[0] = id(best);
    logits = single;
    logits[0] = max;
    size = 1;
    whole = false;
  }

  /** Keeps tokens whose logit is at least {@code least}. */
  void keepAtLeast(float least) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= least) {
        ids[kept] = id(i);
        logits[kept++] = logits[i];
      }
    }
    size = kept;
    whole = false;
  }

  /**
   * Keeps the smallest set of most probable tokens whose probabilities sum to at least {@code p}.
   */
  void keepMass(double p) {
    double total = weigh();
    // A token less probable than (1 - p) / size cannot be in the set: all such together hold less
    // than 1 - p.
    float floor = (float) ((1 - p) / size * total);
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (scratch[i] >= floor) {
        heap[n++] = i;
      }
    }
    keepUntil(p * total, n, logits);
  }

  /**
   * Keeps the most typical tokens, those whose surprise is nearest the distribution's entropy,
   * until their probabilities sum to at least {@code p} (Meister et al., Locally Typical Sampling,
   * arXiv:2202.00666).
   */
  void keepTypical(double p) {
    double entropy = entropy();
    double total = Exp.sum(scratch, size);
    double logTotal = Math.log(total);
    for (int i = 0; i < size; i++) {
      double surprise = logTotal - Math.max(logits[i] - max, -87);
      nearness[i] = -(float) Math.abs(surprise - entropy);
      heap[i] = i;
    }
    keepUntil(p * total, size, nearness);
    findMax();
  }

  /** Entropy of the tokens that are left, in nats. */
  double entropy() {
    double total = weigh();
    double logTotal = Math.log(total);
    double entropy = 0;
    for (int i = 0; i < size; i++) {
      entropy += scratch[i] * (logTotal - Math.max(logits[i] - max, -87));
    }
    return entropy / total;
  }

  /** Their entropy as a share of what it could be, 0 to 1; 0 if a single one can be drawn. */
  double evenness() {
    int drawable = 0;
    for (int i = 0; i < size; i++) {
      drawable += logits[i] == Float.NEGATIVE_INFINITY ? 0 : 1;
    }
    return drawable == 1 ? 0 : Math.clamp(entropy() / Math.log(drawable), 0, 1);
  }

  /**
   * Leaves out the tokens whose probability is at least {@code threshold}, but the least probable
   * of them; of equals the one with the highest id stays.
   */
  void dropProbable(double threshold) {
    float least = (float) (max + Math.log(threshold * weigh()));
    int kept = -1;
    int above = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= least) {
        above++;
        kept = kept < 0 || logits[i] <= logits[kept] ? i : kept;
      }
    }
    if (above < 2) {
      return;
    }
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (i == kept || logits[i] < least) {
        heap[n++] = i;
      }
    }
    keep(heap, n);
    findMax();
  }

  /** Keeps at most n tokens that are probable and unlike each other, the greatest among them. */
  void keepUnlike(int n, double beta, TokenVectors vectors) {
    subset.begin(size, n, beta, vectors);
    for (int i = 0; i < size; i++) {
      subset.put(i, id(i), logits[i] - max, vectors);
    }
    keep(subset.picked(), subset.pick(n));
  }

  /** Draws a token with probability proportional to e^logit; u is uniform in [0, 1). */
  int draw(double u) {
    if (size == 1) {
      return id(0);
    }
    double target = u * weigh();
    double sum = 0;
    int last = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] == Float.NEGATIVE_INFINITY) {
        continue; // a banned token has no share, not even the least one that e^x is rounded to
      }
      last = i;
      sum += scratch[i];
      if (sum > target) {
        break;
      }
    }
    return id(last);
  }

  /** Fills {@code scratch} with e^(logit - max) and returns their sum. */
  private double weigh() {
    Exp.shifted(logits, max, scratch, size);
    return Exp.sum(scratch, size);
  }

  /**
   * Keeps, of the first n entries of {@code heap}, which ascend, those with the greatest keys until
   * their weights in {@code scratch} sum to {@code mass}.
   */
  private void keepUntil(double mass, int n, float[] keys) {
    int last = lastWithin(mass, n, keys);
    float lastKey = keys[last];
    int kept = 0;
    for (int i = 0; i < n; i++) {
      int entry = heap[i];
      // What is written lies before what is still to be read, also where keys are the logits.
      if (keys[entry] > lastKey || (keys[entry] == lastKey && entry <= last)) {
        ids[kept] = id(entry);
        logits[kept++] = logits[entry];
      }
    }
    size = kept;
    whole = false;
  }

  /** The entry with which the mass is reached when entries are taken by descending key. */
  private int lastWithin(double mass, int n, float[] keys) {
    float greatest = Float.NEGATIVE_INFINITY;
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      greatest = Math.max(greatest, keys[heap[i]]);
      least = Math.min(least, keys[heap[i]]);
    }
    // All is sorted into buckets, and only the bucket where the mass is reached is sorted within.
    float scale = greatest > least ? (BUCKETS - 1) / (greatest - least) : 0;
    Arrays.fill(bucketMass, 0);
    for (int i = 0; i < n; i++) {
      bucketMass[(int) ((greatest - keys[heap[i]]) * scale)] += scratch[heap[i]];
    }
    int bucket = 0;
    double sum = 0;
    while (bucket < BUCKETS - 1 && sum + bucketMass[bucket] < mass) {
      sum += bucketMass[bucket++];
    }
    int m = 0;
    for (int i = 0; i < n; i++) {
      if ((int) ((greatest - keys[heap[i]]) * scale) == bucket) {
        places[m++] = heap[i];
      }
    }
    return m == 0 ? leastOf(n, keys) : lastInOrder(mass - sum, m, keys);
  }

  /**
   * Takes entries of {@code places} by descending key until the mass is reached; the last taken.
   */
  private int lastInOrder(double mass, int n, float[] keys) {
    for (int i = n / 2 - 1; i >= 0; i--) {
      siftGreatest(i, n, keys);
    }
    double sum = 0;
    int left = n;
    int last;
    do {
      last = places[0];
      sum += scratch[last];
      places[0] = places[--left];
      siftGreatest(0, left, keys);
    } while (left > 0 && sum < mass);
    return last;
  }

  /** The last entry of all in the order of {@link #better}. */
  private int leastOf(int n, float[] keys) {
    int last = heap[0];
    for (int i = 1; i < n; i++) {
      last = better(keys, last, heap[i]) ? heap[i] : last;
    }
    return last;
  }

  /** Keeps the n entries at these places, in ascending order of place. */
  private void keep(int[] places, int n) {
    Arrays.sort(places, 0, n);
    for (int i = 0; i < n; i++) {
      ids[i] = id(places[i]);
      logits[i] = logits[places[i]];
    }
    size = n;
    whole = false;
  }

  /** Whether entry a is to go before b: a smaller logit, or an equal one and a higher place. */
  private boolean worse(int a, int b) {
    return logits[a] < logits[b] || (logits[a] == logits[b] && a > b);
  }

  private void siftLeast(int i, int n) {
    int entry = heap[i];
    for (int child; (child = 2 * i + 1) < n; i = child) {
      if (child + 1 < n && worse(heap[child + 1], heap[child])) {
        child++;
      }
      if (!worse(heap[child], entry)) {
        break;
      }
      heap[i] = heap[child];
    }
    heap[i] = entry;
  }

  private static boolean better(float[] keys, int a, int b) {
    return keys[a] > keys[b] || (keys[a] == keys[b] && a < b);
  }

  private void siftGreatest(int i, int n, float[] keys) {
    if (i >= n) {
      return;
    }
    int entry = places[i];
    for (int child; (child = 2 * i + 1) < n; i = child) {
      if (child + 1 < n && better(keys, places[child + 1], places[child])) {
        child++;
      }
      if (!better(keys, places[child], entry)) {
        break;
      }
      places[i] = places[child];
    }
    places[i] = entry;
  }
}
