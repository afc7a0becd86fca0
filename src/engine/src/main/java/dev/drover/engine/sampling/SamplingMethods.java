package dev.drover.engine.sampling;

import dev.drover.engine.sampling.SamplingMethod.Need;
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

  /** The mass of {@code top-p} unless given. */
  public static final double TOP_P = 0.9;

  private static final double MIN_P = 0.05;
  private static final double TYPICAL_P = 0.95;

  private static final Map<String, SamplingMethod> METHODS = new LinkedHashMap<>();
  private static final Map<String, SamplingMethod> BY_NAME = new LinkedHashMap<>();

  static {
    register(
        DEFAULT,
        List.of("sample"),
        "Draws after every truncation that is given: top_k, typical_p, top_p, min_p.",
        Need.NOTHING,
        (o, vectors) -> everyTruncationGiven(o));
    register(
        "greedy",
        List.of(),
        "Takes the most probable token.",
        Need.NOTHING,
        (o, vectors) -> List.of(TopK.GREEDY));
    register(
        "top-k",
        List.of(),
        "Draws from the top_k most probable tokens (50 unless given).",
        Need.NOTHING,
        (o, vectors) -> List.of(new TopK(given(o.topK(), TOP_K))));
    register(
        "top-p",
        List.of("nucleus"),
        "Draws from the most probable tokens that hold top_p of the mass (0.9 unless given).",
        Need.NOTHING,
        (o, vectors) -> List.of(topP(o)));
    register(
        "min-p",
        List.of(),
        "Draws from tokens at least min_p as probable as the most probable one (0.05 unless given).",
        Need.NOTHING,
        (o, vectors) -> List.of(new MinP(given(o.minP(), MIN_P))));
    register(
        "typical",
        List.of("typical-p"),
        "Draws from the most typical tokens that hold typical_p of the mass (0.95 unless given).",
        Need.NOTHING,
        (o, vectors) -> List.of(new Typical(given(o.typicalP(), TYPICAL_P))));
    register(
        "ads",
        List.of("adaptive-determinantal-sampling"),
        "Draws from at most ads_subset_size tokens (8 unless given) that are probable and unlike"
            + " each other, ads_beta (0.3 unless given) weighing the two.",
        Need.TOKEN_VECTORS,
        (o, vectors) -> List.of(new Ads(o.ads(), vectors)));
    register(
        "guided-generation",
        List.of("guided"),
        "Draws as multinomial does from what the request's constraint allows, which it must have.",
        Need.CONSTRAINT,
        (o, vectors) -> everyTruncationGiven(o));
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
  public static SamplingMethod get(String canonicalName) {
    return METHODS.get(canonicalName);
  }

  private static void register(
      String name,
      List<String> aliases,
      String description,
      Need need,
      SamplingMethod.Plan truncations) {
    SamplingMethod method = new SamplingMethod(name, aliases, description, need, truncations);
    METHODS.put(name, method);
    BY_NAME.put(name, method);
    aliases.forEach(alias -> BY_NAME.put(alias, method));
  }

  /** The truncations of a request, in order, without those that never narrow anything. */
  static List<Truncation> truncations(SamplingOptions o, boolean greedy, TokenVectors vectors) {
    SamplingMethod method = METHODS.get(greedy ? "greedy" : o.method());
    List<Truncation> list = new ArrayList<>(method.truncations().of(o, vectors));
    if (o.xtc() != null) {
      list.add(o.xtc());
    }
    list.removeIf(Truncation::keepsAll);
    return List.copyOf(list);
  }

  private static List<Truncation> everyTruncationGiven(SamplingOptions o) {
    List<Truncation> list = new ArrayList<>();
    if (o.topK() != null) {
      list.add(new TopK(o.topK()));
    }
    if (o.typicalP() != null) {
      list.add(new Typical(o.typicalP()));
    }
    if (o.topP() != null || o.adaptiveTopP() != null) {
      list.add(topP(o));
    }
    if (o.minP() != null) {
      list.add(new MinP(o.minP()));
    }
    return list;
  }

  private static Truncation topP(SamplingOptions o) {
    double p = given(o.topP(), TOP_P);
    return o.adaptiveTopP() == null ? new TopP(p) : new AdaptiveTopP(p, o.adaptiveTopP());
  }

  private static <T> T given(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
