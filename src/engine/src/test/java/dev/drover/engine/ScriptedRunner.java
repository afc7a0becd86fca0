package dev.drover.engine;

import dev.drover.llama.AdditionReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * A model without weights: the next token is a function of the sequence's tokens. It keeps what it
 * is given and refuses, as the real one would, positions that do not continue a sequence, more
 * tokens than there are cells, and sequences that were not forgotten.
 */
final class ScriptedRunner implements ModelRunner {
  static final int VOCABULARY = 256;
  static final int END = 0;

  final List<List<Integer>> batches = new ArrayList<>();

  /** Every token that was ever put into a batch, in order. */
  final List<Integer> tokens = Collections.synchronizedList(new ArrayList<>());

  private final EngineConfig config;
  private final ToIntFunction<List<Integer>> next;
  private final Map<Integer, List<Cell>> memory = new HashMap<>();
  private final List<List<Integer>> rows = new ArrayList<>();
  private final List<Integer> batchSequences = new ArrayList<>();
  private Semaphore gate;
  volatile boolean failNextDecode;

  /** How long a batch takes at least. */
  volatile int decodeMillis;

  volatile boolean failFirstEmbedding;

  /** If set, fills a row for the tokens of a sequence. */
  volatile BiConsumer<List<Integer>, float[]> logits;

  volatile boolean nanFor;

  /** Whether its tokens are others than usual. */
  volatile boolean foreign;

  volatile boolean closed;

  /** Whether it only embeds, and then refuses what is not whole in a batch. */
  boolean encoder;

  EmbeddingPooling pooling = EmbeddingPooling.LAST;
  ScriptedRunner alone;
  ScriptedRunner embedder;

  /** Who decoded, in order: {@code g} a batch of this runner, {@code e} one of embeddings. */
  List<String> log = Collections.synchronizedList(new ArrayList<>());

  volatile boolean tappable = true;

  /** Every token that was steered. */
  final List<Steered> steered = Collections.synchronizedList(new ArrayList<>());

  private String mark = "g";
  final Set<String> adapters = new HashSet<>();
  private final Map<Integer, String> computedUnder = new HashMap<>();
  volatile boolean mixed;
  private String adapter;

  /** A place in memory; identity matters, since sequences share cells. */
  private static final class Cell {
    final int token;

    Cell(int token) {
      this.token = token;
    }
  }

  /**
   * @param next the sequence's tokens to the token that follows
   */
  ScriptedRunner(EngineConfig config, ToIntFunction<List<Integer>> next) {
    this.config = config;
    this.next = next;
  }

  /** Counts up by one from the last prompt token; ends before it would pass 255. */
  static ScriptedRunner counting(EngineConfig config) {
    return new ScriptedRunner(config, tokens -> (tokens.getLast() + 1) % VOCABULARY);
  }

  /** From now on every decode waits for a permit. */
  synchronized Semaphore gate() {
    gate = new Semaphore(0);
    return gate;
  }

  @Override
  public ModelInfo info() {
    return new ModelInfo(
        config.name(),
        "scripted",
        0,
        0,
        VOCABULARY,
        config.contextLength(),
        1,
        1,
        3,
        !encoder,
        false,
        true,
        "scripted",
        0,
        "none");
  }

  @Override
  public Tokenizer tokenizer() {
    return new ScriptedTokenizer(() -> foreign);
  }

  @Override
  public Optional<String> chatTemplate() {
    return Optional.empty();
  }

  @Override
  public int cells() {
    return config.cells();
  }

  @Override
  public int sequences() {
    return config.maxSequences() + config.cachedSequences();
  }

  @Override
  public boolean canCut() {
    return true;
  }

  @Override
  public ScriptedRunner alone(int batchSize) {
    alone = new ScriptedRunner(config.alone(batchSize), next);
    return alone;
  }

  @Override
  public ScriptedRunner drafting() {
    return new ScriptedRunner(config, next);
  }

  @Override
  public int batchSize() {
    return config.batchSize();
  }

  @Override
  public ScriptedRunner forEmbeddings() {
    if (encoder) {
      embedder = this;
      return this;
    }
    embedder = new ScriptedRunner(config, next);
    embedder.log = log;
    embedder.mark = "e";
    embedder.failNextDecode = failFirstEmbedding;
    return embedder;
  }

  @Override
  public Optional<EmbeddingPooling> pooling() {
    return Optional.ofNullable(pooling);
  }

  /** The token, its position and 1. */
  @Override
  public void embedding(int row, float[] into) {
    List<Integer> tokens = rows.get(row);
    into[0] = tokens.getLast();
    into[1] = tokens.size() - 1;
    into[2] = 1;
  }

  @Override
  public void adapter(String name) {
    adapter = name;
  }

