package dev.drover.engine;

import dev.drover.engine.PrefixTree.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Compares the books of a {@link KvMemory}, whose fields these are, with the model's memory. */
record KvAudit(
    ModelRunner runner,
    PrefixTree tree,
    Node[] ends,
    BitSet cached,
    BitSet pinned,
    Collection<Integer> free,
    int reserved,
    int capacity) {

  /** What is wrong; empty if all is well. */
  List<String> faults(Collection<Sequence> running) {
    List<String> faults = new ArrayList<>();
    numbers(running, faults);
    nodes(faults);
    int sum = running.stream().mapToInt(s -> s.reserved).sum();
    if (sum != reserved) {
      faults.add("running sequences reserve " + sum + " tokens, booked " + reserved);
    }
    if (tree.size() + reserved > capacity) {
      faults.add((tree.size() + reserved) + " tokens are booked, capacity " + capacity);
    }
    return faults;
  }

  /** Each number has one use, and holds in memory what the books say. */
  private void numbers(Collection<Sequence> running, List<String> faults) {
    int[] expected = new int[ends.length];
    for (Sequence s : running) {
      expected[s.id] = s.computed;
      if (cached.get(s.id) || pinned.get(s.id) || free.contains(s.id)) {
        faults.add("sequence " + s.id + " runs and is cached, pinned or free");
      }
    }
    for (int number = 0; number < ends.length; number++) {
      if (cached.get(number) || pinned.get(number)) {
        expected[number] = ends[number].end();
      }
      int length = runner.length(number);
      if (length != expected[number]) {
        faults.add("sequence %d holds %d, booked %d".formatted(number, length, expected[number]));
      }
    }
    if (running.size() + cached.cardinality() + pinned.cardinality() + free.size() != ends.length) {
      faults.add("sequence numbers are lost");
    }
  }

  /** Who holds a node holds those above it, and every node is held and counted. */
  private void nodes(List<String> faults) {
    int[] size = {0};
    tree.forEach(node -> {
      size[0] += node.length();
      if (node.holders().isEmpty()) {
        faults.add("a node has no holder");
      }
      BitSet beyond = (BitSet) node.holders().clone();
      beyond.andNot(node.parent().isRoot() ? node.holders() : node.parent().holders());
      if (!beyond.isEmpty()) {
        faults.add("a node is held by " + beyond + ", its parent not");
      }
    });
    if (size[0] != tree.size()) {
      faults.add("the tree holds " + size[0] + " tokens, booked " + tree.size());
    }
  }
}
