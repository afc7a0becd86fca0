#!/usr/bin/env python3
"""Compares Drover with llama.cpp's own server, both over HTTP, in one interleaved run.

    ./drover serve is not needed: the program starts both servers itself.

    python3 bench/compare.py --java JAVA --model MODEL.gguf --natives DIR [--rounds 5] [--threads 2]

The peer is the server inside the PyPI package `xllamacpp`; it must be importable. Same model,
threads, context and requests; greedy; no prompt is reused. Prints a Markdown table of medians with
the least and the greatest value. Refuses a machine that is not idle (override with --busy).
"""

import argparse
import http.client
import json
import os
import pathlib
import platform
import re
import socket
import statistics
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEER = """
import sys, time, xllamacpp as x
p = x.CommonParams()
p.model.path, p.port = sys.argv[1], int(sys.argv[2])
p.n_ctx, p.n_parallel, p.n_batch, p.n_ubatch = 16384, 16, 512, 512
p.cpuparams.n_threads = p.cpuparams_batch.n_threads = int(sys.argv[3])
p.n_gpu_layers = 0
p.warmup, p.cache_ram_mib = False, 0
server = x.Server(p)
time.sleep(3600)
"""


class Server:
    """A server process that listens on a port of its own."""

    def __init__(self, name, command, port, ready):
        self.name, self.port = name, port
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while True:
            if self.process.poll() is not None:
                sys.exit(f"{name} ended with status {self.process.returncode}: {command}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                connection.request("GET", ready)
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.005)

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def stream(self, prompt, tokens):
        """Returns (seconds to the first token, tokens generated, time of the last)."""
        body = {
            "prompt": prompt,
            "max_tokens": tokens,
            "temperature": 0,
            "stream": True,
            "ignore_eos": True,
            "stream_options": {"include_usage": True},
        }
        if self.name != "drover":
            body["cache_prompt"] = False
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        began = time.perf_counter()
        connection.request(
            "POST", "/v1/completions", json.dumps(body), {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        if response.status != 200:
            sys.exit(f"{self.name}: {response.status} {response.read().decode()}")
        first, generated = None, 0
        for line in response:
            if line.startswith(b"data: {"):
                if first is None:
                    first = time.perf_counter() - began
                generated = (json.loads(line[6:]).get("usage") or {}).get(
                    "completion_tokens", generated
                )
        return first, generated, time.perf_counter()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def prompt(index):
    """A prompt of some 40 tokens that no other request begins with."""
    return f"{index * 7919 % 10007} years ago, in a small village by the sea, there lived an old " \
        "fisherman who had never once in his long life seen the other shore. One morning"


def load(server, streams, tokens, salt):
    """Runs the streams at once; returns (tokens a second of all, median time to first token)."""
    results = [None] * streams
    began = time.perf_counter()

    def one(i):
        results[i] = server.stream(prompt(salt * 64 + i), tokens)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(streams)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    seconds = max(r[2] for r in results) - began
    return sum(r[1] for r in results) / seconds, statistics.median(r[0] for r in results)


def start_to_first_token(start):
    """Seconds from the process's start to its first token."""
    server = start()
    server.stream(prompt(1), 1)
    seconds = time.perf_counter() - server.started
    server.stop()
    return seconds


def counters(server):
    text = server.get("/q/metrics")

    def value(name):
        found = re.search(rf"^{name}(?:\{{[^}}]*\}})? ([0-9.eE+-]+)$", text, re.M)
        return float(found.group(1))

    return value("drover_step_seconds_total"), value("drover_decode_seconds_total")


def shown(values, digits):
    return (
        f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--java", default="java")
    parser.add_argument("--model", required=True)
    parser.add_argument("--natives", required=True, help="folder of llama.cpp's libraries")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--busy", action="store_true", help="run although the machine is not idle")
    args = parser.parse_args()
    if os.getloadavg()[0] > 0.5 and not args.busy:
        sys.exit(f"the machine is not idle: its load is {os.getloadavg()[0]:.2f}")

    def drover():
        port = free_port()
        options = {
            "quarkus.http.port": port,
            "quarkus.http.host": "127.0.0.1",
            "drover.model": os.path.abspath(args.model),
            "drover.natives": os.path.abspath(args.natives),
            "drover.engine.threads": args.threads,
            "drover.engine.cells": 16384,
        }
        jar = ROOT / "functions/target/quarkus-app/quarkus-run.jar"
        command = [args.java, *(f"-D{k}={v}" for k, v in options.items()), "-jar", str(jar)]
        return Server("drover", command, port, "/q/health/ready")

    def peer():
        port = free_port()
        command = [sys.executable, "-c", PEER, args.model, str(port), str(args.threads)]
        return Server("llama.cpp server", command, port, "/health")

    rows = []
    starts = {"drover": [], "peer": []}
    for _ in range(args.rounds):
        starts["drover"].append(start_to_first_token(drover))
        starts["peer"].append(start_to_first_token(peer))
    rows.append(("process start to first token, s", starts["drover"], starts["peer"], 2))

    a, b = drover(), peer()
    for server in (a, b):
        for i in range(3):
            load(server, 8, args.tokens, 900 + i)
    for streams in (1, 8, 16):
        rates, firsts = {a: [], b: []}, {a: [], b: []}
        for round_ in range(args.rounds):
            for server in (a, b) if round_ % 2 == 0 else (b, a):
                rate, first = load(server, streams, args.tokens, streams * 50 + round_)
                rates[server].append(rate)
                firsts[server].append(1000 * first)
        rows.append((f"tokens/s, {streams} streams", rates[a], rates[b], 1))
        rows.append((f"time to first token, {streams} streams, ms", firsts[a], firsts[b], 0))
    step, decode = counters(a)
    load(a, 16, args.tokens, 5000)
    step2, decode2 = counters(a)
    a.stop()
    b.stop()

    print(f"{platform.machine()}, {os.cpu_count()} cores, {args.threads} threads, "
          f"{pathlib.Path(args.model).name}, {args.rounds} rounds, {args.tokens} tokens a stream; "
          "median (least–greatest)\n")
    print("| figure | Drover | llama.cpp's server | ratio of medians |")
    print("| --- | --- | --- | --- |")
    for name, ours, theirs, digits in rows:
        ratio = statistics.median(ours) / statistics.median(theirs)
        print(f"| {name} | {shown(ours, digits)} | {shown(theirs, digits)} | {ratio:.2f} |")
    share = 1 - (decode2 - decode) / (step2 - step)
    print(f"\nShare of a step outside llama_decode at 16 streams: {100 * share:.1f} %")


if __name__ == "__main__":
    main()