  @Override
  public void steer(
      int layer,
      int firstRow,
      int rows,
      float[] vector,
      float strength,
      Steering.Gate gate,
      AdditionReport report) {
    for (int row = firstRow; row < firstRow + rows; row++) {
      steered.add(new Steered(batches.size(), batchSequences.get(row), layer, strength));
      if (report != null) {
        report.added(row, strength * vector[0], 10);
      }
    }
  }

  @Override
  public boolean canTap() {
    return tappable;
  }

  /** A token that was steered. */
  record Steered(int batch, int sequence, int layer, float strength) {}

  /** The token itself stands for its hidden state. */
  @Override
  public void sum(int layer, int firstRow, int rows, double[] into) {
    for (int row = firstRow; row < firstRow + rows; row++) {
      into[0] += tokens.get(tokens.size() - this.rows.size() + row);
    }
  }

  @Override
  public void clear() {
    rows.clear();
    batchSequences.clear();
  }

  @Override
  public int add(int token, int position, int sequence, boolean logits) {
    if (closed) {
      throw new IllegalStateException("the runner is closed");
    }
    List<Cell> cells = memory.computeIfAbsent(sequence, s -> new ArrayList<>());
    if (cells.size() != position) {
      throw new IllegalStateException(
          "sequence " + sequence + " holds " + cells.size() + ", given position " + position);
    }
    mixed |= !Objects.equals(computedUnder.getOrDefault(sequence, adapter), adapter);
    computedUnder.put(sequence, adapter);
    adapters.add(adapter);
    cells.add(new Cell(token));
    tokens.add(token);
    if (used() > config.cells()) {
      throw new IllegalStateException("more tokens than the " + config.cells() + " cells");
    }
    rows.add(logits ? tokens(sequence) : null);
    batchSequences.add(sequence);
    if (rows.size() > config.batchSize()) {
      throw new IllegalStateException("a batch of more than " + config.batchSize());
    }
    return rows.size() - 1;
  }

  @Override
  public void decode() {
    Semaphore wait;
    synchronized (this) {
      wait = gate;
    }
    if (wait != null) {
      wait.acquireUninterruptibly();
    }
    if (decodeMillis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(decodeMillis));
    }
    log.add(mark);
    batches.add(List.copyOf(batchSequences));
    if (encoder) {
      computedUnder.clear();
      memory.clear(); // an encoder keeps nothing, so that a piece that followed would be refused
    }
    if (failNextDecode) {
      failNextDecode = false;
      throw new IllegalStateException("scripted decode failure");
    }
  }

  @Override
  public void logits(int row, float[] into) {
    List<Integer> tokens = rows.get(row);
    if (logits != null) {
      logits.accept(tokens, into);
      return;
    }
    Arrays.fill(into, 0, VOCABULARY, 0f);
    if (tokens.getLast() == 'N' && nanFor) {
      Arrays.fill(into, Float.NaN);
    }
    into[next.applyAsInt(tokens)] = 20f;
  }

  @Override
  public float logit(int row, int token) {
    float[] all = new float[VOCABULARY];
    logits(row, all);
    return all[token];
  }

  @Override
  public int length(int sequence) {
    return memory.containsKey(sequence) ? memory.get(sequence).size() : 0;
  }

  @Override
  public void forget(int sequence) {
    computedUnder.remove(sequence);
    memory.remove(sequence);
  }

  @Override
  public void cut(int sequence, int length) {
    List<Cell> cells = memory.get(sequence);
    cells.subList(Math.min(length, cells.size()), cells.size()).clear();
  }

  @Override
  public boolean share(int from, int to, int length) {
    if (memory.containsKey(to)) {
      throw new IllegalStateException("sequence " + to + " was not forgotten");
    }
    memory.put(to, new ArrayList<>(memory.get(from).subList(0, length)));
    computedUnder.put(to, computedUnder.get(from));
    return true;
  }

  @Override
  public void replace(int from, int to, int begin, int end) {
    for (int i = begin; i < end; i++) {
      Cell own = memory.get(to).set(i, memory.get(from).get(i));
      if (own.token != memory.get(to).get(i).token) {
        throw new IllegalStateException("other tokens at position " + i);
      }
    }
  }

  @Override
  public byte[] save(int sequence) {
    byte[] state = new byte[memory.get(sequence).size()];
    for (int i = 0; i < state.length; i++) {
      state[i] = (byte) memory.get(sequence).get(i).token;
    }
    return state;
  }

  @Override
  public int restore(int sequence, byte[] state) {
    List<Cell> cells = new ArrayList<>();
    for (byte token : state) {
      cells.add(new Cell(Byte.toUnsignedInt(token)));
    }
    memory.put(sequence, cells);
    return state.length;
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isEmpty() {
    return memory.isEmpty();
  }

  private List<Integer> tokens(int sequence) {
    return memory.get(sequence).stream().map(cell -> cell.token).toList();
  }

  /** Cells in use; one that several sequences share counts once. */
  private int used() {
    Set<Cell> cells = Collections.newSetFromMap(new IdentityHashMap<>());
    memory.values().forEach(cells::addAll);
    return cells.size();
  }
}
