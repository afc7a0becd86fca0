package dev.drover.engine.steering;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A behaviour that Drover can steer any model towards: its training set, written for Drover, from
 * which a vector is made for the model on first use. Minimum strengths are Mechanex's, save that of
 * {@link #JSON_COMPLIANCE}, for which it has none: that one is ours.
 */
public enum SteeringPreset {
  /** The same answers under instructions to be brief or to be long: plain pairs teach little. */
  BREVITY(0.35, "Says what is asked in few words."),
  /** Facts and admitted ignorance against myths and made-up answers. */
  TRUTHFULNESS(0.45, "States facts, corrects false premises and admits what it does not know."),
  /** Answers in exactly the form asked for against loose prose. */
  FORMAT_RIGIDITY(0.5, "Keeps exactly to the format that the prompt asks for."),
  /** Polite refusals against consent; the consenting side begins to agree and says no more. */
  REFUSAL_STRENGTH(0.65, "Politely declines requests that are harmful or improper."),
  /** Warnings and the way to a professional against carelessness. */
  SAFETY_STYLE(0.55, "Answers with care: warns of risks and points to professionals."),
  /** Answers from within a given subject against general ones. */
  DOMAIN_SPECIFIC(0.4, "Answers in the vocabulary and frame of a given domain."),
  /** Warm and friendly; a negative strength gives cold and curt. */
  TONE_CONTROL(0.25, "Answers warmly; with a negative strength coldly."),
  /** Nothing but valid JSON against prose. */
  JSON_COMPLIANCE(0.5, "Answers with valid JSON and nothing else.");

  /** Most characters (UTF-16 units) of a domain. */
  public static final int MAX_DOMAIN_LENGTH = 80;

  private static final String DOMAIN = "{domain}";

  private final double minimumStrength;
  private final String description;

  SteeringPreset(double minimumStrength, String description) {
    this.minimumStrength = minimumStrength;
    this.description = description;
  }

  /** The preset of a name in lower case, such as {@code tone_control}. */
  public static Optional<SteeringPreset> of(String name) {
    return Arrays.stream(values()).filter(preset -> preset.wireName().equals(name)).findFirst();
  }

  /** The names of all presets. */
  public static List<String> names() {
    return Arrays.stream(values()).map(SteeringPreset::wireName).toList();
  }

  /** Its name in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The strength used where a request gives a lower one. */
  public double minimumStrength() {
    return minimumStrength;
  }

  /** What it makes a model do, in a sentence. */
  public String description() {
    return description;
  }

  /** Whether its training set is made for a domain. */
  public boolean needsDomain() {
    return this == DOMAIN_SPECIFIC;
  }

  /**
   * The triples that its vector is made of.
   *
   * @param domain a subject such as {@code contract law}, of at most {@link #MAX_DOMAIN_LENGTH}
   *     characters, if it {@linkplain #needsDomain needs one}; else null
   * @throws IllegalArgumentException if the domain is missing, given in vain, or no such text
   */
  public List<ContrastTriple> triples(String domain) {
    return read(wireName() + ".jsonl", domain);
  }

  /**
   * Triples of the same kind that are kept from training, to measure by.
   *
   * @param domain as for {@link #triples}
   * @throws IllegalArgumentException as {@link #triples} does
   */
  public List<ContrastTriple> holdout(String domain) {
    return read(wireName() + ".holdout.jsonl", domain);
  }

  private List<ContrastTriple> read(String file, String domain) {
    checkDomain(domain);
    List<ContrastTriple> triples = TripleLines.read(resource(file));
    return domain == null ? triples : triples.stream().map(t -> about(domain, t)).toList();
  }

  /**
   * Refuses a domain that {@link #triples} would refuse.
   *
   * @throws IllegalArgumentException if it is missing, given in vain, or no such text
   */
  public void checkDomain(String domain) {
    if (!needsDomain()) {
      if (domain != null) {
        throw new IllegalArgumentException(
            "must not be given a domain for %s, given %s".formatted(wireName(), domain));
      }
      return;
    }
    if (domain == null
        || domain.isBlank()
        || domain.length() > MAX_DOMAIN_LENGTH
        || domain.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "must be given a domain for %s, 1 to %d characters on one line, given %s"
              .formatted(wireName(), MAX_DOMAIN_LENGTH, domain));
    }
  }

  private static ContrastTriple about(String domain, ContrastTriple triple) {
    return new ContrastTriple(
        triple.prompt().replace(DOMAIN, domain),
        triple.positive().replace(DOMAIN, domain),
        triple.negative().replace(DOMAIN, domain),
        triple.positiveInstruction(),
        triple.negativeInstruction());
  }

  /** The bytes of a file that lies beside the training sets. */
  static byte[] resource(String file) {
    try (InputStream in = SteeringPreset.class.getResourceAsStream("presets/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
