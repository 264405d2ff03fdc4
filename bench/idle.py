"""What it costs when nobody moves: quiet sockets, and processes without any."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import psutil

from bench import bulk_couples
from bench.crowd import Crowd, Task
from bench.figures import Table, show
from bench.fixtures import ROOT, Web
from bench.live import WARM_UP, Options, ports_of, web_processes

COUPLES = 5_000
SUBSCRIBERS = 50


def quiet_sockets(table: Table, options: Options) -> None:
    """Measure 5,000 couples with two silent phones each, on two web processes."""
    people = bulk_couples.create(COUPLES)
    with web_processes(2) as webs, Crowd(Task(people, ports_of(webs, COUPLES), thinks=True), 2):
        time.sleep(WARM_UP)
        for _ in range(options.runs):
            before = cost_of_database(options), [web.cpu() for web in webs]
            time.sleep(max(20.0, options.seconds))
            add_quiet(table, before, options, webs)


def add_quiet(table: Table, before: tuple[float, list[float]], options: Options, webs: Sequence[Web]) -> None:
    """Add one run to the table."""
    seconds = max(20.0, options.seconds)
    database = (cost_of_database(options) - before[0]) / seconds * 1000
    processes = [(web.cpu() - cpu) / seconds * 100 for web, cpu in zip(webs, before[1], strict=True)]
    show(f"10,000 quiet sockets: database {database:.1f} ms a second, web processes {processes} % of a core")
    table.add("10,000 quiet sockets: database", "ms a second", database, "20")
    for process in processes:
        table.add("10,000 quiet sockets: each of two web processes", "% of a core", process)


def cost_of_database(options: Options) -> float:
    """Return the seconds of processor that PostgreSQL's processes have used."""
    if options.postgres is None:
        return 0.0
    times = [process.cpu_times() for process in options.postgres.children(recursive=True)]
    return float(sum(one.user + one.system for one in times))


def idle_processes(table: Table, options: Options) -> None:
    """Measure two idle web processes and 50 subscribers, while 40 pairs talk without thinking time in two others."""
    with ExitStack() as stack:
        webs = stack.enter_context(web_processes(4))
        others = stack.enter_context(subscribers(SUBSCRIBERS))
        crowd = stack.enter_context(Crowd(Task(bulk_couples.create(40), ports_of(webs[:2], 40))))
        crowd.begin()
        crowd.measure(WARM_UP)
        for _ in range(options.runs):
            before = [web.cpu() for web in webs[2:]], cpu_of(others)
            rate = len(crowd.measure(options.seconds).delays) / options.seconds
            show(f"beside {rate:.0f} moves a second in other processes:")
            for web, cpu in zip(webs[2:], before[0], strict=True):
                part = (web.cpu() - cpu) / options.seconds * 100
                show(f"  an idle web process {part:.2f} % of a core")
                table.add("an idle web process beside two busy ones", "% of a core", part, "1", digits=2)
            part = (cpu_of(others) - before[1]) / options.seconds / SUBSCRIBERS * 100
            show(f"  one of {SUBSCRIBERS} subscribers {part:.2f} % of a core")
            table.add(f"one of {SUBSCRIBERS} idle subscribers", "% of a core", part, "1", digits=2)


@contextmanager
def subscribers(number: int) -> Iterator[psutil.Process]:
    """Run so many processes without sockets, each with its own connection to Redis."""
    command = [sys.executable, "-m", "bench.subscribers", str(number)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the subscribers did not start")
        yield psutil.Process(process.pid)
        process.communicate()


def cpu_of(parent: psutil.Process) -> float:
    """Return the seconds of processor that a process's children have used."""
    times = [child.cpu_times() for child in parent.children()]
    return float(sum(one.user + one.system for one in times))
