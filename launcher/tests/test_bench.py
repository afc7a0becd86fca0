"""The bench command without servers: figures, the table, the plot, the idle check, the load, the command line."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Lock, Thread
from unittest import mock

from launcher import cli
from launcher.bench import load, machine, scenarios
from launcher.bench.figures import Figure, percentile
from launcher.bench.overload import Outcome, overload
from launcher.bench.plot import plot
from launcher.bench.report import table
from launcher.bench.scenarios import SCENARIOS, Bench
from launcher.console import Failure
from launcher.server import Server
from launcher.tests.support import LauncherTest

SERVERS = ["ours", "theirs", "absent"]


def figure(name: str = "time", ours: tuple[float, ...] = (1, 3, 2), theirs: tuple[float, ...] = (4, 8, 6)) -> Figure:
    return Figure(name, "s", 1, True, {"ours": list(ours), "theirs": list(theirs)})


class FiguresTest(LauncherTest):
    def test_medians_ratios_and_gaps(self) -> None:
        one = figure()
        self.assertEqual((one.median("ours"), one.median("absent")), (2, None))
        self.assertEqual((one.shown("ours"), one.shown("absent")), ("2.0 (1.0–3.0)", "–"))
        self.assertAlmostEqual(one.ratio("ours", "theirs") or 0, 1 / 3)
        self.assertIsNone(one.ratio("ours", "absent"))
        self.assertIsNone(figure(theirs=(0,)).ratio("ours", "theirs"))
        one.add("absent", 5)
        self.assertEqual(one.shown("absent"), "5.0")

    def test_percentiles_are_values_that_were_measured(self) -> None:
        values = [float(value) for value in range(100, 0, -1)]
        self.assertEqual([percentile(values, share) for share in (0.01, 0.5, 0.99, 1.0)], [1, 50, 99, 100])
        self.assertEqual(percentile([7.0], 0.5), 7)

    def test_the_table(self) -> None:
        self.assertEqual(
            table([figure(), Figure("share", "", 0, None, {"ours": [5]})], SERVERS).splitlines(),
            [
                "| figure | ours | theirs | absent | ours / theirs | ours / absent |",
                "| --- | --- | --- | --- | --- | --- |",
                "| time, s | 2.0 (1.0–3.0) | 6.0 (4.0–8.0) | – | 0.33 | – |",
                "| share | 5 | – | – | – | – |",
            ],
        )

    def test_the_plot_is_svg_with_a_bar_a_median(self) -> None:
        figures = [figure("a < b"), Figure("none", "s", 0), Figure("nothing", "", 0, True, {"ours": [0.0]})]
        root = ElementTree.fromstring(plot(figures, SERVERS, "Title & more"))
        space = "{http://www.w3.org/2000/svg}"
        texts = [text.text for text in root.iter(f"{space}text")]
        for text in ("Title & more", "a < b, s ↓", "2.0 (1.0–3.0)", "theirs"):
            self.assertIn(text, texts)
        self.assertNotIn("none, s ↓", texts)
        bars = [float(bar.get("width", "")) for bar in root.iter(f"{space}rect")][1 + len(SERVERS) :]
        self.assertEqual(len(bars), 3)
        self.assertAlmostEqual(bars[0] / bars[1], 1 / 3, places=2)
        self.assertEqual(bars[2], 0)


class MachineTest(LauncherTest):
    BEFORE = "cpu 100 0 100 1000 50 0 0 0 7 0\ncpu0 1 1 1 1\n"

    def test_the_busy_share(self) -> None:
        for after, share in (
            ("cpu 100 0 100 1100 50 0 0 0 9 0", 0.0),
            ("cpu 100 0 100 1000 150 0 0 0 7 0", 0.0),
            ("cpu 120 0 130 1050 50 0 0 0 7 0", 0.5),
            ("cpu 100 0 100 1000 50 0 0 10 7 0", 1.0),
            (self.BEFORE, 0.0),
        ):
            self.assertAlmostEqual(machine.busy_between(self.BEFORE, after), share, msg=after)

    def test_a_busy_machine_is_refused(self) -> None:
        stat = self.folder / "stat"
        stat.write_text(self.BEFORE)
        self.patch("launcher.bench.machine._STAT", stat)
        self.patch("launcher.bench.machine.time.sleep", lambda _: stat.write_text("cpu 120 0 100 1080 50 0 0 0 0 0"))
        with self.assertRaisesRegex(Failure, r"^The machine is not idle: 20% .* at most 10% .*--busy"):
            machine.require_idle()
        self.patch("launcher.bench.machine.time.sleep", lambda _: None)
        machine.require_idle()

    def test_where_there_is_no_proc(self) -> None:
        self.patch("launcher.bench.machine._STAT", self.folder / "none")
        self.patch("launcher.bench.machine.os.getloadavg", lambda: (1.0, 0.0, 0.0))
        self.patch("launcher.bench.machine.os.cpu_count", lambda: 4)
        self.assertEqual(machine.busy_share(), 0.25)


class StandIn(Server):
    """A server in this process: so many places, 429 beyond; every second request that is admitted breaks if asked."""

    def __init__(self, places: int, breaks: bool = False, tokens: int = 3):
        stand_in = self
        self.name = "stand-in"
        self.free, self.admitted = places, 0
        lock = Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    admitted = stand_in.free > 0
                    stand_in.free -= admitted
                    stand_in.admitted += admitted
                    number = stand_in.admitted
                if not admitted:
                    self.send_response(429)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                if breaks and number % 2 == 0:
                    self.close_connection = True
                else:
                    self.send_response(200)
                    self.end_headers()
                    events = [b'data: {"choices": []}\n\n'] * tokens
                    usage = b'{"usage": {"completion_tokens": %d}}' % tokens
                    self.wfile.write(usage if stand_in.whole else b"".join(events) + b"data: " + usage + b"\n\n")
                with lock:
                    stand_in.free += 1

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.whole = False
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_port
        Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def last_words(self) -> str:
        return "nothing"


class LoadTest(LauncherTest):
    def stand_in(self, places: int = 9, breaks: bool = False, tokens: int = 3) -> StandIn:
        server = StandIn(places, breaks, tokens)
        self.addCleanup(server.http.server_close)
        self.addCleanup(server.http.shutdown)
        return server

    def test_prompts_are_reproducible_and_share_no_beginning(self) -> None:
        self.assertEqual(load.prompt(40, 1), load.prompt(40, 1))
        self.assertEqual(len(load.prompt(40, 1).split()), 40)
        beginnings = {tuple(load.prompt(40, (turn, i)).split()[:4]) for turn in range(5) for i in range(32)}
        self.assertEqual(len(beginnings), 160)

    def test_streams_are_counted_and_timed(self) -> None:
        answers = load.streams(self.stand_in(), ["a", "b"], 3)
        self.assertEqual([answer.tokens for answer in answers], [3, 3])
        for answer in answers:
            self.assertEqual(len(answer.events), 4)
            self.assertLessEqual(answer.began, answer.events[0])
            self.assertLessEqual(answer.events[-1], answer.ended)

    def test_an_answer_of_another_length_fails(self) -> None:
        with self.assertRaisesRegex(Failure, "generated 2 tokens where 3 were asked for"):
            load.streams(self.stand_in(tokens=2), ["a"], 3)
        with self.assertRaisesRegex(Failure, "answered 429"):
            load.streams(self.stand_in(places=0), ["a"], 3)

    def test_calls_run_at_once_and_a_fault_is_the_callers(self) -> None:
        barrier = Barrier(3, timeout=30)
        self.assertEqual(len(load.at_once([barrier.wait] * 3)), 3)
        with self.assertRaises(ZeroDivisionError):
            load.at_once([lambda: 1, lambda: 1 // 0])

    def test_overload_counts_what_finished_broke_and_was_refused(self) -> None:
        self.patch("launcher.bench.overload._PAUSE_SECONDS", 0.01)
        for breaks in (False, True):
            server = self.stand_in(places=1, breaks=breaks, tokens=32)
            server.whole = True
            outcome = overload(server, clients=8, seconds=1)
            self.assertEqual(outcome.finished + outcome.broken, server.admitted)
            self.assertEqual(outcome.broken > 0, breaks)
            self.assertGreater(len(outcome.refusals), 0)

    def test_an_overload_that_finishes_nothing_is_no_result(self) -> None:
        self.patch("launcher.bench.overload._PAUSE_SECONDS", 0.01)
        with self.assertRaisesRegex(Failure, "finished no request"):
            overload(self.stand_in(places=0), clients=2, seconds=0.1)

    def test_the_figures_of_an_overload(self) -> None:
        figures = {one.name: one.median("d") for one in Outcome(5, 1, [0.001, 0.003, 0.002]).figures("d")}
        self.assertEqual(figures["overload: admitted but not finished"], 1)
        self.assertEqual(figures["overload: time to a refusal, slowest"], 3)
        self.assertEqual(len(Outcome(5).figures("d")), 3)


class CommandTest(LauncherTest):
    def asked(self, *arguments: str) -> object:
        options: list[object] = []
        self.patch("launcher.cli.bench", lambda cache, asked: options.append(asked) or 0)
        with mock.patch("sys.stderr", io.StringIO()) as stderr:
            status = cli.main(["bench", *arguments])
        return options[0] if options else (status, stderr.getvalue())

    def test_options(self) -> None:
        asked = self.asked("streams", "--rounds", "2", "pace", "--peers", "node", "--plot", "a.svg", "--busy")
        self.assertIsInstance(asked, cli.BenchOptions)
        assert isinstance(asked, cli.BenchOptions)
        self.assertEqual((asked.scenarios, asked.peers, asked.rounds), (["streams", "pace"], ["node"], 2))
        self.assertEqual((asked.plot, asked.busy, asked.seconds), (Path("a.svg"), True, 120))

    def test_wrong_options(self) -> None:
        for arguments, said in (
            (("stream",), "stream is no scenario: start, streams, "),
            (("--peers", "llama"), "llama is no peer: none or a list of llama.cpp, node"),
            (("--rounds", "0"), "0 is no number from 1"),
            (("--seconds", "x"), "x is no number from 1"),
        ):
            answer = self.asked(*arguments)
            assert isinstance(answer, tuple)
            self.assertEqual(answer[0], 2)
            self.assertIn(said, answer[1])

    def test_no_peers(self) -> None:
        asked = self.asked("--peers", "none")
        assert isinstance(asked, cli.BenchOptions)
        self.assertEqual((asked.peers, asked.scenarios), ([], []))

    def test_every_scenario_is_in_the_help_and_says_what_it_is(self) -> None:
        for name, scenario in SCENARIOS.items():
            self.assertRegex(cli.HELP, rf"\b{name}\b")
            self.assertTrue(scenario.__doc__, name)

    def test_rounds_alternate(self) -> None:
        bench = Bench([], 3, 1, 1, self.folder)
        first, second = mock.Mock(), mock.Mock()
        order = [server is first for _, server in bench.turns([first, second])]
        self.assertEqual(order, [True, False, False, True, True, False])

    def test_counters_of_a_page(self) -> None:
        page = 'drover_step_seconds_total{model="a",} 1.5\ndrover_step_seconds_total{model="b",} 2.5E-1\nother 3\n'
        self.assertEqual(scenarios._counter(page, "drover_step_seconds_total"), 1.75)
        with self.assertRaisesRegex(Failure, "no counter drover_decode"):
            scenarios._counter(page, "drover_decode_seconds_total")
