package dev.drover.llama;

import java.util.Random;

/** Small helpers that tests share: prompts, batches, comparisons. */
final class Scenario {
  static final String PROMPT =
      "<|im_start|>user\nWrite one sentence about the sea.<|im_end|>\n<|im_start|>assistant\n";

  /** One thread: threads of ggml wait by spinning, which is slow where cores are shared. */
  static final ContextOptions OPTIONS = ContextOptions.defaults().withThreads(1, 1);

  private Scenario() {}

  static int[] prompt(Model model) {
    return model.vocabulary().tokenize(PROMPT, true, true);
  }

  /** A prompt of exactly this many tokens. */
  static int[] prompt(Model model, int length) {
    int[] some =
        model.vocabulary().tokenize("The sea is wide and the old ship rolls on. ", false, false);
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = some[i % some.length];
    }
    return tokens;
  }

  /** Adds tokens to a sequence, continuing its memory; only the last has an output. Its row. */
  static int add(Context context, Batch batch, int sequence, int... tokens) {
    int row = -1;
    int from = context.memory().length(sequence);
    for (int i = 0; i < tokens.length; i++) {
      row = batch.add(tokens[i], from + i, sequence, i == tokens.length - 1);
    }
    return row;
  }

  /** Decodes tokens into one sequence and returns the last row of logits. */
  static float[] decode(Context context, int sequence, int... tokens) {
    Batch batch = context.newBatch();
    int row = add(context, batch, sequence, tokens);
    context.decode(batch);
    return logits(context, row);
  }

  static float[] logits(Context context, int row) {
    float[] logits = new float[context.model().vocabulary().size()];
    context.logits(row, logits);
    return logits;
  }

  static float difference(float[] a, float[] b) {
    float most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** A random direction of a given length per component. */
  static float[] vector(Model model, long seed, float scale) {
    Random random = new Random(seed);
    float[] vector = new float[model.width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = scale * (float) random.nextGaussian();
    }
    return vector;
  }
}
