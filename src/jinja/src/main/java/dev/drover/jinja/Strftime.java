package dev.drover.jinja;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code datetime.strftime} of a local time without a zone, in the C locale, as glibc has it. */
final class Strftime {
  private final Run run;
  private final LocalDateTime time;
  private final Text out;

  private Strftime(Run run, LocalDateTime time) {
    this.run = run;
    this.time = time;
    this.out = new Text(run);
  }

  static String format(Run run, LocalDateTime time, String format) {
    Strftime state = new Strftime(run, time);
    state.format(format);
    return state.out.toString();
  }

  private void format(String format) {
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int start = at;
      char flag = 0;
      while (at < format.length() && "-_0^#".indexOf(format.charAt(at)) >= 0) {
        flag = format.charAt(at++);
      }
      if (at >= format.length()) {
        out.append('%').append(format, start, at);
        break;
      }
      String text = directive(format.charAt(at++), flag);
      if (text == null) {
        out.append('%').append(format, start, at);
      } else {
        out.append(flag == '^' ? text.toUpperCase(Locale.ROOT) : text);
      }
    }
  }

  private String directive(char directive, char flag) {
    return switch (directive) {
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'z', 'Z' -> "";
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'c' -> nested("%a %b %e %H:%M:%S %Y");
      case 'x', 'D' -> nested("%m/%d/%y");
      case 'X', 'T' -> nested("%H:%M:%S");
      case 'F' -> nested("%Y-%m-%d");
      case 'R' -> nested("%H:%M");
      case 'r' -> nested("%I:%M:%S %p");
      default -> number(directive, flag);
    };
  }

  private String nested(String format) {
    return format(run, time, format);
  }

  private String number(char directive, char flag) {
    int hour = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    return switch (directive) {
      case 'd' -> padded(time.getDayOfMonth(), 2, flag, '0');
      case 'e' -> padded(time.getDayOfMonth(), 2, flag, ' ');
      case 'H' -> padded(time.getHour(), 2, flag, '0');
      case 'k' -> padded(time.getHour(), 2, flag, ' ');
      case 'I' -> padded(hour, 2, flag, '0');
      case 'l' -> padded(hour, 2, flag, ' ');
      case 'j' -> padded(time.getDayOfYear(), 3, flag, '0');
      case 'm' -> padded(time.getMonthValue(), 2, flag, '0');
      case 'M' -> padded(time.getMinute(), 2, flag, '0');
      case 'S' -> padded(time.getSecond(), 2, flag, '0');
      case 'f' -> padded(time.getNano() / 1000, 6, '0', '0');
      case 'y' -> padded(time.getYear() % 100, 2, flag, '0');
      case 'C' -> padded(time.getYear() / 100, 2, flag, '0');
      case 'Y' -> Integer.toString(time.getYear());
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'g' -> padded(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, flag, '0');
      case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, flag, '0');
      case 'U' -> padded(week(time.getDayOfWeek().getValue() % 7), 2, flag, '0');
      case 'W' -> padded(week(time.getDayOfWeek().getValue() - 1), 2, flag, '0');
      case 's' ->
          Long.toString(ChronoUnit.SECONDS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time));
      default -> null;
    };
  }

  private int week(int daysSinceWeekStart) {
    return (time.getDayOfYear() + 6 - daysSinceWeekStart) / 7;
  }

  private static String padded(int number, int width, char flag, char own) {
    String digits = Integer.toString(number);
    char fill = flag == '_' ? ' ' : flag == '0' ? '0' : own;
    return flag == '-'
        ? digits
        : String.valueOf(fill).repeat(Math.max(0, width - digits.length())) + digits;
  }
}
