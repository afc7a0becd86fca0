package dev.drover.engine.sampling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The registry of sampling methods: the names and aliases that requests use. */
public final class SamplingMethods {
  /** The method of a request that names none: every truncation that is given applies. */
  public static final String DEFAULT = "multinomial";

  private static final int TOP_K = 50;
  private static final double TOP_P = 0.9;
  private static final double MIN_P = 0.05;
  private static final double TYPICAL_P = 0.95;

  private static final Map<String, SamplingMethod> METHODS = new LinkedHashMap<>();
  private static final Map<String, SamplingMethod> BY_NAME = new LinkedHashMap<>();

  static {
    register(
        new SamplingMethod(
            DEFAULT,
            List.of("sample"),
            "Draws after every truncation that is given: top_k, typical_p, top_p, min_p.",
            SamplingMethods::everyTruncationGiven));
    register(
        new SamplingMethod(
            "greedy", List.of(), "Takes the most probable token.", o -> List.of(TopK.GREEDY)));
    register(
        new SamplingMethod(
            "top-k",
            List.of(),
            "Draws from the top_k most probable tokens (50 unless given).",
            o -> List.of(new TopK(given(o.topK(), TOP_K)))));
    register(
        new SamplingMethod(
            "top-p",
            List.of("nucleus"),
            "Draws from the most probable tokens that hold top_p of the mass (0.9 unless given).",
            o -> List.of(new TopP(given(o.topP(), TOP_P)))));
    register(
        new SamplingMethod(
            "min-p",
            List.of(),
            "Draws from tokens at least min_p as probable as the most probable one (0.05 unless"
                + " given).",
            o -> List.of(new MinP(given(o.minP(), MIN_P)))));
    register(
        new SamplingMethod(
            "typical",
            List.of("typical-p"),
            "Draws from the most typical tokens that hold typical_p of the mass (0.95 unless"
                + " given).",
            o -> List.of(new Typical(given(o.typicalP(), TYPICAL_P)))));
  }

  private SamplingMethods() {}

  /** All methods, in the order they were registered. */
  public static Collection<SamplingMethod> all() {
    return java.util.Collections.unmodifiableCollection(METHODS.values());
  }

  /** The canonical name behind a name or alias; case and {@code _} for {@code -} do not matter. */
  public static Optional<String> canonicalName(String name) {
    String key = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return Optional.ofNullable(BY_NAME.get(key)).map(SamplingMethod::name);
  }

  /** The canonical names, separated by commas. */
  public static String names() {
    return String.join(", ", METHODS.keySet());
  }

  /** The method of this canonical name. */
  static SamplingMethod get(String canonicalName) {
    return METHODS.get(canonicalName);
  }

  private static void register(SamplingMethod method) {
    METHODS.put(method.name(), method);
    BY_NAME.put(method.name(), method);
    method.aliases().forEach(alias -> BY_NAME.put(alias, method));
  }

  private static List<Truncation> everyTruncationGiven(SamplingOptions o) {
    List<Truncation> list = new ArrayList<>();
    if (o.topK() != null) {
      list.add(new TopK(o.topK()));
    }
    if (o.typicalP() != null) {
      list.add(new Typical(o.typicalP()));
    }
    if (o.topP() != null) {
      list.add(new TopP(o.topP()));
    }
    if (o.minP() != null) {
      list.add(new MinP(o.minP()));
    }
    return list;
  }

  private static <T> T given(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
