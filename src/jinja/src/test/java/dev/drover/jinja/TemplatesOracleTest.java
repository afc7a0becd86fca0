package dev.drover.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real chat templates, each with conversations of all shapes, render as Python's Jinja renders. */
class TemplatesOracleTest {

  static List<Path> templates() throws IOException {
    Path folder = DroverHome.resolve("fixtures/templates");
    if (!Files.isDirectory(folder)) {
      DroverHome.missing("there are no templates at " + folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jinja")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> rendersAsJinjaDoes() throws IOException {
    Oracle oracle = Oracle.get();
    return templates().stream()
        .flatMap(file ->
            Conversations.all().entrySet().stream()
                .map(shape ->
                    DynamicTest.dynamicTest(
                        file.getFileName() + ": " + shape.getKey(),
                        () -> {
                          String source = Files.readString(file);
                          Oracle.Outcome expected = oracle.render(source, shape.getValue());
                          Oracle.Outcome actual = Oracle.ours(source, shape.getValue());
                          assertThat(actual).matches(expected::agrees, "agrees with " + expected);
                        })));
  }
}
