package dev.drover.jinja;

import java.util.Map;

/** A chat template. */
public final class Template {
  private Template() {}

  /** Parses a template. */
  public static Template parse(String source) {
    throw new TemplateException("not yet");
  }

  /** Renders it. */
  public String render(Map<String, ?> variables) {
    throw new TemplateException("not yet");
  }
}
