package dev.drover.engine;

import dev.drover.engine.ModelStatus.State;
import java.time.Instant;

/** One model of a pool and what has become of it. Guarded by the pool's lock. */
final class ModelSlot {
  final ServedModel model;

  /** Memory it holds or is about to, counted from before it is loaded until it is unloaded. */
  long bytes;

  /** Requests that wait for it to be loaded. */
  int waiting;

  /** Leases that are not closed. */
  int leases;

  private State state = State.UNLOADED;
  private Instant since = Instant.now();
  private long sinceNanos = System.nanoTime();
  private long idleSince;
  private Engine engine;
  private Thread loading;
  private ModelInfo info;
  private String reason;
  private long loads;
  private long unloads;

  ModelSlot(ServedModel model) {
    this.model = model;
  }

  State state() {
    return state;
  }

  /** When it came into its state, by {@link System#nanoTime}. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Why it could not be loaded, or what its loading waits for; null if neither. */
  String reason() {
    return reason;
  }

  /** The engine, null while there is none that takes requests. */
  Engine engine() {
    return engine;
  }

  /** The thread that loads or has loaded it; null before. */
  Thread loadingThread() {
    return loading;
  }

  /** Whether it may be unloaded to free memory. */
  boolean isIdle() {
    return state == State.READY && leases == 0 && !model.pinned();
  }

  /** When its last request ended, by {@link System#nanoTime}. */
  long idleSince() {
    return idleSince;
  }

  void loading(Thread by) {
    enter(State.LOADING);
    loading = by;
  }

  /** It cannot be loaded yet. */
  void waitFor(String what) {
    reason = what;
  }

  void ready(Engine loaded) {
    enter(State.READY);
    engine = loaded;
    info = loaded.model();
    idleSince = sinceNanos();
    loads++;
  }

  void failed(String why) {
    enter(State.FAILED);
    reason = why;
    bytes = 0;
  }

  /** Gives no more leases; the caller closes the engine. */
  Engine unloading() {
    enter(State.UNLOADING);
    Engine closing = engine;
    engine = null;
    unloads++;
    return closing;
  }

  void unloaded() {
    enter(State.UNLOADED);
    bytes = 0;
  }

  void released() {
    leases--;
    idleSince = System.nanoTime();
  }

  ModelStatus status(boolean isDefault, boolean closed) {
    return new ModelStatus(
        model,
        isDefault,
        closed ? State.CLOSED : state,
        since,
        reason,
        info,
        engine == null ? null : engine.statistics(),
        loads,
        unloads);
  }

  private void enter(State next) {
    state = next;
    since = Instant.now();
    sinceNanos = System.nanoTime();
    reason = null;
  }
}
