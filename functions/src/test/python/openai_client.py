"""OpenAI's own Python client against a running service.

Usage: openai_client.py BASE_URL   (the service's root, such as http://localhost:8080/)
"""

import sys
import time
import unittest
import urllib.request
from typing import Literal

import openai
import pydantic

BASE = sys.argv.pop().rstrip("/")
CLIENT = openai.OpenAI(base_url=BASE + "/v1", api_key="unused", max_retries=0)
MODEL = CLIENT.models.list().data[0].id
SEA = [{"role": "user", "content": "Tell me about the sea."}]


def running():
    """How many sequences the engine runs."""
    with urllib.request.urlopen(BASE + "/q/metrics") as metrics:
        for line in metrics.read().decode().splitlines():
            if line.startswith("drover_sequences_running"):
                return float(line.rsplit(" ", 1)[1])
    raise AssertionError("no such metric")


def chat(**options):
    return CLIENT.chat.completions.create(
        model=MODEL, messages=SEA, temperature=0, max_tokens=12, **options
    )


class Place(pydantic.BaseModel):
    """What an answer is to be parsed as."""

    kind: Literal["sea", "lake", "river"]
    depth_in_metres: int = pydantic.Field(ge=0, le=11_000)
    salty: bool
    waves: list[Literal["small", "large"]] = pydantic.Field(max_length=2)


class Models(unittest.TestCase):
    def test_list_and_retrieve(self):
        self.assertEqual([m.id for m in CLIENT.models.list()], [MODEL])
        self.assertEqual(CLIENT.models.retrieve(MODEL).owned_by, "drover")

    def test_unknown(self):
        with self.assertRaises(openai.NotFoundError) as raised:
            CLIENT.models.retrieve("gpt")
        self.assertEqual(raised.exception.code, "model_not_found")


class Chat(unittest.TestCase):
    def test_answer(self):
        answer = chat()
        self.assertEqual(answer.choices[0].message.role, "assistant")
        self.assertTrue(answer.choices[0].message.content)
        self.assertEqual(answer.choices[0].finish_reason, "length")
        self.assertEqual(answer.usage.completion_tokens, 12)

    def test_stream_is_the_answer(self):
        chunks = list(chat(stream=True, stream_options={"include_usage": True}))
        self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        answer = chat()
        self.assertEqual(text, answer.choices[0].message.content)
        self.assertEqual(chunks[-2].choices[0].finish_reason, "length")
        self.assertEqual(chunks[-1].usage, answer.usage)

    def test_stream_helper(self):
        with CLIENT.chat.completions.stream(
            model=MODEL, messages=SEA, temperature=0, stop="."
        ) as stream:
            for _ in stream:
                pass
            final = stream.get_final_completion()
        self.assertTrue(final.choices[0].message.content)
        self.assertEqual(final.choices[0].finish_reason, "stop")

    def test_logprobs(self):
        answer = chat(logprobs=True, top_logprobs=2)
        content = answer.choices[0].logprobs.content
        raw = b"".join(bytes(token.bytes) for token in content)
        self.assertEqual(raw.decode(), answer.choices[0].message.content)
        self.assertTrue(all(len(token.top_logprobs) == 2 for token in content))

    def test_choices_stop_and_seed(self):
        answer = CLIENT.chat.completions.create(
            model=MODEL, messages=SEA, n=3, seed=1, stop=[".", "!"], max_tokens=20
        )
        self.assertEqual([c.index for c in answer.choices], [0, 1, 2])
        self.assertFalse(any("." in c.message.content for c in answer.choices))

    def test_extensions(self):
        greedy = chat().choices[0].message.content
        answer = CLIENT.chat.completions.create(
            model=MODEL,
            messages=SEA,
            temperature=1.5,
            max_tokens=12,
            extra_body={"top_k": 1, "sampling_method": "top_k"},
        )
        self.assertEqual(answer.choices[0].message.content, greedy)

    def test_structured_output(self):
        answer = CLIENT.chat.completions.parse(
            model=MODEL, messages=SEA, max_tokens=200, temperature=0, response_format=Place
        )
        self.assertIsInstance(answer.choices[0].message.parsed, Place)

    def test_tool_calls(self):
        tool = openai.pydantic_function_tool(Place, name="describe")
        answer = CLIENT.chat.completions.parse(
            model=MODEL, messages=SEA, temperature=1.5, seed=3, max_tokens=200,
            tools=[tool], tool_choice="required", parallel_tool_calls=False,
        )
        self.assertEqual(answer.choices[0].finish_reason, "tool_calls")
        call = answer.choices[0].message.tool_calls[0]
        self.assertEqual(call.function.name, "describe")
        self.assertIsInstance(call.function.parsed_arguments, Place)

        # The whole conversation goes back, with what the tool said.
        messages = SEA + [
            answer.choices[0].message.model_dump(exclude_none=True, exclude={"parsed"}),
            {"role": "tool", "tool_call_id": call.id, "content": "It is deep."},
        ]
        for message in messages[1:2]:
            for made in message["tool_calls"]:
                made["function"].pop("parsed_arguments", None)
        answer = CLIENT.chat.completions.create(
            model=MODEL, messages=messages, max_tokens=8, tools=[tool], tool_choice="none"
        )
        self.assertTrue(answer.choices[0].message.content)

    def test_streamed_tool_calls(self):
        tool = openai.pydantic_function_tool(Place, name="describe")
        with CLIENT.chat.completions.stream(
            model=MODEL, messages=SEA, temperature=1.5, seed=4, max_tokens=200, tools=[tool],
            tool_choice={"type": "function", "function": {"name": "describe"}},
        ) as stream:
            events = [event.type for event in stream]
            final = stream.get_final_completion()
        self.assertIn("tool_calls.function.arguments.delta", events)
        self.assertIn("tool_calls.function.arguments.done", events)
        call = final.choices[0].message.tool_calls[0]
        self.assertIsInstance(call.function.parsed_arguments, Place)

    def test_a_stream_that_is_closed_ends(self):
        stream = CLIENT.chat.completions.create(
            model=MODEL, messages=SEA, stream=True, extra_body={"ignore_eos": True}
        )
        for _, _chunk in zip(range(4), stream):
            pass
        self.assertGreater(running(), 0)
        stream.close()
        end = time.monotonic() + 60
        while running() > 0:
            self.assertLess(time.monotonic(), end, "the engine generates on")
            time.sleep(0.05)


