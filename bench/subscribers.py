"""Many processes without sockets, as if they were idle web processes: `python -m bench.subscribers 50`. They run until
standard input closes."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys

import django
import uvloop


def main(number: int) -> None:
    """Start so many, print when all of them listen, and wait."""
    django.setup()
    fork = multiprocessing.get_context("fork")
    listening = fork.Semaphore(0)
    for _ in range(number):
        fork.Process(target=lambda: uvloop.run(subscribe(listening)), daemon=True).start()
    for _ in range(number):
        listening.acquire()
    print("listening", flush=True)  # noqa: T201
    sys.stdin.read()


async def subscribe(listening: object) -> None:
    """Follow the news as a web process without sockets does."""
    from core.socket_hub import Hub

    hub = Hub()
    await hub.bus.listens.wait()
    listening.release()  # type: ignore[attr-defined]
    await asyncio.Event().wait()


main(int(sys.argv[1]))
