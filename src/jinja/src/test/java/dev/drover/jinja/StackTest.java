package dev.drover.jinja;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No template and no data, however deep, overflows the stack of a thread. */
@Timeout(30)
class StackTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro m() %}{{ caller() }}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}"
            + "{% call m() %}{% endcall %}",
        "{% macro m() %}{{ ((((((((((((((((m())))))))))))))))) }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ [m()]|map('upper')|list|join|upper|trim }}{% endmacro %}{{ m() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}",
        "{% set ns = namespace(a=[]) %}{% for i in range(10000) %}{% set ns.a = [ns.a] %}{% endfor %}"
            + "{{ ns.a }}",
        "{% set ns = namespace(a=[]) %}{% for i in range(10000) %}{% set ns.a = [ns.a] %}{% endfor %}"
            + "{{ ns.a|tojson }}",
        "{% set ns = namespace(a=[]) %}{% for i in range(10000) %}{% set ns.a = {'a': ns.a} %}"
            + "{% endfor %}{{ ns.a }}",
        "{% set ns = namespace(a=(), b=()) %}{% for i in range(10000) %}{% set ns.a = (ns.a,) %}"
            + "{% set ns.b = (ns.b,) %}{% endfor %}{{ ns.a == ns.b }}",
        "{% set ns = namespace(a=(), b=()) %}{% for i in range(10000) %}{% set ns.a = (ns.a,) %}"
            + "{% set ns.b = (ns.b,) %}{% endfor %}{{ ns.a < ns.b }}",
        "{% set ns = namespace(a=()) %}{% for i in range(10000) %}{% set ns.a = (ns.a,) %}"
            + "{% endfor %}{{ {ns.a: 1} }}",
        "{% set ns = namespace(a=()) %}{% for i in range(10000) %}{% set ns.a = (ns.a,) %}"
            + "{% endfor %}{{ [ns.a]|unique|list }}",
        "{% block a %}{% endblock %}{% macro m() %}{% block b %}{{ m() }}{% endblock %}"
            + "{% endmacro %}{{ m() }}",
      })
  void neverOverflowsTheStackWhenItRenders(String source) throws InterruptedException {
    onSmallStack(() ->
        assertThatThrownBy(() -> Template.parse(source).render(Map.of()))
            .isInstanceOf(TemplateException.class)
            .isNotInstanceOf(TemplateSyntaxException.class));
  }

  @Test
  void nestsGeneratorsNoDeeperThanTheStackAllows() throws InterruptedException {
    String source =
        "{% set ns = namespace(a=[1]) %}{% for i in range(100000) %}"
            + "{% set ns.a = ns.a|map('upper') %}{% endfor %}{{ ns.a|list }}";
    onSmallStack(() ->
        assertThatExceptionOfType(TemplateLimitException.class)
            .isThrownBy(() -> Template.parse(source).render(Map.of()))
            .matches(e -> e.limit().equals("depth")));
  }

  private static String nested(String open, String inner, String close, int times) {
    return open.repeat(times) + inner + close.repeat(times);
  }

  @Test
  void neverOverflowsTheStackWhenItParses() throws InterruptedException {
    List<String> sources =
        List.of(
            "{{ " + nested("(", "1", ")", 10_000) + " }}",
            "{{ " + nested("[", "", "]", 10_000) + " }}",
            "{{ " + nested("{1:", "1", "}", 10_000) + " }}",
            "{{ " + nested("f(", "", ")", 10_000) + " }}",
            "{{ " + nested("x[", "1", "]", 10_000) + " }}",
            "{{ " + nested("x|f(", "1", ")", 10_000) + " }}",
            "{{ " + "not ".repeat(10_000) + "x }}",
            "{{ " + "- ".repeat(10_000) + "x }}",
            "{{ x" + ".a".repeat(10_000) + " }}",
            "{{ x" + "[0]".repeat(10_000) + " }}",
            "{{ x" + "()".repeat(10_000) + " }}",
            "{{ x" + "|upper".repeat(10_000) + " }}",
            "{{ x" + " is defined".repeat(10_000) + " }}",
            "{{ 1" + " + 1".repeat(10_000) + " }}",
            "{{ 1" + " ** 1".repeat(10_000) + " }}",
            "{{ 1" + " and 1".repeat(10_000) + " }}",
            "{{ 1" + " or 1".repeat(10_000) + " }}",
            "{{ 1" + " if 1".repeat(10_000) + " }}",
            "{{ " + "1 if 1 else ".repeat(10_000) + "1 }}",
            "{% set " + nested("(", "a", ")", 10_000) + " = 1 %}",
            "{% for " + nested("(", "a,", ")", 10_000) + " in x %}{% endfor %}",
            "{% filter upper" + "|upper".repeat(10_000) + " %}{% endfilter %}",
            "{% if x %}".repeat(10_000),
            nested("{% if x %}", "", "{% endif %}", 10_000),
            nested("{% for a in x %}", "", "{% endfor %}", 10_000),
            nested("{% macro m() %}", "", "{% endmacro %}", 10_000),
            nested("{% set a %}", "", "{% endset %}", 10_000));
    onSmallStack(() -> {
      for (String source : sources) {
        assertThatThrownBy(() -> Template.parse(source))
            .as(source.substring(0, 40))
            .isInstanceOf(TemplateException.class);
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ x }}", "{{ x|tojson }}", "{{ x == y }}", "{{ x|string|length }}"})
  void survivesCyclicAndDeepData(String source) throws InterruptedException {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    List<Object> other = new ArrayList<>();
    other.add(other);
    Map<String, Object> dict = new HashMap<>();
    dict.put("self", dict);
    Map<String, Object> otherDict = new HashMap<>();
    otherDict.put("self", otherDict);
    List<Object> deep = List.of();
    List<Object> otherDeep = List.of();
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
      otherDeep = List.of(otherDeep);
    }
    List<Map<String, Object>> all =
        List.of(
            Map.of("x", cyclic, "y", other),
            Map.of("x", dict, "y", otherDict),
            Map.of("x", deep, "y", otherDeep));
    onSmallStack(() -> {
      for (Map<String, Object> variables : all) {
        assertThatExceptionOfType(TemplateLimitException.class)
            .isThrownBy(() -> Template.parse(source).render(variables));
      }
    });
  }

  /** Runs a check on a stack smaller than any that a server's thread has. */
  private static void onSmallStack(Runnable check) throws InterruptedException {
    Throwable[] failure = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                check.run();
              } catch (Throwable e) {
                failure[0] = e;
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0]);
    }
  }
}
