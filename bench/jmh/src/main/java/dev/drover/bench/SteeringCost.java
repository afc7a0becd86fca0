package dev.drover.bench;

import dev.drover.llama.Batch;
import dev.drover.llama.Context;
import dev.drover.llama.ContextOptions;
import dev.drover.llama.Llama;
import dev.drover.llama.Model;
import dev.drover.llama.ModelOptions;
import dev.drover.llama.TapPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * What steering adds to a step. Variants take turns, so that what else the machine does meets all
 * of them alike; each starts a turn from the same memory.
 *
 * <p>Arguments: the model, the folder of llama.cpp's libraries, rounds, streams.
 */
public final class SteeringCost {
  private static final int DEPTH = 64;
  private static final int STEPS = 8;
  private static final int LAYERS = 8;
  private static final int FIRST_LAYER = 12;

  private SteeringCost() {}

  /** What a step steers. */
  private enum Variant {
    WITHOUT_TAP(0, 0),
    IDLE(0, 0),
    SHARED_ON_1_LAYER(1, 1),
    SHARED_ON_8_LAYERS(1, LAYERS),
    DIFFERENT_ON_1_LAYER(0, 1),
    DIFFERENT_ON_8_LAYERS(0, LAYERS);

    /** 1 if all streams share their vectors. */
    private final int vectors;

    private final int layers;

    Variant(int vectors, int layers) {
      this.vectors = vectors;
      this.layers = layers;
    }
  }

  /**
   * Prints median times.
   *
   * @param arguments see the class
   */
  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[2]);
    int streams = Integer.parseInt(arguments[3]);
    Llama llama = Llama.load(Path.of(arguments[1]));
    ContextOptions options =
        ContextOptions.defaults()
            .withMemory(streams * (DEPTH + STEPS) + 64, streams)
            .withBatch(Math.max(512, streams * DEPTH), Math.max(512, streams * DEPTH));
    try (Model model = Model.load(llama, Path.of(arguments[0]), ModelOptions.defaults());
        Context plain = Context.create(model, options);
        Context tapped = Context.create(model, options.withTap(true))) {
      float[][] vectors = vectors(model.width(), streams);
      prefill(plain, streams);
      prefill(tapped, streams);
      TreeMap<Variant, List<Double>> times = new TreeMap<>();
      for (int round = -2; round < rounds; round++) {
        List<Variant> order = new ArrayList<>(Arrays.asList(Variant.values()));
        Collections.shuffle(order, new Random(round));
        for (Variant variant : order) {
          double time = turn(variant == Variant.WITHOUT_TAP ? plain : tapped, variant, vectors);
          if (round >= 0) {
            times.computeIfAbsent(variant, v -> new ArrayList<>()).add(time);
          }
        }
      }
      double base = median(times.get(Variant.WITHOUT_TAP));
      times.forEach((variant, all) ->
          System.out.printf(
              "%-22s %8.3f ms  %+6.2f %%%n",
              variant, median(all) / 1e6, 100 * (median(all) / base - 1)));
    }
  }

  private static float[][] vectors(int width, int count) {
    Random random = new Random(1);
    float[][] vectors = new float[count][width];
    for (float[] vector : vectors) {
      for (int i = 0; i < width; i++) {
        vector[i] = 0.01f * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private static void prefill(Context context, int streams) {
    Batch batch = context.newBatch();
    for (int s = 0; s < streams; s++) {
      for (int i = 0; i < DEPTH; i++) {
        batch.add(1000 + 31 * s + i, i, s, i == DEPTH - 1);
      }
    }
    context.decode(batch);
  }

  /** Median nanoseconds of a few steps, whose tokens are forgotten then. */
  private static double turn(Context context, Variant variant, float[][] vectors) {
    int streams = vectors.length;
    Batch batch = context.newBatch();
    TapPlan plan = context.newTapPlan();
    List<Double> steps = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      batch.clear();
      plan.clear();
      long began = System.nanoTime();
      for (int s = 0; s < streams; s++) {
        int row = batch.add(2000 + 7 * s + step, DEPTH + step, s, true);
        for (int layer = FIRST_LAYER; layer < FIRST_LAYER + variant.layers; layer++) {
          plan.steer(layer, row, 1, vectors[variant.vectors == 1 ? 0 : s], 1);
        }
      }
      context.decode(batch, plan);
      steps.add((double) (System.nanoTime() - began));
    }
    for (int s = 0; s < streams; s++) {
      context.memory().removeTail(s, DEPTH);
    }
    return median(steps);
  }

  private static double median(List<Double> times) {
    List<Double> sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
