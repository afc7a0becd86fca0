package dev.drover.llama;

import dev.drover.llama.gguf.GgufType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Models with random weights and a vocabulary of bytes, small enough to be made in a test. */
final class TinyModels {
  static final int WIDTH = 32;
  static final int LAYERS = 6;
  static final int VOCABULARY = 260;
  static final int BERT_LAYERS = 2;
  static final int BERT_CONTEXT = 64;
  static final int BERT_VOCABULARY = 180;

  private TinyModels() {}

  /** Two attention heads, rotary positions. */
  static GgufWriter llama() {
    GgufWriter w = bytePairs(new GgufWriter(), "llama");
    transformer(w, "llama", new Random(1));
    return w;
  }

  /** The same with a SentencePiece vocabulary. */
  static GgufWriter llamaWithSentencePieces() {
    GgufWriter w = sentencePieces(new GgufWriter(), "llama");
    transformer(w, "llama", new Random(1));
    return w;
  }

  /** Attention over a window of 8 positions in two of three layers. */
  static GgufWriter gemma() {
    Random random = new Random(2);
    GgufWriter w = sentencePieces(new GgufWriter(), "gemma3");
    transformer(w, "gemma3", random);
    w.u32("gemma3.attention.sliding_window", 8);
    w.u32("gemma3.attention.key_length", WIDTH / 2);
    w.u32("gemma3.attention.value_length", WIDTH / 2);
    w.tensors.removeIf(t -> t.name().equals("output.weight")); // gemma shares its embedding
    for (int i = 0; i < LAYERS; i++) {
      String b = "blk." + i + ".";
      w.constant(1, b + "attn_q_norm.weight", WIDTH / 2);
      w.constant(1, b + "attn_k_norm.weight", WIDTH / 2);
      w.constant(1, b + "post_attention_norm.weight", WIDTH);
      w.constant(1, b + "post_ffw_norm.weight", WIDTH);
    }
    return w;
  }

  /** A running state and no attention. */
  static GgufWriter mamba() {
    Random random = new Random(3);
    int inner = 2 * WIDTH;
    int state = 8;
    int rank = 4;
    int kernel = 4;
    GgufWriter w = bytePairs(new GgufWriter(), "mamba");
    common(w, "mamba");
    w.u32("mamba.feed_forward_length", 0);
    w.u32("mamba.attention.head_count", 0);
    w.u32("mamba.ssm.conv_kernel", kernel);
    w.u32("mamba.ssm.inner_size", inner);
    w.u32("mamba.ssm.state_size", state);
    w.u32("mamba.ssm.time_step_rank", rank);
    embedding(w, random);
    for (int i = 0; i < LAYERS; i++) {
      String b = "blk." + i + ".";
      w.constant(1, b + "attn_norm.weight", WIDTH);
      w.random(random, 0.1, b + "ssm_in.weight", WIDTH, 2L * inner);
      w.random(random, 0.3, b + "ssm_conv1d.weight", kernel, inner);
      w.random(random, 0.1, b + "ssm_conv1d.bias", inner);
      w.random(random, 0.2, b + "ssm_x.weight", inner, rank + 2L * state);
      w.random(random, 0.3, b + "ssm_dt.weight", rank, inner);
      w.random(random, 0.1, b + "ssm_dt.bias", inner);
      w.constant(-1, b + "ssm_a", state, inner);
      w.constant(1, b + "ssm_d", inner);
      w.random(random, 0.1, b + "ssm_out.weight", inner, WIDTH);
    }
    return w;
  }

