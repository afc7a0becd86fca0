package dev.drover.llama;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * BERT as its paper has it (Devlin et al. 2018, post-layer-norm, GELU, learnt positions, segment
 * A), in doubles and without any batch: what the libraries are compared with.
 */
final class BertForward {
  private static final int HEADS = 2;
  private static final double EPSILON = 1e-12;

  private final Map<String, double[]> weights = new HashMap<>();
  private final int width = TinyModels.WIDTH;

  BertForward(GgufWriter model) {
    for (GgufWriter.Tensor tensor : model.tensors) {
      var floats = ByteBuffer.wrap(tensor.data()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      double[] values = new double[floats.remaining()];
      for (int i = 0; i < values.length; i++) {
        values[i] = floats.get(i);
      }
      weights.put(tensor.name(), values);
    }
  }

  /** The last layer's output for each token. */
  double[][] embed(int[] tokens) {
    double[][] x = new double[tokens.length][width];
    for (int t = 0; t < tokens.length; t++) {
      for (int i = 0; i < width; i++) {
        x[t][i] =
            weights.get("token_embd.weight")[tokens[t] * width + i]
                + weights.get("position_embd.weight")[t * width + i]
                + weights.get("token_types.weight")[i];
      }
      norm("token_embd_norm", x[t]);
    }
    for (int layer = 0; layer < TinyModels.BERT_LAYERS; layer++) {
      block("blk." + layer + ".", x);
    }
    return x;
  }

  private void block(String name, double[][] x) {
    double[][] attended = attention(name, x);
    for (int t = 0; t < x.length; t++) {
      add(x[t], dense(name + "attn_output", attended[t]));
      norm(name + "attn_output_norm", x[t]);
      double[] up = dense(name + "ffn_up", x[t]);
      for (int i = 0; i < up.length; i++) {
        up[i] = gelu(up[i]);
      }
      add(x[t], dense(name + "ffn_down", up));
      norm(name + "layer_output_norm", x[t]);
    }
  }

  private double[][] attention(String name, double[][] x) {
    int n = x.length;
    int head = width / HEADS;
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      q[t] = dense(name + "attn_q", x[t]);
      k[t] = dense(name + "attn_k", x[t]);
      v[t] = dense(name + "attn_v", x[t]);
    }
    double[][] out = new double[n][width];
    for (int from = 0; from < width; from += head) {
      for (int t = 0; t < n; t++) {
        double[] weight = new double[n];
        double sum = 0;
        for (int s = 0; s < n; s++) {
          double dot = 0;
          for (int i = from; i < from + head; i++) {
            dot += q[t][i] * k[s][i];
          }
          weight[s] = Math.exp(dot / Math.sqrt(head));
          sum += weight[s];
        }
        for (int s = 0; s < n; s++) {
          for (int i = from; i < from + head; i++) {
            out[t][i] += weight[s] / sum * v[s][i];
          }
        }
      }
    }
    return out;
  }

  private double[] dense(String name, double[] in) {
    double[] out = weights.get(name + ".bias").clone();
    double[] matrix = weights.get(name + ".weight");
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < in.length; i++) {
        out[o] += matrix[o * in.length + i] * in[i];
      }
    }
    return out;
  }

  private void norm(String name, double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] weight = weights.get(name + ".weight");
    double[] bias = weights.get(name + ".bias");
    for (int i = 0; i < x.length; i++) {
      x[i] = (x[i] - mean) / Math.sqrt(variance + EPSILON) * weight[i] + bias[i];
    }
  }

  private static void add(double[] to, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += what[i];
    }
  }

  /** By its tanh form, which differs by less than 0.001. */
  private static double gelu(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }
}
