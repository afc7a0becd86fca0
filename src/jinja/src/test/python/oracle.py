"""Renders templates with Jinja as Hugging Face transformers sets it up.

Reads JSON lines of {"template", "variables"}, writes JSON lines of {"ok": true, "text"} or
{"ok": false, "raised": whether raise_exception was called, "message"}. The clock stands still at
2026-01-02 15:04:05.
"""

import datetime
import functools
import json
import sys

import jinja2
import jinja2.ext
import jinja2.sandbox

NOW = datetime.datetime(2026, 1, 2, 15, 4, 5)


class Raised(jinja2.TemplateError):
    """What raise_exception raises."""


class Generation(jinja2.ext.Extension):
    """The generation tag: a call block around its body, whose result it returns unchanged."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        call = self.call_method("_generated")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    @jinja2.pass_eval_context
    def _generated(self, context, caller):
        return caller()


def raise_exception(message):
    raise Raised(message)


def strftime_now(format):
    return NOW.strftime(format)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(
        x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = strftime_now
    env.from_string = functools.lru_cache(maxsize=4)(env.from_string)
    return env


def answer(env, case):
    try:
        return {"ok": True, "text": env.from_string(case["template"]).render(case["variables"])}
    except Raised as error:
        return {"ok": False, "raised": True, "message": str(error)}
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return {"ok": False, "raised": False, "message": message}


def main():
    env = environment()
    for line in sys.stdin:
        print(json.dumps(answer(env, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
