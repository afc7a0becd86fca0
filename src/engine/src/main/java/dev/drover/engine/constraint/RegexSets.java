package dev.drover.engine.constraint;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Named sets of characters of regular expressions, as ECMAScript has them. */
final class RegexSets {
  static final CodePoints DIGIT = CodePoints.of('0', '9');
  static final CodePoints WORD =
      CodePoints.union(
          List.of(DIGIT, CodePoints.of('a', 'z'), CodePoints.of('A', 'Z'), CodePoints.of("_")));
  static final CodePoints LINE_END = CodePoints.of("\n\r\u2028\u2029");
  static final CodePoints SPACE =
      CodePoints.union(
          List.of(
              LINE_END,
              CodePoints.of("\t\u000B\f \u00A0\u1680\u202F\u205F\u3000\uFEFF"),
              CodePoints.of(0x2000, 0x200A)));

  /** General categories by their short names; see {@link Character#getType(int)}. */
  private static final Map<String, Byte> CATEGORIES =
      Map.ofEntries(
          Map.entry("Lu", Character.UPPERCASE_LETTER),
          Map.entry("Ll", Character.LOWERCASE_LETTER),
          Map.entry("Lt", Character.TITLECASE_LETTER),
          Map.entry("Lm", Character.MODIFIER_LETTER),
          Map.entry("Lo", Character.OTHER_LETTER),
          Map.entry("Mn", Character.NON_SPACING_MARK),
          Map.entry("Mc", Character.COMBINING_SPACING_MARK),
          Map.entry("Me", Character.ENCLOSING_MARK),
          Map.entry("Nd", Character.DECIMAL_DIGIT_NUMBER),
          Map.entry("Nl", Character.LETTER_NUMBER),
          Map.entry("No", Character.OTHER_NUMBER),
          Map.entry("Pc", Character.CONNECTOR_PUNCTUATION),
          Map.entry("Pd", Character.DASH_PUNCTUATION),
          Map.entry("Ps", Character.START_PUNCTUATION),
          Map.entry("Pe", Character.END_PUNCTUATION),
          Map.entry("Pi", Character.INITIAL_QUOTE_PUNCTUATION),
          Map.entry("Pf", Character.FINAL_QUOTE_PUNCTUATION),
          Map.entry("Po", Character.OTHER_PUNCTUATION),
          Map.entry("Sm", Character.MATH_SYMBOL),
          Map.entry("Sc", Character.CURRENCY_SYMBOL),
          Map.entry("Sk", Character.MODIFIER_SYMBOL),
          Map.entry("So", Character.OTHER_SYMBOL),
          Map.entry("Zs", Character.SPACE_SEPARATOR),
          Map.entry("Zl", Character.LINE_SEPARATOR),
          Map.entry("Zp", Character.PARAGRAPH_SEPARATOR),
          Map.entry("Cc", Character.CONTROL),
          Map.entry("Cf", Character.FORMAT),
          Map.entry("Co", Character.PRIVATE_USE),
          Map.entry("Cn", Character.UNASSIGNED));

  /** Long names, from PropertyValueAliases.txt of the Unicode Character Database. */
  private static final Map<String, String> LONG_NAMES =
      Map.ofEntries(
          Map.entry("Letter", "L"),
          Map.entry("Uppercase_Letter", "Lu"),
          Map.entry("Lowercase_Letter", "Ll"),
          Map.entry("Titlecase_Letter", "Lt"),
          Map.entry("Modifier_Letter", "Lm"),
          Map.entry("Other_Letter", "Lo"),
          Map.entry("Mark", "M"),
          Map.entry("Nonspacing_Mark", "Mn"),
          Map.entry("Spacing_Mark", "Mc"),
          Map.entry("Enclosing_Mark", "Me"),
          Map.entry("Number", "N"),
          Map.entry("Decimal_Number", "Nd"),
          Map.entry("Letter_Number", "Nl"),
          Map.entry("Other_Number", "No"),
          Map.entry("Punctuation", "P"),
          Map.entry("Connector_Punctuation", "Pc"),
          Map.entry("Dash_Punctuation", "Pd"),
          Map.entry("Open_Punctuation", "Ps"),
          Map.entry("Close_Punctuation", "Pe"),
          Map.entry("Initial_Punctuation", "Pi"),
          Map.entry("Final_Punctuation", "Pf"),
          Map.entry("Other_Punctuation", "Po"),
          Map.entry("Symbol", "S"),
          Map.entry("Math_Symbol", "Sm"),
          Map.entry("Currency_Symbol", "Sc"),
          Map.entry("Modifier_Symbol", "Sk"),
          Map.entry("Other_Symbol", "So"),
          Map.entry("Separator", "Z"),
          Map.entry("Space_Separator", "Zs"),
          Map.entry("Line_Separator", "Zl"),
          Map.entry("Paragraph_Separator", "Zp"),
          Map.entry("Other", "C"),
          Map.entry("Control", "Cc"),
          Map.entry("Format", "Cf"),
          Map.entry("Private_Use", "Co"),
          Map.entry("Unassigned", "Cn"));

