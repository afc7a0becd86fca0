package dev.drover.engine.steering;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which tokens of a sequence a vector is added to. */
public enum SteeringScope {
  /** Those of the prompt and those generated. */
  ALL,
  /** Those of the prompt. */
  PROMPT,
  /** Those generated; the first of them is drawn before any was added to. */
  GENERATION;

  /** The scope of a name in lower case. */
  public static Optional<SteeringScope> of(String name) {
    return Arrays.stream(values()).filter(scope -> scope.wireName().equals(name)).findFirst();
  }

  /** The names of all scopes. */
  public static List<String> names() {
    return Arrays.stream(values()).map(SteeringScope::wireName).toList();
  }

  /** Its name in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
