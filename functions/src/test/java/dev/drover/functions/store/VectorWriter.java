package dev.drover.functions.store;

/**
 * A process that stores vectors until it is killed. It tells each one that is stored, with a line
 * of its number and its id.
 */
final class VectorWriter {
  private VectorWriter() {}

  /** Takes the database's file and the first number. */
  public static void main(String[] arguments) {
    VectorStore store = new JdbcVectorStore(new Database(DatabaseAddress.file(arguments[0], 2)));
    for (long number = Long.parseLong(arguments[1]); ; number++) {
      System.out.println(number + " " + store.create(vector(number)).id());
    }
  }

  /** The vector of a number: from 1 KB to 1 MB. */
  static NewVector vector(long number) {
    return new NewVector(
        new VectorLabels("v" + number, null, null),
        "caa",
        "f1",
        "model",
        VectorFixtures.random(number, 1 + (int) (number % 30), 256 << number % 6),
        "{\"number\":" + number + "}");
  }
}
