package dev.drover.engine.sampling;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The registry of sampling methods: names and aliases that requests use. */
public final class SamplingMethods {
  /** The method of a request that names none: every truncation that is given applies. */
  public static final String DEFAULT = "multinomial";

  private static final Map<String, String> ALIASES =
      Map.of(
          "greedy", "greedy",
          "multinomial", "multinomial",
          "top-k", "top-k",
          "top-p", "top-p",
          "nucleus", "top-p",
          "min-p", "min-p",
          "typical", "typical",
          "typical-p", "typical");

  private SamplingMethods() {}

  /** The canonical name behind a name or alias; case and {@code _} for {@code -} do not matter. */
  public static Optional<String> canonicalName(String name) {
    return Optional.ofNullable(ALIASES.get(name.toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  /** The canonical names, in alphabetical order, separated by commas. */
  public static String names() {
    return ALIASES.values().stream()
        .distinct()
        .sorted()
        .collect(java.util.stream.Collectors.joining(", "));
  }
}
