"""The figures of the live room: what a move costs, how many a second, and how long one takes."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

import psutil

from bench import affinity, bulk_couples
from bench.crowd import Crowd, Task
from bench.figures import Table, percentile, show
from bench.fixtures import Web
from bench.peer import Peer, PeerUnavailable, peer
from bench.shapes import Household, Load, Match

WARM_UP = 3.0  # seconds
SETTLING = 45.0  # seconds after which a crowd that connected at once makes its moves one after the other
LONG, EARLY, LATE = 1020, slice(4, 24), slice(990, 1010)  # moves: around the 10th, around the 1,000th
DIALOGUES = 10
MOST_PAIRS = 100  # without thinking time; larger numbers are couples who think
KILOBYTE = 1024


class Measured(Protocol):
    """A server, and the processor time it has used."""

    def cpu(self) -> float: ...


@dataclass(frozen=True)
class Options:
    """How often and how long to measure, and the database for the server compared with."""

    runs: int
    seconds: float
    database: str
    postgres: psutil.Process | None
    minutes: float


@dataclass(frozen=True)
class Run:
    """One measurement."""

    load: Load
    seconds: float
    cpu: float  # seconds of processor of the servers

    @property
    def rate(self) -> float:
        """Moves a second."""
        return len(self.load.delays) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of the servers' processor for each move."""
        return self.cpu * 1000 / max(1, len(self.load.delays))

    @property
    def p95(self) -> float:
        """Milliseconds from sending to the partner's screen."""
        return percentile(self.load.delays, 95) * 1000

    def describe(self, name: str) -> str:
        delays, of_a_core = self.load.delays, self.load.cpu / self.seconds * 100
        median = percentile(delays, 50) * 1000
        return (
            f"{name:<40} {self.rate:7.0f} moves/s   p50 {median:6.1f} ms   p95 {self.p95:6.1f} ms"
            f"   server {self.cost:5.2f} ms a move   load {of_a_core:3.0f} % of a core"
            f"   refused {self.load.problems}"
        )


@contextmanager
def web_processes(number: int) -> Iterator[list[Web]]:
    """Run so many web processes."""
    with ExitStack() as stack:
        webs = []
        for _ in range(number):
            webs.append(Web())
            stack.callback(webs[-1].stop)
        yield webs


def ports_of(webs: Sequence[Web], number: int, *, apart: bool = False) -> list[tuple[int, int]]:
    """Return the ports of each couple's phones: the same for both, as the Caddyfile has it, or with `apart` in half of
    the couples different ones, as where a proxy doesn't know rooms."""
    ports = [web.port for web in webs]
    others = ports if apart else [0]
    pairs = [(one, other or one) for one in ports for other in others]
    return [pairs[place % len(pairs)] for place in range(number)]


def measure(crowd: Crowd, servers: Sequence[Measured], seconds: float) -> Run:
    """Measure a talking crowd once."""
    before, since = sum(server.cpu() for server in servers), time.perf_counter()
    load = crowd.measure(seconds)
    return Run(load, time.perf_counter() - since, sum(server.cpu() for server in servers) - before)


def talk(
    pairs: Sequence[Household | Match],
    ports: Sequence[tuple[int, int]],
    servers: Sequence[Measured],
    seconds: float,
) -> Run:
    """Have pairs talk without thinking time."""
    with Crowd(Task(pairs, ports)) as crowd:
        crowd.begin()
        crowd.measure(WARM_UP)
        return measure(crowd, servers, seconds)


def without_thinking(number: int, table: Table, options: Options) -> None:
    """Measure so many pairs without thinking time."""
    name = f"{number} pairs without thinking time" if number > 1 else "1 pair without thinking time"
    with web_processes(1) as webs:
        for _ in range(options.runs):
            run = talk(bulk_couples.create(number), ports_of(webs, number), webs, options.seconds)
            show(run.describe(name))
            table.add(f"{name}: moves", "a second", run.rate, digits=0)
            table.add(f"{name}: to the partner's screen, p95", "ms", run.p95)


def beside_peer(table: Table, options: Options) -> None:
    """Measure twenty pairs without thinking time, alternating with boardgame.io."""
    number = 20
    with ExitStack() as stack:
        webs = stack.enter_context(web_processes(1))
        try:
            other = stack.enter_context(peer(options.database))
        except PeerUnavailable as why:
            show(str(why))
            other = None
        for _ in range(options.runs):
            run = talk(bulk_couples.create(number), ports_of(webs, number), webs, options.seconds)
            show(run.describe("20 pairs"))
            table.add("20 pairs without thinking time: moves", "a second", run.rate, digits=0)
            table.add("20 pairs: processor of the web process a move", "ms", run.cost, "0.65", digits=2)
            if other:
                compare(other, number, run, table, options)


