package dev.drover.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an untrusted template cannot do. */
@Timeout(30)
class SandboxTest {

  private static String render(String source) {
    return render(source, Limits.DEFAULT);
  }

  private static String render(String source, Limits limits) {
    return Template.parse(source, limits).render(Map.of());
  }

  private static void assertLimit(String source, Limits limits, String limit, long value) {
    assertThatExceptionOfType(TemplateLimitException.class)
        .isThrownBy(() -> render(source, limits))
        .satisfies(e -> {
          assertThat(e.limit()).isEqualTo(limit);
          assertThat(e.value()).isEqualTo(value);
          assertThat(e).hasMessageContaining(limit).hasMessageContaining("" + value);
        });
  }

  private static Limits steps(long steps) {
    return new Limits(steps, 200, 1_000_000, Duration.ofSeconds(20));
  }

  @Test
  void stopsAtTheStepLimit() {
    String source = "{% for i in range(1000) %}{% set x = i %}{% endfor %}";
    assertLimit(source, steps(1000), "steps", 1000);
    assertThat(render(source, steps(5000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{% for i in range(100000) %}{{ range(100000)|sum }}{% endfor %}",
        "{% set a = range(100000)|list %}{% for i in range(100000) %}{{ 5.5 in a }}{% endfor %}",
        "{% set a = range(100000)|list %}{% for i in range(100000) %}{% if a == a + [] %}"
            + "{% endif %}{% endfor %}",
        "{{ [0] * 10**12 }}",
        "{{ (1, 2) * 10**9 }}",
        "{{ ([1] * 100000) * 100000 }}",
        "{{ range(100000)|batch(1)|map('list')|map('sort')|list|sort|map('string')|join|length }}"
            + "{% for i in range(100000) %}{{ range(100000)|map('string')|list|length }}{% endfor %}",
        "{{ []|batch(10**12, 0)|list }}{{ [1]|batch(10**12, 0)|list }}",
        "{{ [1]|slice(10**12)|list }}",
        "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{% if s ~ 'b' in s %}{% endif %}"
            + "{% endfor %}",
        "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{{ s.find('b') }}{% endfor %}",
        "{% set s = 'é🦜' * 500000 %}{% for i in range(100000) %}{% if s[999999] %}{% endif %}"
            + "{% if s[1:] %}{% endif %}{% endfor %}",
        "{% set ns = namespace(a=[1]) %}{% for i in range(100) %}{% set ns.a = [ns.a, ns.a] %}"
            + "{% endfor %}{{ ns.a|string|length }}",
        "{% set a = namespace(a=[1], b=[1]) %}{% for i in range(40) %}{% set a.a = [a.a, a.a] %}"
            + "{% set a.b = [a.b, a.b] %}{% endfor %}{{ a.a == a.b }}",
        "{% set a = namespace(a=[1], b=[1]) %}{% for i in range(40) %}{% set a.a = [a.a, a.a] %}"
            + "{% set a.b = [a.b, a.b] %}{% endfor %}{{ a.a < a.b }}",
        "{% set a = namespace(a=[1]) %}{% for i in range(40) %}{% set a.a = [a.a, a.a] %}"
            + "{% endfor %}{{ a.a|tojson }}",
        "{% set b = 2 ** 60000 %}{% for i in range(100000) %}{% for j in range(100000) %}"
            + "{% set x = b * b // b %}{% endfor %}{% endfor %}",
      })
  void endsWorkThatWouldNotEnd(String source) {
    assertThatExceptionOfType(TemplateLimitException.class)
        .isThrownBy(
            () -> render(source, new Limits(1_000_000, 200, 4_000_000, Duration.ofSeconds(10))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' * 10**9 }}",
        "{{ 10**9 * 'ab' }}",
        "{{ 'a' * 10**30 }}",
        "{{ 'x'.center(10**9) }}",
        "{{ 'x'.ljust(10**12) }}",
        "{{ 'x'|center(10**9) }}",
        "{{ 'x'.zfill(10**9) }}",
        "{{ 'a\tb'.expandtabs(10**9) }}",
        "{{ 'x'|indent(10**9, true) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%*d' % (10**9, 1) }}",
        "{{ '%.1000000000f' % 1.5 }}",
        "{{ '%.1000000000d' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:.1000000000f}'.format(1.5) }}",
        "{{ '{:01000000000,}'.format(1) }}",
        "{{ '{:{}}'.format('x', 10**9) }}",
        "{{ [1]|tojson(indent=10**9) }}",
        "{% set s = 'a' * 1000000 %}{{ s.replace('a', s) }}",
        "{% set s = 'a' * 1000000 %}{{ s|replace('a', s) }}",
        "{% set s = 'a' * 1000000 %}{{ s.join(s) }}",
        "{% set s = 'a' * 1000000 %}{{ range(1000)|join(s) }}",
        "{% set ns = namespace(s='ab') %}{% for i in range(64) %}{% set ns.s = ns.s ~ ns.s %}"
            + "{% endfor %}",
        "{% set ns = namespace(s='ab') %}{% for i in range(64) %}{% set ns.s = ns.s + ns.s %}"
            + "{% endfor %}",
        "{% set ns = namespace(s='<>') %}{% for i in range(64) %}{% set ns.s = ns.s|forceescape %}"
            + "{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% for i in range(100000) %}{{ 'a' * 1000 }}{% endfor %}",
        "{% set x %}{% for i in range(100000) %}{{ 'a' * 1000 }}{% endfor %}{% endset %}",
        "{% macro m() %}{% for i in range(100000) %}{{ 'a' * 1000 }}{% endfor %}{% endmacro %}"
            + "{% set x = m() %}",
      })
  void makesNoTextBeyondTheOutputLimit(String source) {
    Limits limits = new Limits(100_000_000, 200, 2_000_000, Duration.ofSeconds(20));
    assertLimit(source, limits, "outputCharacters", 2_000_000);
  }

  @Test
  void letsTheOutputGrowToItsLimit() {
    Limits limits = new Limits(1000, 10, 100, Duration.ofSeconds(5));
    assertThat(render("{{ 'a' * 100 }}", limits)).hasSize(100);
    assertLimit("{{ 'a' * 101 }}", limits, "outputCharacters", 100);
    assertLimit("{{ 'a' * 60 }}{{ 'a' * 41 }}", limits, "outputCharacters", 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 2**(10**9) }}",
        "{{ 2**(10**30) }}",
        "{{ (-3)**(10**9) }}",
        "{% set ns = namespace(n=2) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}"
            + "{% endfor %}",
        "{{ 10**(10**6) % 7 }}",
      })
  void makesNoHugeIntegers(String source) {
    assertLimit(source, Limits.DEFAULT, "integerBits", 65536);
  }

  @Test
  void refusesRangesThatJinjaRefuses() {
    assertThatThrownBy(() -> render("{{ range(10**9)|list }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("MAX_RANGE");
    assertThatThrownBy(() -> render("{{ range(0 - 10**30, 10**30) }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("MAX_RANGE");
  }

  @Test
  void stopsAtTheTimeLimit() {
    Limits limits = new Limits(Long.MAX_VALUE, 200, 1000, Duration.ofMillis(50));
    String source =
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}";
    assertLimit(source, limits, "time", 50);
  }

  @Test
  void stopsAtTheDepthLimit() {
    String source = "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(50) }}";
    Limits shallow = new Limits(1_000_000, 30, 1000, Duration.ofSeconds(5));
    assertLimit(source, shallow, "depth", 30);
    assertThat(render(source)).isEmpty();
    assertLimit("{{ " + "[".repeat(31) + "]".repeat(31) + " }}", shallow, "depth", 30);
  }

  @Test
  void takesWideSources() {
    assertThat(render("{{ [" + "1,".repeat(10_000) + "]|length }}")).isEqualTo("10000");
    assertThat(render("{{ 1" + " ~ 1".repeat(10_000) + " }}")).hasSize(10_001);
    assertThat(render("{{ 1" + " < 2 > 1".repeat(10_000) + " }}")).isEqualTo("True");
    assertThat(render("{% if 0 %}" + "{% elif 0 %}".repeat(10_000) + "{% else %}x{% endif %}"))
        .isEqualTo("x");
    assertThat(render("{% set a = 1 %}".repeat(10_000) + "{{ a }}")).isEqualTo("1");
  }

  @Test
  void failsOnHugeLiteralsAndUnclosedTags() {
    for (String source :
        List.of(
            "{{ " + "9".repeat(1_000_000) + " }}",
            "{{ '" + "a".repeat(1_000_000),
            "{{ " + "a".repeat(1_000_000),
            "{#" + " ".repeat(1_000_000),
            "{% raw %}" + "{% ".repeat(300_000),
            "{%".repeat(500_000),
            "{{".repeat(500_000),
            "{% if true %}" + "x".repeat(1_000_000))) {
      assertThatThrownBy(() -> Template.parse(source))
          .as(source.substring(0, 10))
          .isInstanceOf(TemplateException.class);
    }
    assertThat(render("{{ 1e" + "9".repeat(1000) + " }}")).isEqualTo("inf");
  }

  @Test
  void endsParsesThatTakeTooLong() {
    String source = "{% if x %}{% set a = 1 %}{% endif %}".repeat(100_000);
    assertThatExceptionOfType(TemplateLimitException.class)
        .isThrownBy(() -> Template.parse(source, new Limits(1000, 100, 1000, Duration.ofMillis(1))))
        .matches(e -> e.limit().equals("time"));
  }

  @Test
  void neverChangesTheCallersData() {
    Map<String, Object> message = new LinkedHashMap<>(Map.of("role", "user"));
    List<Object> messages = new ArrayList<>(List.of(message));
    Map<String, Object> variables = new LinkedHashMap<>(Map.of("messages", messages));
    for (String change :
        List.of(
            "messages.append(1)",
            "messages.clear()",
            "messages[0].update({'a': 1})",
            "messages[0].pop('role')",
            "messages[0].setdefault('a', 1)",
            "messages['append'](1)",
            "messages|attr('append')(1)",
            "messages[0].__setitem__('a', 1)",
            "messages.sort()",
            "messages.extend([1])")) {
      assertThatThrownBy(() -> Template.parse("{{ " + change + " }}").render(variables))
          .as(change)
          .isInstanceOf(TemplateException.class);
    }
    Template.parse(
            "{% set messages = messages + [1] %}{% set d = messages[0].copy() %}{{ messages|sort("
                + "attribute='role')|list|length if false }}{% set messages = [] %}{% set role = 1 %}")
        .render(variables);
    assertThat(variables).isEqualTo(Map.of("messages", List.of(Map.of("role", "user"))));
  }

  /** A class whose members a template must not reach. */
  public static final class Secret {
    /** Reached by nobody. */
    public final String field = "leak";

    /** Called by nobody. */
    public String getPassword() {
      return "leak";
    }
  }

  @Test
  void reachesNoJavaMember() {
    for (String source :
        List.of(
            "{{ s.class }}",
            "{{ s.getClass }}",
            "{{ s.bytes }}",
            "{{ l.size }}",
            "{{ l.stream }}",
            "{{ d.entrySet }}",
            "{{ d.size }}",
            "{{ i.intValue }}",
            "{{ b.booleanValue }}",
            "{{ range.class }}",
            "{{ s['class'] }}",
            "{{ '{0.class}'.format(s) }}",
            "{{ s|attr('getClass') }}",
            "{{ [s]|map(attribute='class')|first }}")) {
      Map<String, Object> variables =
          Map.of("s", "text", "l", List.of(1), "d", Map.of("a", 1), "i", 1, "b", true);
      assertThat(Template.parse(source).render(variables)).as(source).isEmpty();
    }
    for (String source :
        List.of("{{ x }}", "{{ x.field }}", "{{ x.getPassword() }}", "{{ [x] }}")) {
      assertThatThrownBy(() -> Template.parse(source).render(Map.of("x", new Secret())))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("cannot use a value of");
    }
  }
}
