package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Routes llama.cpp's log to the {@link System.Logger} {@code dev.drover.llama}.
 *
 * <p>llama.cpp calls "info" what an application would call detail (some two hundred lines a model),
 * so its levels go one step down: info to DEBUG, debug to TRACE; warnings and errors keep theirs.
 * Its lines arrive in pieces; a line is logged once complete.
 *
 * <p>A library is never unloaded, but calls into Java only while it is in use: a callback that
 * stayed would keep the class loader of an application that was reloaded.
 */
final class NativeLog {
  private static final Logger LOG = System.getLogger("dev.drover.llama");
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int LONGEST_REASON = 8;
  private static final int WARN = 3;
  private static final int ERROR = 4;
  private static final int CONTINUATION = 5;

  /** C's function that takes an int and does nothing: the callback while nobody listens. */
  private static final MemorySegment NOWHERE =
      Linker.nativeLinker().defaultLookup().find("abs").orElseThrow();

  // Only while a thread listens or has an unfinished line, lest a thread keeps the class loader.
  private static final ThreadLocal<NativeLog> OF_THREAD = ThreadLocal.withInitial(NativeLog::new);

  private final StringBuilder line = new StringBuilder();
  private int level;
  private Deque<String> faults;

  private NativeLog() {}

  /** Where one library sends its log. Thread-safe. */
  static final class Route {
    private final LlamaModelLibrary library;
    private Arena stub;
    private MemorySegment callback;
    private int users;

    Route(LlamaModelLibrary library) {
      this.library = library;
    }

    /**
     * Something that may log begins; {@link #release} ends it. Takes the log over from whoever else
     * has loaded the library, as another class loader may have.
     */
    synchronized void acquire() {
      if (users == 0) {
        stub = Arena.ofShared(); // closed by whatever thread is the last
        callback = makeCallback(stub);
      }
      users++;
      library.logSet(callback, NULL);
    }

    synchronized void release() {
      if (--users == 0) {
        library.logSet(NOWHERE, NULL);
        stub.close();
      }
    }
  }

  /** Runs a native call and tells what it complained about on this thread. */
  static <T> Outcome<T> listen(Supplier<T> call) {
    NativeLog log = OF_THREAD.get();
    Deque<String> outer = log.faults;
    log.faults = new ArrayDeque<>();
    try {
      T result = call.get();
      log.flush();
      String reason = String.join("; ", log.faults);
      return new Outcome<>(result, reason.isEmpty() ? "llama.cpp gave no reason" : reason);
    } finally {
      log.faults = outer;
      log.leave();
    }
  }

  /**
   * What a native call returned, and its last warnings and errors.
   *
   * @param result the returned value
   * @param reason the complaints, for an exception's message
   */
  record Outcome<T>(T result, String reason) {}

  private static MemorySegment makeCallback(Arena arena) {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      NativeLog.class,
                      "onLog",
                      MethodType.methodType(
                          void.class, int.class, MemorySegment.class, MemorySegment.class)),
              Signatures.LOG_CALLBACK,
              arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  // An exception that left an upcall would end the JVM.
  @SuppressWarnings({"unused", "CatchAndPrintStackTrace"})
  private static void onLog(int level, MemorySegment text, MemorySegment userData) {
    try {
      if (!text.equals(NULL)) {
        NativeLog log = OF_THREAD.get();
        log.append(level, text.reinterpret(LONGEST_LINE * 64L).getString(0));
        log.leave();
      }
    } catch (Throwable ignored) {
      // Nowhere left to tell it.
    }
  }

  private void append(int newLevel, String text) {
    if (newLevel != CONTINUATION) {
      flush();
      level = newLevel;
    }
    line.append(text);
    if (line.length() > LONGEST_LINE || text.endsWith("\n")) {
      flush();
    }
  }

  private void leave() {
    if (faults == null && line.isEmpty()) {
      OF_THREAD.remove();
    }
  }

  private void flush() {
    String message = line.toString().strip();
    line.setLength(0);
    if (message.isEmpty() || message.chars().allMatch(c -> c == '.')) {
      return; // a progress bar
    }
    if (faults != null && level >= WARN) {
      if (faults.size() == LONGEST_REASON) {
        faults.removeFirst();
      }
      faults.addLast(message);
    }
    LOG.log(levelOf(level), message);
  }

  private static Level levelOf(int level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARNING;
      case 2 -> Level.DEBUG;
      default -> Level.TRACE;
    };
  }
}
