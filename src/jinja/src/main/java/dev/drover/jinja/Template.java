package dev.drover.jinja;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;

/**
 * A parsed chat template. It renders as Python's Jinja does in the environment that Hugging Face
 * transformers sets up: an immutable sandbox with {@code trim_blocks} and {@code lstrip_blocks},
 * {@code break} and {@code continue}, the {@code generation} tag, {@code raise_exception}, {@code
 * strftime_now} and its own {@code tojson}. Templates and values are untrusted: no Java member can
 * be reached, nothing of the caller's is changed, and {@link Limits} bound every render.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Template {
  private final TemplateCompiler.Code code;
  private final Limits limits;

  private Template(TemplateCompiler.Code code, Limits limits) {
    this.code = code;
    this.limits = limits;
  }

  /**
   * Parses a template under {@link Limits#DEFAULT}.
   *
   * @throws TemplateSyntaxException if it is not a template
   * @throws TemplateLimitException if it nests too deeply or takes too long to parse
   */
  public static Template parse(String source) {
    return parse(source, Limits.DEFAULT);
  }

  /**
   * Parses a template.
   *
   * @param limits what the parse and each render may use up
   * @throws TemplateSyntaxException if it is not a template
   * @throws TemplateLimitException if it nests too deeply or takes too long to parse
   */
  public static Template parse(String source, Limits limits) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(limits, "limits");
    try {
      StatementParser parser =
          new StatementParser(new TokenStream(Lexer.tokens(source)), new Nesting(limits));
      return new Template(TemplateCompiler.compile(parser.template(), parser.blocks()), limits);
    } catch (StackOverflowError e) {
      throw new TemplateLimitException("depth", limits.depth(), 0);
    }
  }

  /**
   * Renders with the system's clock and time zone.
   *
   * @see #render(Map, Clock)
   */
  public String render(Map<String, ?> variables) {
    return render(variables, Clock.system(ZoneId.systemDefault()));
  }

  /**
   * Renders the template.
   *
   * @param variables by name: String, Boolean, Integer, Long, BigInteger, Double, null, and Maps
   *     and Lists of these; maps keep their order, and none of it may change meanwhile
   * @param clock what {@code strftime_now} reads, in its own zone
   * @throws TemplateRaisedException if the template calls {@code raise_exception}
   * @throws TemplateLimitException if it goes over a limit
   * @throws TemplateException if it fails otherwise
   */
  public String render(Map<String, ?> variables, Clock clock) {
    Objects.requireNonNull(variables, "variables");
    Objects.requireNonNull(clock, "clock");
    Run run = new Run(limits, variables, clock);
    Text out = new Text(run);
    try {
      code.execute(run, out);
      return out.toString();
    } catch (Fault fault) {
      throw fault.at(run.line());
    } catch (StackOverflowError e) {
      throw new TemplateLimitException("depth", limits.depth(), run.line());
    } catch (RuntimeException e) {
      throw new TemplateException("the template failed: " + e, run.line(), e);
    }
  }
}