def compare(other: Peer, number: int, run: Run, table: Table, options: Options) -> None:
    """Measure the same with boardgame.io."""
    theirs = talk(other.matches(number), [(other.port, other.port)] * number, [other], options.seconds)
    show(theirs.describe("20 pairs, boardgame.io"))
    table.add("boardgame.io 0.50.2 with PostgreSQL: moves", "a second", theirs.rate, digits=0)
    table.add("20 pairs, compared with boardgame.io", "times", run.rate / theirs.rate, "3.5")


def couples(number: int, table: Table, options: Options, *, processes: int = 1, apart: bool = False) -> None:
    """Measure connected couples who make a move every ten seconds."""
    name = f"{number:,} couples, a move each 10 s" + (f", {processes} web processes" if processes > 1 else "")
    name += ", half of them on both" if apart else ""
    people, seconds = bulk_couples.create(number), max(20.0, options.seconds)
    with web_processes(processes) as webs:
        before = sum(web.memory() for web in webs)
        with Crowd(Task(people, ports_of(webs, number, apart=apart), thinks=True), processes) as crowd:
            joined = sum(web.memory() for web in webs) - before
            crowd.begin()
            crowd.measure(SETTLING)
            for _ in range(options.runs):
                run = measure(crowd, webs, seconds)
                show(run.describe(name))
                add_couples(name, run, table, number)
            grown = sum(web.memory() for web in webs) - before
        table.add(f"{name}: memory a socket, joined", "KB", joined / 2 / number / KILOBYTE)
        table.add(f"{name}: memory a socket, after moves", "KB", grown / 2 / number / KILOBYTE, "35")


def add_couples(name: str, run: Run, table: Table, number: int) -> None:
    """Add one run to the table."""
    is_largest = number >= 10_000
    table.add(f"{name}: moves", "a second", run.rate, digits=0)
    table.add(f"{name}: to the partner's screen, p95", "ms", run.p95, "100" if is_largest else "")
    table.add(
        f"{name}: processor of the web processes a move",
        "ms",
        run.cost,
        "" if is_largest else "1.0",
        digits=2,
    )
    table.add(f"{name}: the load's own processor", "% of a core", run.load.cpu / run.seconds * 100, digits=0)


def long_dialogues(table: Table, options: Options) -> None:
    """Compare the 1,000th move of a dialogue with its 10th, in ten dialogues."""
    with web_processes(1) as webs:
        for household in bulk_couples.create(DIALOGUES):
            with Crowd(Task([household], ports_of(webs, 1))) as crowd:
                crowd.begin()
                delays = crowd.moves(LONG)
            early, late = statistics.median(delays[EARLY]) * 1000, statistics.median(delays[LATE]) * 1000
            show(f"the 10th move {early:.2f} ms, the 1,000th {late:.2f} ms: {late / early:.2f} times")
            table.add("the 1,000th move compared with the 10th", "times", late / early, "1.1", digits=2)


def two_processes(table: Table, options: Options) -> None:
    """Compare two web processes on two cores with one, and with one core for everything."""
    for _ in range(options.runs):
        alone = processes_run("1 web process, 1 core for all", 1, 1, options)
        one = processes_run("1 web process, 2 cores", 1, 2, options)
        two = processes_run("2 web processes, 2 cores", 2, 2, options)
        apart = processes_run("the same, half of the couples on both", 2, 2, options, apart=True)
        name = "two web processes on two cores compared with one on"
        table.add(f"{name} one", "times", two / alone, "1.6", digits=2)
        table.add(f"{name} one, half of the couples on both", "times", apart / alone, digits=2)
        table.add(f"{name} two", "times", two / one, digits=2)


def processes_run(name: str, processes: int, cores: int, options: Options, *, apart: bool = False) -> float:
    """Return the moves a second of 40 pairs. The load, PostgreSQL and Valkey share the cores."""
    number = 40
    with affinity.limited(cores, options.postgres), web_processes(processes) as webs:
        ports = ports_of(webs, number, apart=apart)
        run = talk(bulk_couples.create(number), ports, webs, options.seconds)
    show(run.describe(name))
    gc.collect()
    return run.rate