class Completions(unittest.TestCase):
    def complete(self, prompt="The sea is", **options):
        return CLIENT.completions.create(
            model=MODEL, prompt=prompt, temperature=0, **options
        )

    def test_answer(self):
        answer = self.complete()
        self.assertTrue(answer.choices[0].text)
        self.assertEqual(answer.usage.completion_tokens, 16)

    def test_several_prompts(self):
        # Alone and beside each other: only a reproducible text is the same to the letter.
        alike = {"extra_body": {"reproducible": True}}
        one, two = self.complete("One,", **alike), self.complete("Two,", **alike)
        both = self.complete(["One,", "Two,"], **alike)
        self.assertEqual(
            [c.text for c in both.choices], [one.choices[0].text, two.choices[0].text]
        )

    def test_stream(self):
        text = "".join(c.choices[0].text for c in self.complete(stream=True))
        self.assertEqual(text, self.complete().choices[0].text)

    def test_echo(self):
        self.assertTrue(self.complete(echo=True).choices[0].text.startswith("The sea is"))

    def test_logprobs(self):
        choice = self.complete(logprobs=2).choices[0]
        logprobs = choice.logprobs
        for token, offset in zip(logprobs.tokens, logprobs.text_offset):
            self.assertTrue(choice.text[offset:].startswith(token))
        self.assertEqual(len(logprobs.top_logprobs), 16)


class Embeddings(unittest.TestCase):
    def embed(self, text, **options):
        return CLIENT.embeddings.create(model=MODEL, input=text, **options)

    def test_texts(self):
        # The client asks for base64 unless told otherwise.
        answer = self.embed(["The sea", "is deep"])
        self.assertEqual([e.index for e in answer.data], [0, 1])
        self.assertEqual(answer.usage.total_tokens, 4)
        for entry in answer.data:
            self.assertAlmostEqual(sum(x * x for x in entry.embedding), 1, places=4)

    def test_formats_are_equal(self):
        numbers = self.embed("The sea", encoding_format="float").data[0].embedding
        for a, b in zip(numbers, self.embed("The sea").data[0].embedding, strict=True):
            self.assertAlmostEqual(a, b, places=7)

    def test_options(self):
        answer = self.embed([[1, 2], [3]], dimensions=8, extra_body={"pooling": "mean"})
        self.assertEqual([len(e.embedding) for e in answer.data], [8, 8])

    def test_refused(self):
        with self.assertRaises(openai.BadRequestError) as raised:
            self.embed(["a", ""])
        self.assertEqual(raised.exception.param, "input[1]")


class Errors(unittest.TestCase):
    def refused(self, param, code=None, **options):
        with self.assertRaises(openai.BadRequestError) as raised:
            CLIENT.chat.completions.create(**{"model": MODEL, "messages": SEA, **options})
        self.assertEqual(raised.exception.param, param)
        self.assertEqual(raised.exception.type, "invalid_request_error")
        self.assertEqual(raised.exception.code, code)

    def test_bad_requests(self):
        self.refused("temperature", temperature=3)
        self.refused("messages", messages=[])
        self.refused("made_up", extra_body={"made_up": 1})
        self.refused("response_format", response_format={"type": "json_schema"})
        self.refused("tools[0].type", tools=[{"type": "custom", "custom": {"name": "f"}}])
        self.refused(
            "messages",
            code="context_length_exceeded",
            messages=[{"role": "user", "content": "word " * 20_000}],
        )

    def test_bad_request_of_a_stream(self):
        self.refused("temperature", temperature=3, stream=True)

    def test_unknown_model(self):
        with self.assertRaises(openai.NotFoundError) as raised:
            CLIENT.chat.completions.create(model="gpt", messages=SEA)
        self.assertEqual(raised.exception.code, "model_not_found")


if __name__ == "__main__":
    unittest.main()
