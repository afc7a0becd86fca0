package dev.drover.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a request's rows of logits become its tokens. */
public enum Decoding {
  /** A token a row, drawn by the sampling method. */
  PLAIN(List.of()),

  /**
   * The same tokens, several at once where they were guessed right (Leviathan et al., Fast
   * Inference from Transformers via Speculative Decoding, arXiv:2211.17192). Every token is still
   * drawn from its own row, so texts and distributions are those of {@link #PLAIN}.
   */
  SPECULATIVE(List.of("speculative-decoding", "ssd", "speculative")),

  /**
   * The most probable texts of several that are followed at once; a constraint holds for each, and
   * groups of them may be kept apart (Vijayakumar et al., Diverse Beam Search, arXiv:1610.02424).
   * Nothing is drawn: sampling methods, temperature and seed have no part in it.
   */
  BEAM(List.of("constrained-beam-search", "beam-search")),

  /** One text of several models, or of one in several ways, that vote. */
  ENSEMBLE(List.of("ensemble-sampling", "ensemble"));

  private final List<String> names;

  Decoding(List<String> names) {
    this.names = names;
  }

  /** The names that requests ask for it by, as a sampling method; the first is canonical. */
  public List<String> names() {
    return names;
  }

  /** The canonical names of all that have one, separated by commas. */
  static String allNames() {
    return Arrays.stream(values())
        .filter(decoding -> !decoding.names.isEmpty())
        .map(decoding -> decoding.names.getFirst())
        .collect(Collectors.joining(", "));
  }

  /** The decoding behind a name; case and {@code _} for {@code -} do not matter. */
  public static Optional<Decoding> named(String name) {
    String key = name.toLowerCase(Locale.ROOT).replace('_', '-');
    for (Decoding decoding : values()) {
      if (decoding.names.contains(key)) {
        return Optional.of(decoding);
      }
    }
    return Optional.empty();
  }
}
