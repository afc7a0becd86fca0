"""Drives the real Mechanex client against a running service: mechanex_client.py BASE_URL."""

import sys

from mechanex import Mechanex
from mechanex.errors import MechanexError, NotFoundError, ValidationError


def expect(error, call, part):
    """`call` must fail with `error` and a message that contains `part`."""
    try:
        result = call()
    except error as fault:
        assert part in str(fault), f"{part!r} not in {fault}"
        return
    raise AssertionError(f"no {error.__name__} but {result!r}")


def main(base_url):
    client = Mechanex(base_url=base_url)
    client.set_key("ax_" + "0" * 48)
    client.set_execution_mode("remote")

    def generate(**options):
        return client.generation.generate("The capital of France is", max_tokens=2, **options)

    assert generate(sampling_method="greedy") == " Paris."
    for method in ("top-k", "top-p", "min-p", "typical"):
        assert generate(sampling_method=method), method
    assert generate(sampling_method="greedy", steering_vector="sv_1") == " Paris."

    expect(ValidationError, lambda: generate(sampling_method="warp"), "sampling_method")
    expect(ValidationError, lambda: client.generation.generate("x", max_tokens=0), "max_tokens")
    expect(ValidationError, lambda: client.generation.generate("x " * 9000), "8192 tokens")
    expect(NotFoundError, lambda: generate(steering_vector="sv_1", steering_strength=1.5), "sv_1")
    expect(MechanexError, lambda: client.set_model("no-such-model"), "no-such-model")
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1])
