package dev.drover.engine;

import dev.drover.engine.PrefixTree.Match;
import dev.drover.engine.PrefixTree.Node;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The model's memory as one budget of tokens: which sequence holds what, what ended sequences have
 * left behind for requests that begin alike, and what goes when room is needed. Belongs to the
 * engine's thread.
 *
 * <p>Every token in memory is either in the tree, where it counts once however many sequences hold
 * it, or reserved by one running sequence. A sequence number is free, runs, is cached (nobody runs
 * it, and it may go), or is pinned.
 */
final class KvMemory {
  /** Tokens given up at once at least, so that a growing sequence does not come back each step. */
  private static final int LEAST_TRIM = 64;

  private final ModelRunner runner;
  private final PrefixTree tree = new PrefixTree();
  private final int capacity;
  private final boolean reuse;
  private final int grain;
  private final int spare;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final Node[] ends;
  private final BitSet cached = new BitSet();
  private final IdleTokens idle = new IdleTokens(tree, cached);
  private final BitSet pinned = new BitSet();
  private int reserved;
  private long evicted;

  /**
   * An empty memory.
   *
   * @param running most sequences that run at once
   * @param reuse whether what ended sequences computed is kept
   * @param grain tokens are reused in multiples of this, and only those of prompts if it is not 1
   */
  KvMemory(ModelRunner runner, int running, boolean reuse, int grain) {
    this.runner = runner;
    this.capacity = runner.cells();
    this.reuse = reuse && runner.canCut();
    this.grain = grain;
    this.ends = new Node[runner.sequences()];
    this.spare = ends.length - running;
    for (int number = 0; number < ends.length; number++) {
      free.add(number);
    }
  }

  int capacity() {
    return capacity;
  }

  /** Tokens that running sequences and pins hold. */
  int held() {
    return tree.size() + reserved - idle();
  }

  /** Tokens that only ended sequences hold. */
  int idle() {
    return idle.count();
  }

  /** Tokens that were in memory and had to go, ever. */
  long evictedTokens() {
    return evicted;
  }

  /** Whether a waiting sequence may begin with what others have computed. */
  boolean reuses(Sequence s) {
    return reuse && s.task.reusable() > 0;
  }

  /** Whether a running sequence has a place for all its tokens. */
  boolean hasRoom(Sequence s) {
    return ends[s.id].end() + s.reserved >= s.size();
  }

  /** How much of a waiting sequence is in memory now. */
  int known(Sequence s) {
    return match(s).length();
  }

  /**
   * Gives a waiting sequence a number and room for all its tokens. It begins with what is known of
   * it.
   *
   * @param headroom tokens that must stay free besides
   * @return false if there is no room; nothing has changed then
   */
  boolean admit(Sequence s, int headroom) {
    Match match = match(s);
    int needed = s.size() - match.length();
    if (needed + headroom > capacity - tree.size() - reserved + idle.countBeside(match)) {
      return false;
    }
    Node node = tree.cut(match);
    int number = number(node);
    if (number < 0) {
      return false;
    }
    share(node, number);
    s.begin(number, node.end());
    if (!makeRoom(needed)) {
      throw new IllegalStateException("no room for " + needed + " tokens, though counted");
    }
    reserve(s, needed);
    return true;
  }

  /**
   * Reserves places for guessed tokens after the sequence's own, as far as others yield them.
   *
   * @return how many of {@code wanted} there are
   */
  int growAhead(Sequence s, int wanted) {
    int count = 0;
    while (count < wanted && (ends[s.id].end() + s.reserved >= s.size() + count + 1 || grow(s))) {
      count++;
    }
    return count;
  }

  /** Lets go of what a running sequence has beyond its own tokens: guesses that were wrong. */
  void settle(Sequence s) {
    int beyond = ends[s.id].end() + s.reserved - s.size();
    if (beyond > 0) {
      reserve(s, -beyond);
    }
    if (runner.length(s.id) > s.computed) {
      runner.cut(s.id, s.computed);
    }
  }

  /** Reserves a place for one more token; false if nothing can go to make room for it. */
  boolean grow(Sequence s) {
    if (!makeRoom(1)) {
      return false;
    }
    reserve(s, 1);
    return true;
  }

  /** Shows others what a running sequence has computed up to a token. */
  void publish(Sequence s, int to) {
    boolean all = grain == 1 && s.task.steering.treatsAllAlike();
    int until = all ? to : Math.min(to, s.task.prompt.length) / grain * grain;
    Node end = ends[s.id];
    int count = until - end.end();
    if (count > 0) {
      ends[s.id] = tree.extend(end, s.tokens(), until, s.id, known -> adopt(known, s.id));
      reserve(s, -count);
    }
  }

  /**
   * Gives a sibling of a running sequence a number and all that the sequence has computed.
   *
   * @return false if there is no number, or the model's kind of memory does not allow it
   */
  boolean fork(Sequence leader, Sequence sibling) {
    if (grain != 1) {
      return false;
    }
    publish(leader, leader.computed);
    Node node = ends[leader.id];
    if (node.end() != leader.computed) {
      return false; // what it has generated serves nobody else
    }
    int number = number(node);
    if (number < 0) {
      return false;
    }
    if (!runner.share(leader.id, number, leader.computed)) {
      free.add(number);
      return false;
    }
    hold(node, number);
    sibling.begin(number, node.end());
    return true;
  }

  /**
   * Ends a running sequence's hold.
   *
   * @param keep whether what it has computed may serve others
   */
  void release(Sequence s, boolean keep) {
    boolean stays = keep && reuse;
    if (stays) {
      publish(s, s.computed);
    }
    reserve(s, -s.reserved);
    int number = s.id;
    s.id = -1;
    s.computed = 0;
    if (stays && !ends[number].isRoot()) {
      runner.cut(number, ends[number].end());
      cached.set(number);
      dropIfCovered(number);
    } else {
      forget(number);
    }
  }

