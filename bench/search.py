"""Searching key by key, as a phone does it, in a real web process: how long each answer takes, and what it keeps."""

from __future__ import annotations

import re
import statistics
import time

from bench.fixtures import Web

SIZES = (30, 300, 3000)  # dialogues of 60 turns
TYPED = "lonely “goes quiet"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def measure(web: Web) -> None:
    """For couples with more and more dialogues: the first key, which finds nothing opened yet, and each next one."""
    for size in SIZES:
        phone = Phone(web, size)
        before, cpu = web.memory(), web.cpu()
        first = phone.key(TYPED[0])
        at_first = web.cpu() - cpu
        following = [phone.key(TYPED[:end]) for end in range(2, len(TYPED) + 1)]
        each = (web.cpu() - cpu - at_first) / len(following)
        print(  # noqa: T201
            f"search in {size:>5} dialogues: first key {first:5.0f} ms (web {at_first * 1000:5.0f} ms CPU),"
            f" each next one {statistics.median(following):4.0f} ms (web {each * 1000:3.0f} ms CPU),"
            f" the slowest {max(following):4.0f} ms,"
            f" memory {(web.memory() - before) / 1024 / 1024:5.1f} MB",
            flush=True,
        )


class Phone:
    """Someone who is signed in, of a couple that has talked so often."""

    def __init__(self, web: Web, dialogues: int) -> None:
        import httpx
        from django.conf import settings

        from bench import dataset
        from tests.factories import pair, person, session_cookie

        couple = pair(person(f"Ana-{dialogues}"), person(f"Ben-{dialogues}"))
        dataset.create(couple, dialogues)
        cookies = {settings.SESSION_COOKIE_NAME: session_cookie(couple.partners.get(slot=0).user)}
        self.web = httpx.Client(base_url=f"http://127.0.0.1:{web.port}", cookies=cookies, timeout=60)
        self.token = TOKEN.search(self.web.get("/transcripts/search/").text)

    def key(self, typed: str) -> float:
        """Milliseconds from asking to the whole answer."""
        assert self.token
        began = time.perf_counter()
        answer = self.web.post(
            "/transcripts/search/", data={"q": typed, "csrfmiddlewaretoken": self.token[1]}
        )
        took = time.perf_counter() - began
        if "<mark>" not in answer.text:
            raise RuntimeError("nothing was found")
        return took * 1000
