package dev.drover.functions;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.util.ClassUtil;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with JSON in terms of JSON: the field, what it must be, what was given. */
final class MalformedJson {
  private static final int SHOWN = 64;
  private static final Pattern TOKEN = Pattern.compile("JsonToken\\.(\\w+)");
  private static final Pattern COERCED = Pattern.compile("value \\((.+)\\) to ");
  private static final Map<String, String> TOKENS =
      Map.of(
          "START_OBJECT", "an object",
          "START_ARRAY", "a list",
          "VALUE_STRING", "a string",
          "VALUE_NUMBER_INT", "a number",
          "VALUE_NUMBER_FLOAT", "a number",
          "VALUE_TRUE", "true",
          "VALUE_FALSE", "false",
          "VALUE_NULL", "null");

  private MalformedJson() {}

  /** The fault that made Jackson give up. */
  static Fault of(JacksonException e) {
    String field = e instanceof JsonMappingException mapping ? path(mapping) : null;
    if (e instanceof JsonMappingException && e.getCause() instanceof StreamReadException cause) {
      return cause instanceof InputCoercionException range
          ? field(field, outOfRange(range))
          : of(cause);
    }
    if (field != null) {
      return field(field, rule(e));
    }
    String message =
        e.getLocation() == null || e instanceof MismatchedInputException
            ? "the body " + rule(e)
            : "the body is not JSON: "
                + rule(e)
                + " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return new Fault(Fault.Kind.MALFORMED, message);
  }

  private static Fault field(String field, String rule) {
    return new Fault(Fault.Kind.MALFORMED, "`" + field + "` " + rule, field, rule, null);
  }

  private static String outOfRange(InputCoercionException e) {
    return e.getTargetType() == long.class
        ? "must be a whole number of 64 bits"
        : "must be a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
  }

  private static String rule(JacksonException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "is no field of this request; its fields are " + sorted(unknown.getKnownPropertyIds());
      case InvalidNullException none -> "must not be null";
      case MismatchedInputException more
          when more.getOriginalMessage().startsWith("Trailing token") ->
          "holds more than one JSON value";
      case MismatchedInputException mismatch when expected(mismatch) != null ->
          "must be " + expected(mismatch) + given(mismatch);
      case JsonEOFException end -> "it ends within a value";
      default -> plain(e.getOriginalMessage());
    };
  }

  private static List<String> sorted(Collection<Object> names) {
    return names.stream().map(Object::toString).sorted(Comparator.naturalOrder()).toList();
  }

  private static String expected(MismatchedInputException e) {
    Class<?> type = e.getTargetType();
    if (type == null) {
      return null;
    }
    if (type.isPrimitive()) {
      type = ClassUtil.wrapperType(type);
    }
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type.isEnum()) {
      return "one of " + constants(type);
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  /** The names of an enum's constants on the wire, by the convention of this service. */
  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String given(MismatchedInputException e) {
    if (e instanceof InvalidFormatException format) {
      Object value = format.getValue();
      return ", given " + (value instanceof String text ? '"' + shown(text) + '"' : value);
    }
    // Otherwise Jackson tells of the value in its message only: the parser is closed by now.
    Matcher coerced = COERCED.matcher(e.getOriginalMessage());
    if (coerced.find()) {
      return ", given " + shown(coerced.group(1));
    }
    Matcher token = TOKEN.matcher(e.getOriginalMessage());
    return token.find()
        ? ", given " + TOKENS.getOrDefault(token.group(1), "a value of another type")
        : "";
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Jackson's own message without what only its programmers can do about it. */
  private static String plain(String message) {
    return message == null
        ? "it cannot be read"
        : message.replaceFirst("(?s)(: enable `| \\(but |\\n).*", "");
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? null : path.toString();
  }
}
