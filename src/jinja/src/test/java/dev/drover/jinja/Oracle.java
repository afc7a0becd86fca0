package dev.drover.jinja;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** Python's Jinja, in one process for all tests. */
final class Oracle {
  /** The moment that the oracle's clock stands still at. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T15:04:05Z"), ZoneOffset.UTC);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static Oracle instance;

  private final BufferedWriter requests;
  private final BufferedReader answers;

  private Oracle(Process process) {
    requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** How a render ended: with a text, or with a refusal. */
  record Outcome(boolean ok, boolean raised, String text) {

    /** Two refusals agree, whatever their words, unless the template itself chose them. */
    boolean agrees(Outcome other) {
      return ok == other.ok
          && raised == other.raised
          && (!(ok || raised) || text.equals(other.text));
    }
  }

  /** Returns the process, or ends the test if Python or its Jinja is missing. */
  static synchronized Oracle get() {
    if (instance == null) {
      instance = start();
    }
    return instance;
  }

  private static Oracle start() {
    Path own = DroverHome.resolve("venv/bin/python");
    String python = Files.isExecutable(own) ? own.toString() : "python3";
    try {
      Process check = new ProcessBuilder(python, "-c", "import jinja2").start();
      if (check.waitFor() != 0) {
        DroverHome.missing(python + " has no jinja2");
      }
      Process process =
          new ProcessBuilder(python, Path.of("src/test/python/oracle.py").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return new Oracle(process);
    } catch (IOException e) {
      DroverHome.missing("there is no Python: " + e.getMessage());
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  synchronized Outcome render(String template, Map<String, ?> variables) {
    try {
      requests.write(JSON.writeValueAsString(Map.of("template", template, "variables", variables)));
      requests.newLine();
      requests.flush();
      JsonNode answer = JSON.readTree(answers.readLine());
      boolean ok = answer.get("ok").asBoolean();
      return new Outcome(
          ok,
          !ok && answer.get("raised").asBoolean(),
          answer.get(ok ? "text" : "message").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Renders with the code under test. */
  static Outcome ours(String template, Map<String, ?> variables) {
    try {
      return new Outcome(true, false, Template.parse(template).render(variables, CLOCK));
    } catch (TemplateRaisedException e) {
      return new Outcome(false, true, e.getMessage());
    } catch (TemplateException e) {
      return new Outcome(false, false, "line " + e.line() + ": " + e.getMessage());
    }
  }
}
