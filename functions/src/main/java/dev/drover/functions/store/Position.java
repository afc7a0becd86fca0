package dev.drover.functions.store;

import dev.drover.engine.InvalidRequestException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record's place in a list that is ordered by age.
 *
 * @param createdAt to the microsecond
 * @param id tells records of the same microsecond apart
 */
record Position(Instant createdAt, String id) {
  private static final Pattern WIRE = Pattern.compile("(\\d{1,17})\\.([a-z]{1,4}_[a-z0-9]{12})");

  /**
   * Reads what {@link #wire} wrote.
   *
   * @param after or null
   * @return null for null
   */
  static Position parse(String after) {
    if (after == null) {
      return null;
    }
    Matcher matcher = WIRE.matcher(after);
    if (!matcher.matches()) {
      throw new InvalidRequestException(
          "after", "must be the `next` of an earlier page, given another text");
    }
    return new Position(
        Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS), matcher.group(2));
  }

  /** As text for callers. */
  String wire() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + "." + id;
  }

  /**
   * A page of rows.
   *
   * @param rows one more than the page may have, if there are so many
   * @param limit most items of the page
   */
  static <T> Page<T> page(List<T> rows, int limit, Function<T, Position> position) {
    boolean more = rows.size() > limit;
    List<T> items = more ? rows.subList(0, limit) : rows;
    return new Page<>(items, more ? position.apply(items.getLast()).wire() : null);
  }
}
