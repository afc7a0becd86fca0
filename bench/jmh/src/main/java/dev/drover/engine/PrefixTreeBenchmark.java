package dev.drover.engine;

import dev.drover.engine.PrefixTree.Node;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The radix tree of prefixes, holding conversations that share a system prompt. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PrefixTreeBenchmark {
  private static final int SYSTEM = 960;
  private static final int TURN = 200;

  /** Sequences in the tree; one more comes and goes. */
  @Param({"16", "128"})
  int sequences;

  private PrefixTree tree;
  private int[] next;

  /** Fills the tree. */
  @Setup(Level.Trial)
  public void fill() {
    tree = new PrefixTree();
    for (int s = 0; s < sequences; s++) {
      tree.extend(tree.root(""), conversation(s), SYSTEM + TURN, s, known -> {});
    }
    next = conversation(sequences);
  }

  private static int[] conversation(int seed) {
    return IntStream.concat(
            new Random(0).ints(SYSTEM, 0, 49_152), new Random(1 + seed).ints(TURN, 0, 49_152))
        .toArray();
  }

  /** How much of a new conversation is known. */
  @Benchmark
  public Object match() {
    return tree.match("", next, next.length - 1);
  }

  /** A conversation begins with what is known, grows and goes. */
  @Benchmark
  public int life() {
    Node begun = tree.cut(tree.match("", next, next.length - 1));
    tree.hold(begun, sequences);
    Node end = tree.extend(begun, next, next.length, sequences, known -> {});
    tree.drop(end, sequences);
    return tree.size();
  }

  /** What would go first. */
  @Benchmark
  public Object coldest() {
    return tree.coldestLeaf(node -> node.isLeaf());
  }
}
