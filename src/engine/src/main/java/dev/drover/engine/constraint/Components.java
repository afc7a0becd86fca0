package dev.drover.engine.constraint;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Strongly connected components of a graph, numbered so that every edge leads to the same or a
 * lower number. Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972; without
 * recursion here.
 */
final class Components {
  private final int[] component;
  private final int[] size;
  private int count;

  /**
   * Of the whole graph.
   *
   * @param n how many nodes
   * @param edges where each leads
   */
  Components(int n, IntFunction<int[]> edges) {
    component = new int[n];
    Arrays.fill(component, -1);
    size = new int[n];
    int[] order = new int[n];
    int[] low = new int[n];
    int[] at = new int[n];
    int[] path = new int[n];
    int[][] out = new int[n][];
    int[] open = new int[n];
    int seen = 0;
    int opened = 0;
    for (int start = 0; start < n; start++) {
      if (order[start] != 0) {
        continue;
      }
      int depth = 0;
      path[0] = start;
      order[start] = ++seen;
      low[start] = seen;
      open[opened++] = start;
      out[0] = edges.apply(start);
      while (depth >= 0) {
        int node = path[depth];
        if (at[node] < out[depth].length) {
          int next = out[depth][at[node]++];
          if (order[next] == 0) {
            order[next] = ++seen;
            low[next] = seen;
            open[opened++] = next;
            path[++depth] = next;
            out[depth] = edges.apply(next);
          } else if (component[next] < 0) {
            low[node] = Math.min(low[node], order[next]);
          }
          continue;
        }
        if (low[node] == order[node]) {
          int member;
          do {
            member = open[--opened];
            component[member] = count;
            size[count]++;
          } while (member != node);
          count++;
        }
        if (--depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[node]);
        }
      }
    }
  }

  /** The component of a node. */
  int of(int node) {
    return component[node];
  }

  /** How many nodes a component has. */
  int size(int number) {
    return size[number];
  }

  /** How many components there are. */
  int count() {
    return count;
  }
}
