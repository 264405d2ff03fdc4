"""The load, in separate processes: connects pairs of phones, has them talk, and reports what it saw."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

import uvloop

from bench.clients import DialoguePair, Pair
from bench.peer_clients import PeerPair
from bench.shapes import Household, Load, Match

PATIENCE = 20 * 60.0  # seconds for the load to answer
AT_ONCE = 50  # pairs that connect at a time
THINKING = (5.0, 15.0)  # seconds between two moves of a couple


@dataclass(frozen=True)
class Task:
    """Which pairs connect to which ports, and whether they think before they move."""

    pairs: Sequence[Household | Match]
    ports: Sequence[tuple[int, int]]  # of both phones of each pair
    thinks: bool = False


class Crowd:
    """Pairs connected within the context, spread over several processes."""

    def __init__(self, task: Task, processes: int = 1) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.lines: list[Connection[Any, Any]] = []
        self.processes = []
        for part in range(processes):
            ours, theirs = spawn.Pipe()
            share = Task(task.pairs[part::processes], task.ports[part::processes], task.thinks)
            self.processes.append(spawn.Process(target=run, args=(share, theirs), daemon=True))
            self.processes[-1].start()
            self.lines.append(ours)

    def __enter__(self) -> Crowd:
        self.receive()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for line in self.lines:
            line.close()
        for process in self.processes:
            process.join(30)

    def begin(self) -> None:
        """Start all pairs moving."""
        self.send("begin")
        self.receive()

    def measure(self, seconds: float) -> Load:
        """Return what the load sees in so many seconds."""
        self.send(float(seconds))
        return sum(self.receive(), start=Load())

    def moves(self, number: int) -> list[float]:
        """Return the delays of the first moves of the first pair, once it has made so many."""
        self.send(number)
        delays: list[float] = self.receive()[0]
        return delays

    def send(self, order: object) -> None:
        for line in self.lines:
            line.send(order)

    def receive(self) -> list[Any]:
        for line in self.lines:
            if not line.poll(PATIENCE):
                raise TimeoutError("the load doesn't answer")
        return [line.recv() for line in self.lines]


def run(task: Task, line: Connection[Any, Any]) -> None:
    """Run one process of the load."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else soft, hard))
    uvloop.run(serve(task, line))


async def serve(task: Task, line: Connection[Any, Any]) -> None:
    """Connect, then obey commands until the line closes."""
    pairs = [make_pair(*one, thinks=task.thinks) for one in zip(task.pairs, task.ports, strict=True)]
    await connect(pairs)
    line.send("connected")
    loop = asyncio.get_running_loop()
    while True:
        try:
            order = await loop.run_in_executor(None, line.recv)
        except EOFError:
            break
        if order == "begin":
            begin(pairs)
            line.send("begun")
        elif isinstance(order, int):
            line.send(await first_moves(pairs[0], order))
        else:
            line.send(await watch(pairs, order))
    for pair in pairs:
        pair.playing = False
        for phone in pair.phones:
            phone.transport.close()
    await asyncio.sleep(0.1)


def make_pair(spec: Household | Match, ports: tuple[int, int], *, thinks: bool) -> Pair:
    """Return the two phones of a couple, or two players."""
    think = ten_seconds if thinks else None
    return PeerPair(spec, ports, think) if isinstance(spec, Match) else DialoguePair(spec, ports, think)


def ten_seconds() -> float:
    return random.uniform(*THINKING)  # noqa: S311


async def connect(pairs: Sequence[Pair]) -> None:
    """Open all sockets, and wait until someone in each pair may move."""
    for start in range(0, len(pairs), AT_ONCE):
        await asyncio.gather(*(pair.connect() for pair in pairs[start : start + AT_ONCE]))
    while not all(pair.is_ready for pair in pairs):
        await asyncio.sleep(0.05)


def begin(pairs: Sequence[Pair]) -> None:
    """Have the first phone of each pair move: at once, or within the next ten seconds if it thinks."""
    for pair in pairs:
        pair.playing = True
        wait = random.random() * 10 if pair.think else 0  # noqa: S311
        asyncio.get_running_loop().call_later(wait, pair.move, pair.phones[0])


async def watch(pairs: Sequence[Pair], seconds: float) -> Load:
    """Return what these pairs see in so many seconds."""
    for pair in pairs:
        pair.delays.clear()
        pair.problems.clear()
    cpu = time.process_time()
    await asyncio.sleep(seconds)
    delays = [delay for pair in pairs for delay in pair.delays]
    return Load(delays, sum(len(pair.problems) for pair in pairs), time.process_time() - cpu)


async def first_moves(pair: Pair, number: int) -> list[float]:
    """Return the delays of a pair's first moves, once it has made so many."""
    while len(pair.delays) < number:
        await asyncio.sleep(0.05)
    pair.playing = False
    return pair.delays
