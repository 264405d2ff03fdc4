"""`make bench`: how quick the live room and past dialogues are, measured from a second process, words sealed and
writes durable."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time

import uvloop

from bench import pages, search
from bench.clients import Pair
from bench.fixtures import Web, couples, servers


async def connect(web: Web, ready: list[tuple[str, tuple[str, str]]], think: object = None) -> list[Pair]:
    loop = asyncio.get_running_loop()
    host = f"127.0.0.1:{web.port}"
    pairs = [Pair(host, dialogue, cookies, think) for dialogue, cookies in ready]  # type: ignore[arg-type]
    for start in range(0, len(pairs), 50):
        phones = [phone for pair in pairs[start : start + 50] for phone in pair.phones]
        for phone in phones:
            await loop.create_connection(lambda phone=phone: phone, "127.0.0.1", web.port)  # type: ignore[misc]
        await asyncio.gather(*(phone.opened for phone in phones))
    while any(pair.version < 0 for pair in pairs):
        await asyncio.sleep(0.05)
    return pairs


def begin(pairs: list[Pair], spread: float = 0.0) -> None:
    for pair in pairs:
        pair.playing = True
        sender = pair.phones[0]
        asyncio.get_running_loop().call_later(random.random() * spread, pair.move, sender)  # noqa: S311


def report(name: str, pairs: list[Pair], seconds: float, since: float, web: Web, cpu: float) -> None:
    delays = sorted(delay for pair in pairs for at, delay in pair.delays if at >= since)
    problems = [problem for pair in pairs for problem in pair.problems]
    cuts = statistics.quantiles(delays, n=20) if len(delays) > 20 else [0.0] * 19
    print(  # noqa: T201
        f"{name:<44} {len(delays) / seconds:8.0f} moves/s"
        f"   p50 {cuts[9] * 1000:6.1f} ms   p95 {cuts[18] * 1000:6.1f} ms"
        f"   web {cpu / max(1, len(delays)) * 1000:5.2f} ms CPU a move   refused {len(problems)}",
        flush=True,
    )


async def measure(
    name: str, web: Web, number: int, seconds: float, think: object = None, spread: float = 0.0
) -> None:
    before = web.memory()
    pairs = await connect(web, couples_of(number), think)
    a_socket = (web.memory() - before) / (2 * number) / 1024
    begin(pairs, spread)
    await asyncio.sleep(min(3.0, seconds / 3) if think is None else 10.0)
    since, cpu = time.perf_counter(), web.cpu()
    await asyncio.sleep(seconds)
    for pair in pairs:
        pair.playing = False
    report(name, pairs, time.perf_counter() - since, since, web, web.cpu() - cpu)
    if think is not None:
        after = (web.memory() - before) / (2 * number) / 1024
        print(f"{'':<44} memory a socket {a_socket:.1f} KB, after moves {after:.1f} KB")  # noqa: T201
    for pair in pairs:
        for phone in pair.phones:
            phone.transport.close()
    await asyncio.sleep(3)


async def long_dialogue(web: Web) -> None:
    """The 1,000th move of a dialogue against its 10th."""
    [pair] = await connect(web, couples_of(1))
    begin([pair])
    while len(pair.delays) < 1020:
        await asyncio.sleep(0.05)
    pair.playing = False
    delays = [delay * 1000 for _, delay in pair.delays]
    early, late = statistics.median(delays[4:24]), statistics.median(delays[990:1010])
    print(f"the 10th move {early:.2f} ms, the 1,000th {late:.2f} ms: {late / early:.2f} times")  # noqa: T201


def couples_of(number: int) -> list[tuple[str, tuple[str, str]]]:
    taken = READY[:number]
    del READY[:number]
    return taken


PAST = {"pages": pages.measure, "search": search.measure}  # asked for by one phone, one page after the other
READY: list[tuple[str, tuple[str, str]]] = []


def ten_seconds() -> float:
    return random.uniform(5, 15)  # noqa: S311


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", nargs="*", default=["1", "20", "100", "500", "2000", "long", *PAST])
    options = parser.parse_args()
    with servers():
        needed = sum(int(name) for name in options.only if name.isdigit()) + 1
        READY.extend(couples(needed))
        web = Web(8765)
        try:
            uvloop.run(run(web, [name for name in options.only if name not in PAST], options.seconds))
            for name in PAST.keys() & options.only:
                PAST[name](web)
        finally:
            web.stop()


async def run(web: Web, names: list[str], seconds: float) -> None:
    for name in names:
        if name == "long":
            await long_dialogue(web)
        elif int(name) <= 100:
            await measure(f"{name} pairs without thinking time", web, int(name), seconds)
        else:
            title = f"{name} couples, a move in 10 s each"
            await measure(title, web, int(name), max(20, seconds), ten_seconds, spread=10)


main()
