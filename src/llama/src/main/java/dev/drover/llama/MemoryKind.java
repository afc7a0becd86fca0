package dev.drover.llama;

/** What a model remembers of a sequence, which decides what can be taken back. */
public enum MemoryKind {
  /** Keys and values of every position: any tail of a sequence can be removed. */
  FULL(true),
  /**
   * Some layers only keep a window of recent positions: a tail can be removed as long as the window
   * before it is still there ({@link Memory#canRemoveTail}).
   */
  SLIDING_WINDOW(false),
  /** One running state (Mamba, RWKV): a sequence is kept or dropped whole. */
  RECURRENT(false),
  /** Recurrent and attention layers: a sequence is kept or dropped whole. */
  HYBRID(false),
  /** Nothing: an encoder computes each batch by itself. */
  NONE(false);

  private final boolean cut;

  MemoryKind(boolean cut) {
    this.cut = cut;
  }

  /** Whether any tail of a sequence can always be removed. */
  public boolean canCut() {
    return cut;
  }
}
