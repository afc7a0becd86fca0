package dev.drover.engine;

import dev.drover.engine.PrefixTree.Match;
import dev.drover.engine.PrefixTree.Node;
import java.util.BitSet;

/** Tokens in memory that no running sequence holds, so that they may go. */
final class IdleTokens {
  private final PrefixTree tree;
  private final BitSet cached;

  /**
   * Those of a tree.
   *
   * @param cached the sequence numbers that nobody runs, as they are at any time
   */
  IdleTokens(PrefixTree tree, BitSet cached) {
    this.tree = tree;
    this.cached = cached;
  }

  /** Whether all who hold a node's tokens are cached. */
  boolean holds(Node node) {
    BitSet holders = node.holders();
    for (int h = holders.nextSetBit(0); h >= 0; h = holders.nextSetBit(h + 1)) {
      if (!cached.get(h)) {
        return false;
      }
    }
    return true;
  }

  /** How many there are. */
  int count() {
    int[] sum = {0};
    tree.forEach(node -> {
      if (holds(node)) {
        sum[0] += node.length();
      }
    });
    return sum[0];
  }

  /** How many are not part of a match. */
  int countBeside(Match match) {
    int matched = 0;
    for (Node n = match.node(); !n.isRoot(); n = n.parent()) {
      if (holds(n)) {
        matched += Math.min(n.end(), match.length()) - n.start();
      }
    }
    return count() - matched;
  }
}
