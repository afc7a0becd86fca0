package dev.drover.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code + - *} and signs, of numbers and of sequences. */
final class Arithmetic {
  private Arithmetic() {}

  static Object add(Run run, Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      long sum = a + b;
      return ((a ^ sum) & (b ^ sum)) < 0 ? (Object) Numbers.big(a).add(Numbers.big(b)) : sum;
    }
    if (left instanceof String a && right instanceof String b) {
      run.text((long) a.length() + b.length(), a.length() + b.length());
      return a.concat(b);
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return left instanceof Double || right instanceof Double
          ? (Object) (Numbers.real(left) + Numbers.real(right))
          : Numbers.result(Numbers.big(left).add(Numbers.big(right)));
    }
    checkDefined(left, right);
    if (Values.isString(left) && Values.isString(right)) {
      return new Markup(
          new Text(run)
              .append(Markup.escape(run, left))
              .append(Markup.escape(run, right))
              .toString());
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return joined(run, a, b);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return Tuple.of(joined(run, a.items(), b.items()));
    }
    throw Fault.operands("+", left, right);
  }

  private static List<Object> joined(Run run, List<?> left, List<?> right) {
    run.charge((long) left.size() + right.size());
    List<Object> all = new ArrayList<>(left.size() + right.size());
    all.addAll(left);
    all.addAll(right);
    return all;
  }

  static Object subtract(Run run, Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      long difference = a - b;
      return ((a ^ b) & (a ^ difference)) < 0
          ? (Object) Numbers.big(a).subtract(Numbers.big(b))
          : difference;
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return left instanceof Double || right instanceof Double
          ? (Object) (Numbers.real(left) - Numbers.real(right))
          : Numbers.result(Numbers.big(left).subtract(Numbers.big(right)));
    }
    checkDefined(left, right);
    if (left instanceof DictView a && a.kind() != DictView.Kind.VALUES) {
      throw new Fault("templates have no sets");
    }
    throw Fault.operands("-", left, right);
  }

  static Object multiply(Run run, Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      long product = a * b;
      return Math.multiplyHigh(a, b) == product >> (Long.SIZE - 1)
          ? (Object) product
          : Numbers.big(a).multiply(Numbers.big(b));
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      if (left instanceof Double || right instanceof Double) {
        return Numbers.real(left) * Numbers.real(right);
      }
      return product(run, Numbers.big(left), Numbers.big(right));
    }
    checkDefined(left, right);
    if (Numbers.isInteger(right)) {
      return repeat(run, left, Numbers.clamped(right), right);
    }
    if (Numbers.isInteger(left)) {
      return repeat(run, right, Numbers.clamped(left), left);
    }
    throw Fault.operands("*", left, right);
  }

  private static Object product(Run run, BigInteger left, BigInteger right) {
    long bits = (long) left.bitLength() + right.bitLength();
    Numbers.checkBits(bits - 1);
    run.charge(bits / Long.SIZE);
    return Numbers.normal(left.multiply(right));
  }

  private static Object repeat(Run run, Object sequence, long times, Object count) {
    return switch (sequence) {
      case String text -> new Text(run).repeat(text, times).toString();
      case Markup(String text) -> new Markup(new Text(run).repeat(text, times).toString());
      case List<?> list -> repeated(run, list, times);
      case Tuple tuple -> Tuple.of(repeated(run, tuple.items(), times));
      case null, default -> throw Fault.operands("*", sequence, count);
    };
  }

  private static List<Object> repeated(Run run, List<?> list, long times) {
    if (times <= 0 || list.isEmpty()) {
      return List.of();
    }
    if (times > run.limits().steps()) {
      throw new Fault.Limit("steps", run.limits().steps());
    }
    run.charge(times * list.size());
    List<Object> all = new ArrayList<>((int) times * list.size());
    for (List<?> copy : Collections.nCopies((int) times, list)) {
      all.addAll(copy);
    }
    return all;
  }

  static Object negative(Run run, Object operand) {
    return switch (operand) {
      case Double number -> -number;
      case Undefined undefined -> throw undefined.fault();
      case null, default -> subtract(run, 0L, integer(operand, "-"));
    };
  }

  static Object positive(Object operand) {
    return switch (operand) {
      case Double number -> number;
      case Undefined undefined -> throw undefined.fault();
      case null, default -> integer(operand, "+");
    };
  }

  private static Object integer(Object operand, String sign) {
    if (!Numbers.isInteger(operand)) {
      throw new Fault(
          "bad operand type for unary " + sign + ": '" + Values.typeName(operand) + "'");
    }
    return Numbers.normal(Numbers.big(operand));
  }

  /** Fails with an undefined operand's own message. */
  static void checkDefined(Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.fault();
    }
  }
}
