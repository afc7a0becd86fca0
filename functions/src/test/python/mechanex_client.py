"""Drives the real Mechanex client against a running service: mechanex_client.py BASE_URL VECTOR FILE.

It saves the stored vector of that id in the file.
"""

import json
import pathlib
import sys
import tempfile
import uuid

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


PROMPTS = ["How was your day? ", "What do you think of rain? "]
WARM = ["Wonderful, my dear friend, thank you!", "I love it, it is so lovely!"]
COLD = ["Bad. Go away.", "I hate it. Awful."]


def make(client, **options):
    return client.steering.generate_vectors(PROMPTS, WARM, COLD, **options)


def vectors(client, folder, stored, file):
    """Vectors are made, used, saved, loaded and judged."""
    vector = make(client, layer_idxs=[14], method="caa", name="warm", label="tone")
    assert vector.startswith("sv_"), vector

    def generate(strength, of=vector):
        return client.generation.generate(
            "The weather today is", max_tokens=8, sampling_method="greedy",
            steering_vector=of, steering_strength=strength)

    plain = generate(0)
    assert generate(8) != plain, plain
    assert generate(-8) not in (plain, generate(8))
    assert generate(0, "sv_unknown") == plain, "strength 0 is no steering"
    expect(ValidationError, lambda: generate(20_000), "steering_strength")

    client.steering.save_vectors(stored, file)
    again = folder / "again.json"
    client.steering.save_vectors(client.steering.load_vectors(file), str(again))
    assert again.read_bytes() == pathlib.Path(file).read_bytes()

    metrics = client.steering.evaluate(
        vector, WARM, COLD, test_prompts=["The weather today is"], strength=8.0)
    cosines = metrics["cosine_metrics"]
    assert cosines["difference"] > 0 and cosines["separation"] > 0, metrics
    assert metrics["judge_evaluation"] is None, metrics
    assert metrics["test_outputs"][0]["steered"] != metrics["test_outputs"][0]["unsteered"]

    pairs = client.steering.generate_pairs("a pirate", "Says arr.", num_pairs=2)
    assert pairs["persona"] == "a pirate" and len(pairs["pairs"]) == pairs["total_pairs"], pairs

    data = folder / "triples.jsonl"
    with open(data, "w", encoding="utf-8") as lines:
        for prompt, warm, cold in zip(PROMPTS, WARM, COLD):
            line = {"prompt": prompt, "positive_answer": warm, "negative_answer": cold}
            lines.write(json.dumps(line) + "\n")
    other = client.steering.generate_from_jsonl(str(data), [13, 14], "steering-perceptrons")
    assert other.startswith("sv_") and other != vector, other

    expect(ValidationError, lambda: make(client, layer_idxs=[0]), "layer_idxs")
    expect(MechanexError, lambda: make(client, layer_idxs=[99], method="caa"), "layers from 1")
    expect(ValidationError, lambda: make(client, method="magic"), "method")
    expect(ValidationError, lambda: client.steering.generate_vectors(["a"], ["b"], []), "answers")
    expect(MechanexError, lambda: client.steering.save_vectors("sv_none", "x"), "sv_none")
    expect(NotFoundError, lambda: client.steering.evaluate("sv_none", WARM, COLD), "sv_none")
    expect(ValidationError, lambda: client.steering.evaluate(vector, [], COLD), "positive_texts")
    return vector, data


def behaviors(client, vector, data):
    """Behaviours are learned, listed, and subtracted while text is generated."""
    warmth, tone = f"warmth-{uuid.uuid4()}", f"tone-{uuid.uuid4()}"
    made = client.sae.create_behavior(warmth, PROMPTS, WARM, COLD, "Says kind words.")
    assert made["behavior_name"] == warmth and made["hook_name"] == "blocks.20.hook_resid_pre"
    assert len(made["sae_baseline"]) == 576 and made["steering_vector_id"].startswith("sv_")
    other = client.sae.create_behavior_from_jsonl(tone, str(data), steering_vector_id=vector)
    assert other["steering_vector_id"] == vector, other
    listed = {one["behavior_name"]: one["id"] for one in client.sae.list_behaviors()}
    assert listed[warmth] == made["id"] and listed[tone] == other["id"], listed
    assert client.sae.generate("My dear friend,", max_new_tokens=4)
    assert client.sae.generate("My dear friend,", 4, behavior_names=[warmth])
    assert client.sae.generate("My dear friend,", 4, force_steering=[warmth, tone])
    # The client hides why: it looks for a model of its own then.
    expect(MechanexError, lambda: client.sae.generate("x", 4, ["unknown"]), "No local model")
    expect(MechanexError, lambda: client.sae.create_behavior(warmth, PROMPTS, WARM, COLD), warmth)
    expect(
        NotFoundError,
        lambda: client.sae.create_behavior("x", PROMPTS, WARM, COLD, steering_vector_id="sv_no"),
        "sv_no")


def main(base_url, stored, file):
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
    with tempfile.TemporaryDirectory() as folder:
        vector, data = vectors(client, pathlib.Path(folder), stored, file)
        behaviors(client, vector, data)
    print("ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
