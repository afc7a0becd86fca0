package dev.drover.engine.sampling;

/**
 * The tokens that may still be drawn and their logits: at first the whole vocabulary, then what
 * truncations keep. One instance serves all sequences of an engine in turn; nothing is allocated
 * per token. Not thread-safe.
 *
 * <p>Every truncation keeps at least one token: the most probable one, or the most typical.
 */
public final class Candidates {
  private final int[] ids;
  private final float[] logits;
  private final float[] scratch;
  private final float[] nearness;
  private final int[] heap;
  private int size;

  /** Room for a vocabulary of {@code capacity} tokens. */
  public Candidates(int capacity) {
    ids = new int[capacity];
    logits = new float[capacity];
    scratch = new float[capacity];
    nearness = new float[capacity];
    heap = new int[capacity];
  }

  /** Starts again from a row of logits; at least one must be finite. */
  void fill(float[] row, int n) {
    for (int i = 0; i < n; i++) {
      ids[i] = i;
    }
    System.arraycopy(row, 0, logits, 0, n);
    size = n;
  }

  /** How many tokens are left. */
  int size() {
    return size;
  }

  /** The i-th token's id; the order means nothing. */
  int id(int i) {
    return ids[i];
  }

  /** The greatest logit. */
  float max() {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, logits[i]);
    }
    return max;
  }

  /** Keeps the k tokens with the greatest logits; of equals, those with the lower ids. */
  void keepTop(int k) {
    if (k >= size) {
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

  /** Keeps tokens whose logit is at least {@code least}. */
  void keepAtLeast(float least) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= least) {
        ids[kept] = ids[i];
        logits[kept++] = logits[i];
      }
    }
    size = kept;
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
    keepUntil(p * total, n, scratch);
  }

  /**
   * Keeps the most typical tokens, those whose surprise is nearest the distribution's entropy,
   * until their probabilities sum to at least {@code p} (Meister et al., Locally Typical Sampling,
   * arXiv:2202.00666).
   */
  void keepTypical(double p) {
    double total = weigh();
    float max = max();
    double logTotal = Math.log(total);
    double entropy = 0;
    for (int i = 0; i < size; i++) {
      if (scratch[i] > 0) {
        entropy -= scratch[i] / total * (logits[i] - max - logTotal);
      }
    }
    for (int i = 0; i < size; i++) {
      nearness[i] = -(float) Math.abs(entropy + logits[i] - max - logTotal);
      heap[i] = i;
    }
    keepUntil(p * total, size, nearness);
  }

  /** Draws a token with probability proportional to e^logit; u is uniform in [0, 1). */
  int draw(double u) {
    if (size == 1) {
      return ids[0];
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
    return ids[last];
  }

  /** Fills {@code scratch} with e^(logit - max) and returns their sum. */
  private double weigh() {
    Exp.shifted(logits, max(), scratch, size);
    return Exp.sum(scratch, size);
  }

  /**
   * Keeps, of the first n entries of {@code heap}, those with the greatest keys until their weights
   * in {@code scratch} sum to {@code mass}.
   */
  private void keepUntil(double mass, int n, float[] keys) {
    for (int i = n / 2 - 1; i >= 0; i--) {
      siftGreatest(i, n, keys);
    }
    // Taken entries gather behind the shrinking heap.
    double sum = 0;
    int left = n;
    do {
      int top = heap[0];
      heap[0] = heap[--left];
      siftGreatest(0, left, keys);
      heap[left] = top;
      sum += scratch[top];
    } while (left > 0 && sum < mass);
    System.arraycopy(heap, left, heap, 0, n - left);
    keep(heap, n - left);
  }

  /** Keeps the n entries at these places, in ascending order of place. */
  private void keep(int[] places, int n) {
    java.util.Arrays.sort(places, 0, n);
    for (int i = 0; i < n; i++) {
      ids[i] = ids[places[i]];
      logits[i] = logits[places[i]];
    }
    size = n;
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
    int entry = heap[i];
    for (int child; (child = 2 * i + 1) < n; i = child) {
      if (child + 1 < n && better(keys, heap[child + 1], heap[child])) {
        child++;
      }
      if (!better(keys, heap[child], entry)) {
        break;
      }
      heap[i] = heap[child];
    }
    heap[i] = entry;
  }
}
