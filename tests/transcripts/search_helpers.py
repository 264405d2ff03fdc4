"""Dialogues to search, and the results as text."""

from __future__ import annotations

import re
from html import unescape

import httpx
from django.conf import settings

from couples.models import User
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.markup import compact
from tests.transcripts.random_dialogue import current_partner
from tests.web_process import WebProcess
from transcripts.models import Note
from transcripts.search import results as searching
from transcripts.search.results import SearchResults

ARRIVAL = "ben accept, ana ready, ben ready"


def mirrored_dialogue(ana: User, ben: User, *pieces: str, keep: bool = True) -> Talk:
    """A dialogue in which Ana says these pieces and Ben mirrors each."""
    talk = Talk(ana, ben, keep=keep)
    talk.play(ARRIVAL)
    for number, words in enumerate(pieces):
        assert talk.make("ana", "more" if number else "send", words).refusal is None
        assert talk.make("ben", "mirror", f"You say: {words}").refusal is None
    return talk


def create_note(user: User, talk: Talk, words: str, seq: int = 4) -> Note:
    return Note.objects.create(user=user, dialogue=talk.dialogue, seq=seq, words=words)


def search_as(user: User, query: str) -> SearchResults:
    return searching.search(current_partner(user), query)


def excerpts_found(user: User, query: str) -> list[str]:
    """The excerpts as text, with matches in brackets."""
    hits = [hit for talk in search_as(user, query).dialogues for hit in talk.hits]
    return [unescape(str(hit.excerpt).replace("<mark>", "[").replace("</mark>", "]")) for hit in hits]


class SearchBrowser:
    """A browser on a live server's search page."""

    def __init__(self, server: WebProcess, user: User) -> None:
        cookies = {settings.SESSION_COOKIE_NAME: session_cookie(user)}
        self.web = httpx.Client(base_url=server.base_url, cookies=cookies)
        page = self.web.get("/transcripts/search/").text
        [self.token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)

    def post_query(self, query: str) -> httpx.Response:
        return self.web.post("/transcripts/search/", data={"q": query, "csrfmiddlewaretoken": self.token})

    def search(self, query: str) -> str:
        return compact(self.post_query(query).text)
