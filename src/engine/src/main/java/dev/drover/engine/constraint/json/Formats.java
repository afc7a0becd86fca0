package dev.drover.engine.constraint.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Formats of strings as regular expressions. Each holds to a part of its format that every
 * validator accepts: ASCII only, mail to domains that there are, offsets that there are on Earth,
 * names of hosts with single hyphens.
 */
final class Formats {
  private static final String LEAP = "(?:0[48]|[2468][048]|[13579][26])";

  /** Years 0001 to 9999. */
  private static final String YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";

  private static final String MONTH_AND_DAY =
      "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
          + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
          + "|02-(?:0[1-9]|1[0-9]|2[0-8]))";

  /** RFC 3339, section 5.6. */
  private static final String DATE =
      "(?:" + YEAR + "-" + MONTH_AND_DAY + "|(?:[0-9]{2}" + LEAP + "|" + LEAP + "00)-02-29)";

  private static final String CLOCK =
      "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?";

  private static final String OFFSET =
      "(?:Z|\\+(?:0[0-9]|1[0-3]):[0-5][0-9]|\\+14:00|-(?:0[1-9]|1[01]):[0-5][0-9])";

  private static final String TIME = CLOCK + OFFSET;

  private static final String SPAN = "[0-9]{1,6}";

  private static final String SPAN_OF_TIME =
      "T(?:#H(?:#M(?:#S)?)?|#M(?:#S)?|#S)".replace("#", SPAN);

  /** RFC 3339, appendix A. */
  private static final String DURATION =
      "P(?:(?:#D|#M(?:#D)?|#Y(?:#M(?:#D)?)?)(?:@)?|@|#W)"
          .replace("@", SPAN_OF_TIME)
          .replace("#", SPAN);

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private static final String IPV4 = "(?:" + OCTET + "\\.){3}" + OCTET;

  /** RFC 4291, section 2.2. */
  private static final String IPV6 =
      ("(?:(?:H:){7}H|(?:H:){1,7}:|(?:H:){1,6}:H|(?:H:){1,5}(?::H){1,2}|(?:H:){1,4}(?::H){1,3}"
              + "|(?:H:){1,3}(?::H){1,4}|(?:H:){1,2}(?::H){1,5}|H:(?::H){1,6}|:(?::H){1,7}|::"
              + "|::(?:[Ff]{4}:)?"
              + IPV4
              + ")")
          .replace("H", "[0-9A-Fa-f]{1,4}");

  /** At most 61 characters. */
  private static final String LABEL = "[A-Za-z0-9](?:-?[A-Za-z0-9]){0,30}";

  /** At most 247 characters (RFC 1123). */
  private static final String HOST = LABEL + "(?:\\." + LABEL + "){0,3}";

  private static final String ATOM = "[A-Za-z0-9_+-]{1,20}";

  private static final String EMAIL =
      ATOM
          + "(?:\\."
          + ATOM
          + "){0,2}@"
          + LABEL
          + "(?:\\."
          + LABEL
          + ")?\\."
          + TopLevelDomains.pattern();

  private static final String PATH_CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";

  private static final String QUERY = "(?:\\?(?:" + PATH_CHARACTER + "|[/?])*)?";

  private static final String FRAGMENT = "(?:#(?:" + PATH_CHARACTER + "|[/?])*)?";

  private static final String PATH = "(?:/(?:" + PATH_CHARACTER + "|/)*)";

  /** RFC 3986, of the kinds that people write. */
  private static final String URI =
      "(?:[a-z][a-z0-9+.-]{1,15}://(?:[a-z0-9](?:-?[a-z0-9]){0,30}\\.){1,3}[a-z]{2,12}"
          + "(?::[1-9][0-9]{1,3})?"
          + PATH
          + "?"
          + QUERY
          + FRAGMENT
          + "|mailto:"
          + EMAIL
          + "|urn:[a-z0-9][a-z0-9-]{1,30}:"
          + PATH_CHARACTER
          + "+)";

  private static final Map<String, String> PATTERNS = new HashMap<>();

  static {
    PATTERNS.put("date", DATE);
    PATTERNS.put("time", TIME);
    PATTERNS.put("date-time", DATE + "T" + TIME);
    PATTERNS.put("duration", DURATION);
    PATTERNS.put("uuid", "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    PATTERNS.put("email", EMAIL);
    PATTERNS.put("idn-email", EMAIL);
    PATTERNS.put("ipv4", IPV4);
    PATTERNS.put("ipv6", IPV6);
    PATTERNS.put("hostname", HOST);
    PATTERNS.put("idn-hostname", HOST);
    PATTERNS.put("uri", URI);
    PATTERNS.put("iri", URI);
    PATTERNS.put("uri-reference", "(?:" + URI + "|/[A-Za-z0-9._~-]+" + PATH + "?" + QUERY + ")");
    PATTERNS.put("iri-reference", PATTERNS.get("uri-reference"));
    PATTERNS.put("json-pointer", "(?:/(?:[^/~\\x00-\\x1f]|~[01])*)*");
    PATTERNS.put("byte", "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    PATTERNS.put("base64", PATTERNS.get("byte"));
  }

  /** OpenAPI's formats that any string has. */
  private static final Set<String> ANY = Set.of("password", "binary");

  private Formats() {}

  /** Whether a format is known but asks for nothing. */
  static boolean isAny(String format) {
    return ANY.contains(format) || NumberShape.isFormat(format);
  }

  /** A regular expression that is found in the strings of a format, if it is known. */
  static Optional<String> pattern(String format) {
    return Optional.ofNullable(PATTERNS.get(format)).map(p -> "^(?:" + p + ")$");
  }
}
