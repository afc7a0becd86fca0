package dev.drover.jinja;

/** An error inside a render. It carries no line: the render knows it and adds it at its edge. */
class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Fault(String message) {
    super(message, null, false, false);
  }

  /** Returns this error as the caller sees it. */
  TemplateException at(int line) {
    return new TemplateException(getMessage(), line, null);
  }

  /** An operator that does not take operands of these types. */
  static Fault operands(String operator, Object left, Object right) {
    return new Fault(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(operator, Values.typeName(left), Values.typeName(right)));
  }

  /** What the template said with {@code raise_exception}. */
  static final class Raised extends Fault {
    private static final long serialVersionUID = 1L;

    Raised(String message) {
      super(message);
    }

    @Override
    TemplateException at(int line) {
      return new TemplateRaisedException(getMessage(), line);
    }
  }

  /** A limit that was reached. */
  static final class Limit extends Fault {
    private static final long serialVersionUID = 1L;

    private final String limit;
    private final long value;

    Limit(String limit, long value) {
      super(limit);
      this.limit = limit;
      this.value = value;
    }

    @Override
    TemplateException at(int line) {
      return new TemplateLimitException(limit, value, line);
    }
  }
}