  private static final Map<String, CodePoints> KNOWN = new ConcurrentHashMap<>();

  private RegexSets() {}

  /**
   * The characters with a property.
   *
   * @param property a general category, a binary property or {@code Script=} and the name of one
   * @return null if there is no such property
   */
  static CodePoints property(String property) {
    int equals = property.indexOf('=');
    String kind = equals < 0 ? "" : property.substring(0, equals);
    String value = property.substring(equals + 1);
    return switch (kind) {
      case "" -> {
        CodePoints category = category(value);
        yield category != null ? category : binary(value);
      }
      case "gc", "General_Category" -> category(value);
      case "sc", "Script" -> script(value);
      default -> null;
    };
  }

  private static CodePoints category(String name) {
    String known = LONG_NAMES.getOrDefault(name, name);
    List<Byte> types = new ArrayList<>();
    CATEGORIES.forEach((category, type) -> {
      if (category.equals(known) || known.length() == 1 && category.startsWith(known)) {
        types.add(type);
      }
    });
    return types.isEmpty()
        ? null
        : KNOWN.computeIfAbsent(
            known, key -> CodePoints.where(c -> types.contains((byte) Character.getType(c))));
  }

  private static CodePoints script(String name) {
    UnicodeScript script;
    try {
      script = UnicodeScript.forName(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return null;
    }
    return KNOWN.computeIfAbsent(
        "sc=" + script, key -> CodePoints.where(c -> UnicodeScript.of(c) == script));
  }

  private static CodePoints binary(String name) {
    return switch (name) {
      case "Any" -> CodePoints.ANY;
      case "ASCII" -> CodePoints.of(0, 0x7F);
      case "Alphabetic", "Alpha" ->
          KNOWN.computeIfAbsent("Alphabetic", k -> CodePoints.where(Character::isAlphabetic));
      case "Lowercase", "Lower" ->
          KNOWN.computeIfAbsent("Lowercase", k -> CodePoints.where(Character::isLowerCase));
      case "Uppercase", "Upper" ->
          KNOWN.computeIfAbsent("Uppercase", k -> CodePoints.where(Character::isUpperCase));
      default -> null;
    };
  }

  /** A set with the other cases of its letters, by simple case mapping. */
  static CodePoints ignoringCase(CodePoints set) {
    List<CodePoints> sets = new ArrayList<>();
    sets.add(set);
    if (set.ranges() == 1 && set.bounds()[1] == set.bounds()[0] + 1) {
      sets.add(Cases.ALIKE.getOrDefault(Cases.folded(set.bounds()[0]), CodePoints.NONE));
    } else {
      for (CodePoints alike : Cases.ALIKE.values()) {
        if (!alike.and(set).isEmpty()) {
          sets.add(alike);
        }
      }
    }
    return CodePoints.union(sets);
  }

  /** Made when it is first needed. */
  private static final class Cases {
    /** Letters that differ in case only, by what they are folded to. */
    static final Map<Integer, CodePoints> ALIKE = alike();

    /** Twice, since some letters meet only there. */
    static int folded(int c) {
      return Character.toLowerCase(Character.toUpperCase(c));
    }

    private static Map<Integer, CodePoints> alike() {
      Map<Integer, List<CodePoints>> groups = new HashMap<>();
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        if (folded(c) != c || Character.toUpperCase(c) != c) {
          groups.computeIfAbsent(folded(c), k -> new ArrayList<>()).add(CodePoints.of(c, c));
        }
      }
      Map<Integer, CodePoints> alike = new HashMap<>();
      groups.forEach((folded, group) -> alike.put(folded, CodePoints.union(group)));
      return alike;
    }
  }
}