  /** Reads in both directions: two heads, a table of positions, word pieces of letters. */
  static GgufWriter bert() {
    Random random = new Random(4);
    int feed = 2 * WIDTH;
    GgufWriter w = wordPieces(new GgufWriter(), "bert");
    w.text("general.name", "tiny");
    w.u32("bert.context_length", BERT_CONTEXT);
    w.u32("bert.embedding_length", WIDTH);
    w.u32("bert.block_count", BERT_LAYERS);
    w.u32("bert.feed_forward_length", feed);
    w.u32("bert.attention.head_count", 2);
    w.f32("bert.attention.layer_norm_epsilon", 1e-12);
    w.bool("bert.attention.causal", false);
    w.u32("bert.pooling_type", 1);
    w.random(random, 1, "token_embd.weight", WIDTH, BERT_VOCABULARY);
    w.random(random, 1, "position_embd.weight", WIDTH, BERT_CONTEXT);
    w.random(random, 1, "token_types.weight", WIDTH, 2);
    norm(w, random, "token_embd_norm");
    for (int i = 0; i < BERT_LAYERS; i++) {
      String b = "blk." + i + ".";
      for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
        dense(w, random, b + name, WIDTH, WIDTH);
      }
      norm(w, random, b + "attn_output_norm");
      dense(w, random, b + "ffn_up", WIDTH, feed);
      dense(w, random, b + "ffn_down", feed, WIDTH);
      norm(w, random, b + "layer_output_norm");
    }
    return w;
  }

  private static void norm(GgufWriter w, Random random, String name) {
    w.random(random, 1, name + ".weight", WIDTH);
    w.random(random, 0.5, name + ".bias", WIDTH);
  }

  private static void dense(GgufWriter w, Random random, String name, int in, int out) {
    w.random(random, 0.3, name + ".weight", in, out);
    w.random(random, 0.3, name + ".bias", out);
  }

  private static void common(GgufWriter w, String arch) {
    w.text("general.architecture", arch);
    w.text("general.name", "tiny");
    w.u32(arch + ".context_length", 512);
    w.u32(arch + ".embedding_length", WIDTH);
    w.u32(arch + ".block_count", LAYERS);
    w.f32(arch + ".attention.layer_norm_rms_epsilon", 1e-5);
  }

  private static void transformer(GgufWriter w, String arch, Random random) {
    common(w, arch);
    int feed = 2 * WIDTH;
    w.u32(arch + ".feed_forward_length", feed);
    w.u32(arch + ".attention.head_count", 2);
    w.u32(arch + ".attention.head_count_kv", 1);
    w.f32(arch + ".rope.freq_base", 10000);
    embedding(w, random);
    for (int i = 0; i < LAYERS; i++) {
      String b = "blk." + i + ".";
      w.constant(1, b + "attn_norm.weight", WIDTH);
      w.random(random, 0.2, b + "attn_q.weight", WIDTH, WIDTH);
      w.random(random, 0.2, b + "attn_k.weight", WIDTH, WIDTH / 2);
      w.random(random, 0.2, b + "attn_v.weight", WIDTH, WIDTH / 2);
      w.random(random, 0.2, b + "attn_output.weight", WIDTH, WIDTH);
      w.constant(1, b + "ffn_norm.weight", WIDTH);
      w.random(random, 0.2, b + "ffn_gate.weight", WIDTH, feed);
      w.random(random, 0.2, b + "ffn_down.weight", feed, WIDTH);
      w.random(random, 0.2, b + "ffn_up.weight", WIDTH, feed);
    }
  }

  private static void embedding(GgufWriter w, Random random) {
    w.random(random, 1, "token_embd.weight", WIDTH, VOCABULARY);
    w.constant(1, "output_norm.weight", WIDTH);
    w.random(random, 0.3, "output.weight", WIDTH, VOCABULARY);
  }

  /** GPT-2's letters for the 256 bytes, one merge, two control tokens. */
  private static GgufWriter bytePairs(GgufWriter w, String arch) {
    List<String> tokens = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
      tokens.add(String.valueOf((char) (printable ? b : next++)));
    }
    tokens.addAll(List.of("ab", "<|bos|>", "<|eos|>", "abc"));
    long[] types = new long[VOCABULARY];
    Arrays.fill(types, 1);
    types[257] = 3;
    types[258] = 3;
    w.text("general.architecture", arch);
    w.text("tokenizer.ggml.model", "gpt2");
    w.text("tokenizer.ggml.pre", "gpt-2");
    w.texts("tokenizer.ggml.tokens", tokens);
    w.integers("tokenizer.ggml.token_type", GgufType.INT32, types);
    w.texts("tokenizer.ggml.merges", List.of("a b", "ab c"));
    w.u32("tokenizer.ggml.bos_token_id", 257);
    w.u32("tokenizer.ggml.eos_token_id", 258);
    w.bool("tokenizer.ggml.add_bos_token", true);
    return w;
  }

  private static GgufWriter sentencePieces(GgufWriter w, String arch) {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
    }
    tokens.add("\u2581");
    long[] types = new long[VOCABULARY];
    Arrays.fill(types, 6);
    types[0] = 2;
    types[1] = 3;
    types[2] = 3;
    types[259] = 1;
    w.text("general.architecture", arch);
    w.text("tokenizer.ggml.model", "llama");
    w.texts("tokenizer.ggml.tokens", tokens);
    w.reals("tokenizer.ggml.scores", new double[VOCABULARY]);
    w.integers("tokenizer.ggml.token_type", GgufType.INT32, types);
    w.u32("tokenizer.ggml.bos_token_id", 1);
    w.u32("tokenizer.ggml.eos_token_id", 2);
    w.u32("tokenizer.ggml.unknown_token_id", 0);
    return w;
  }

  /** BERT's special tokens at their usual places, letters that begin a word or go on with it. */
  private static GgufWriter wordPieces(GgufWriter w, String arch) {
    List<String> tokens = new ArrayList<>(List.of("[PAD]"));
    long[] types = new long[BERT_VOCABULARY];
    Arrays.fill(types, 1);
    for (int i = 1; i < 100; i++) {
      tokens.add("[unused" + i + "]");
    }
    tokens.addAll(List.of("[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (char c = 'a'; c <= 'z'; c++) {
      tokens.add("\u2581" + c);
      tokens.add(String.valueOf(c));
    }
    for (String piece : List.of(",", ".", "the", "sea", "ship", "cat", "bank", "old")) {
      tokens.add("\u2581" + piece);
    }
    while (tokens.size() < BERT_VOCABULARY) {
      tokens.add("[more" + tokens.size() + "]");
    }
    types[0] = 3;
    types[100] = 2;
    types[101] = 3;
    types[102] = 3;
    types[103] = 3;
    w.text("general.architecture", arch);
    w.text("tokenizer.ggml.model", "bert");
    w.texts("tokenizer.ggml.tokens", tokens);
    w.integers("tokenizer.ggml.token_type", GgufType.INT32, types);
    w.u32("tokenizer.ggml.token_type_count", 2);
    w.u32("tokenizer.ggml.cls_token_id", 101);
    w.u32("tokenizer.ggml.unknown_token_id", 100);
    w.u32("tokenizer.ggml.seperator_token_id", 102);
    w.u32("tokenizer.ggml.padding_token_id", 0);
    w.u32("tokenizer.ggml.mask_token_id", 103);
    return w;
  }
}
