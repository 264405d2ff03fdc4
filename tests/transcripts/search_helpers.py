"""Words as two people say them, and what a search finds of them."""

from __future__ import annotations

import re
from html import unescape

import httpx
from django.conf import settings

from couples.models import Partner, User
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.markup import compact
from tests.web_process import WebProcess
from transcripts.models import Note
from transcripts.search import results as searching
from transcripts.search.results import SearchResults

BEGUN = "ben accept, ana ready, ben ready"


def place_of(user: User) -> Partner:
    place = Partner.objects.current(user)
    assert place
    return place


def talk_of(ana: User, ben: User, *said: str, keep: bool = True) -> Talk:
    """A dialogue in which these pieces are said and given back as they were."""
    talk = Talk(ana, ben, keep=keep)
    talk.play(BEGUN)
    for number, words in enumerate(said):
        assert talk.make("ana", "more" if number else "send", words).refusal is None
        assert talk.make("ben", "mirror", f"You say: {words}").refusal is None
    return talk


def note(user: User, talk: Talk, words: str, seq: int = 4) -> Note:
    return Note.objects.create(user=user, dialogue=talk.dialogue, seq=seq, words=words)


def ask(user: User, query: str) -> SearchResults:
    return searching.search(place_of(user), query)


def shown(user: User, query: str) -> list[str]:
    """The excerpts found, as text with the places in brackets."""
    hits = [hit for talk in ask(user, query).dialogues for hit in talk.hits]
    return [unescape(str(hit.excerpt).replace("<mark>", "[").replace("</mark>", "]")) for hit in hits]


class Phone:
    """A browser at a live server."""

    def __init__(self, server: WebProcess, user: User) -> None:
        cookies = {settings.SESSION_COOKIE_NAME: session_cookie(user)}
        self.web = httpx.Client(base_url=server.base_url, cookies=cookies)
        page = self.web.get("/transcripts/search/").text
        [self.token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)

    def asks(self, query: str) -> httpx.Response:
        return self.web.post("/transcripts/search/", data={"q": query, "csrfmiddlewaretoken": self.token})

    def search(self, query: str) -> str:
        return compact(self.asks(query).text)