  /**
   * Keeps tokens that are in memory until {@link #unpin}.
   *
   * @param key what they were computed under
   * @return the number that holds them, or -1 if they are not all in memory or no number is left
   */
  int pin(Object key, int[] tokens) {
    Match match = tree.match(key, tokens, tokens.length);
    if (!reuse || match.length() < tokens.length || !mayPin()) {
      return -1;
    }
    Node node = tree.cut(match);
    int number = number(node);
    if (number < 0) {
      return -1;
    }
    share(node, number);
    pinned.set(number);
    return number;
  }

  /** What was pinned may go. */
  void unpin(int number) {
    pinned.clear(number);
    cached.set(number);
    dropIfCovered(number);
  }

  /**
   * Pins tokens that come from outside.
   *
   * @param key what they were computed under
   * @param load puts them into the number that it is given
   * @return the number, or -1 if there is no room
   */
  int restore(Object key, int[] tokens, IntConsumer load) {
    Node root = tree.root(key);
    int number = reuse && mayPin() && makeRoom(tokens.length) ? number(root) : -1;
    if (number < 0) {
      return -1;
    }
    try {
      load.accept(number);
    } catch (RuntimeException e) {
      runner.forget(number);
      free.add(number);
      throw e;
    }
    ends[number] = tree.extend(root, tokens, tokens.length, number, node -> adopt(node, number));
    pinned.set(number);
    return number;
  }

  /** Pins leave running sequences their numbers. */
  private boolean mayPin() {
    return pinned.cardinality() < spare;
  }

  /** What is wrong between the books and the model's memory; empty if all is well. */
  List<String> faults(Collection<Sequence> running) {
    return new KvAudit(runner, tree, ends, cached, pinned, free, reserved, capacity)
        .faults(running);
  }

  private Object key(Sequence s) {
    // What cannot be cut cannot be shared by half: no two such requests may meet in the tree.
    return runner.canCut() ? s.task.prefixKey : s.task;
  }

  private Match match(Sequence s) {
    int limit = reuses(s) ? Math.min(s.size() - 1, s.task.reusable()) : 0;
    Match match = tree.match(key(s), s.tokens(), limit);
    int rest = match.length() % grain;
    return rest == 0 ? match : tree.match(key(s), s.tokens(), match.length() - rest);
  }

  /**
   * An unused sequence number; the least recently used cached one has to yield if there is none. If
   * that is the only holder of {@code node}, it is cut down to it instead.
   */
  private int number(Node node) {
    if (!free.isEmpty()) {
      return free.remove();
    }
    int coldest = -1;
    for (int c = cached.nextSetBit(0); c >= 0; c = cached.nextSetBit(c + 1)) {
      boolean only = isOnlyHolder(c, node);
      if (coldest < 0
          || isOnlyHolder(coldest, node)
          || (!only && ends[c].used() < ends[coldest].used())) {
        coldest = c;
      }
    }
    if (coldest >= 0) {
      cached.clear(coldest);
      int before = tree.size();
      if (isOnlyHolder(coldest, node)) {
        tree.retreat(ends[coldest], node, coldest);
        runner.cut(coldest, node.end());
        ends[coldest] = node;
      } else {
        forget(coldest);
        free.remove(coldest);
      }
      evicted += before - tree.size();
    }
    return coldest;
  }

  private static boolean isOnlyHolder(int number, Node node) {
    return node.holders().get(number) && node.holders().cardinality() == 1;
  }

  /** Makes a number, which holds nothing or ends there already, hold what the node does. */
  private void share(Node node, int number) {
    boolean holds = node.isRoot() || node.holders().get(number);
    if (!holds && !runner.share(node.holder(), number, node.end())) {
      throw new IllegalStateException("memory that can be cut was not shared");
    }
    hold(node, number);
    for (int h : node.holders().stream().toArray()) {
      if (cached.get(h) && ends[h] == node) {
        dropIfCovered(h);
      }
    }
  }

  private void hold(Node node, int number) {
    tree.hold(node, number);
    ends[number] = node;
  }

  /** A cached sequence whose every token others hold too is not needed. */
  private void dropIfCovered(int number) {
    Node end = ends[number];
    if (end.isRoot() || end.holders().cardinality() > 1) {
      cached.clear(number);
      forget(number);
    }
  }

  private void forget(int number) {
    tree.drop(ends[number], number);
    ends[number] = null;
    runner.forget(number);
    free.add(number);
  }

  private void adopt(Node known, int number) {
    runner.replace(known.holder(), number, known.start(), known.end());
  }

  private void reserve(Sequence s, int tokens) {
    s.reserved += tokens;
    reserved += tokens;
  }

  private boolean makeRoom(int tokens) {
    for (int lacking; (lacking = tokens - (capacity - tree.size() - reserved)) > 0; ) {
      Node leaf = tree.coldestLeaf(idle::holds);
      if (leaf == null) {
        return false;
      }
      trim(leaf, Math.max(lacking, LEAST_TRIM));
    }
    return true;
  }

  private void trim(Node leaf, int tokens) {
    int before = tree.size();
    Node end = tree.trim(leaf, tokens);
    evicted += before - tree.size();
    for (int number : leaf.holders().stream().toArray()) {
      ends[number] = end;
      if (end.isRoot()) {
        cached.clear(number);
        forget(number);
      } else {
        runner.cut(number, end.end());
        if (end != leaf) {
          dropIfCovered(number);
        }
      }
    }
  }
}
