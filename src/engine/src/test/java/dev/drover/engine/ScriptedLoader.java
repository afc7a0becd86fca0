package dev.drover.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Loads scripted models; what they weigh, whether they load and when is up to the test. */
final class ScriptedLoader implements ModelLoader {
  /** Bytes by name; 1 for others. */
  final Map<String, Long> bytes = new ConcurrentHashMap<>();

  /** How long a batch takes at least, by name; 0 for others. */
  final Map<String, Integer> decodeMillis = new ConcurrentHashMap<>();

  /** Models that cannot be loaded. */
  final Set<String> broken = ConcurrentHashMap.newKeySet();

  /** The names of the models that were loaded or tried, in order. */
  final List<String> tried = new CopyOnWriteArrayList<>();

  final List<ScriptedRunner> runners = new CopyOnWriteArrayList<>();

  /** If set, each load takes a permit. */
  volatile Semaphore gate;

  @Override
  public long bytesNeeded(ServedModel model) {
    return bytes.getOrDefault(model.name(), 1L);
  }

  @Override
  public Engine load(ServedModel model) {
    tried.add(model.name());
    if (gate != null) {
      gate.acquireUninterruptibly();
    }
    if (broken.contains(model.name())) {
      throw new IllegalStateException("its file is scripted to be broken");
    }
    ScriptedRunner runner = ScriptedRunner.counting(model.engine());
    runner.decodeMillis = decodeMillis.getOrDefault(model.name(), 0);
    runners.add(runner);
    return new Engine(runner, model.engine());
  }

  /** Models in memory. */
  long loaded() {
    return runners.stream().filter(runner -> !runner.closed).count();
  }
}
