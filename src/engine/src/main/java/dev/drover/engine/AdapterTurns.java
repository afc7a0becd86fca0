package dev.drover.engine;

import java.util.List;

/** Whose turn it is of the adapters that running sequences want, since a batch has but one. */
final class AdapterTurns {
  private String last = "";

  /**
   * The adapter after the last one, in turn, that some sequence with something to decode wants; the
   * last one if there is none.
   */
  String next(List<Sequence> running, KvMemory memory) {
    String first = null;
    String next = null;
    for (Sequence s : running) {
      String wanted = s.task.adapter();
      if (s.remaining() > 1 || s.remaining() == 1 && memory.hasRoom(s)) {
        first = earlier(wanted, first);
        next = wanted.compareTo(last) > 0 ? earlier(wanted, next) : next;
      }
    }
    last = next != null ? next : first != null ? first : last;
    return last;
  }

  private static String earlier(String a, String b) {
    return b == null || a.compareTo(b) < 0 ? a : b;
  }
}
