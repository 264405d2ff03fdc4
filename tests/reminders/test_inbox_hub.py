"""The socket of the inbox, against a real server."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async as in_database
from django.contrib.sessions.models import Session
from django.utils import timezone

from couples.models import Partner, User
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from reminders.models import Notice
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person, session_cookie
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)


def ana_and_her_cookie() -> tuple[User, str]:
    user = person("Ana")
    pair(user, person("Ben"))
    return user, session_cookie(user)


def invite_quietly(user: User) -> Dialogue:
    """The partner's invitation, with no notice yet."""
    inviter = Partner.objects.get(user=user).other()
    return begin_dialogue(inviter, kind="intentional", mode="written", topic="", keep=False)


def invite(user: User) -> Dialogue:
    """The partner's invitation, and the notice of it."""
    dialogue = invite_quietly(user)
    announce(user, str(dialogue.pk))
    return dialogue


def dialogue_moves(dialogue: Dialogue) -> None:
    Dialogue.objects.filter(pk=dialogue.pk).update(version=1)


def announce(user: User, occasion: str = "") -> None:
    Notice.objects.create(user=user, sort="turn", occasion=occasion, path="/", due_at=timezone.now())


async def at(server: WebProcess, cookie: str, query: str = "") -> Phone:
    return await Phone.on(server.base_url, f"/ws/inbox/{query}", cookie)


async def test_it_says_how_much_is_open_once_it_is_announced(server: WebProcess):
    ana, cookie = await in_database(ana_and_her_cookie)()
    phone = await at(server, cookie)
    assert await phone.next() == {"is": "inbox", "open": 0}
    await in_database(invite)(ana)
    await phone.until(lambda frame: frame == {"is": "inbox", "open": 1})
    await in_database(announce)(ana)  # such as a yes to a proposed time: nothing to do, but news
    assert await phone.next() == {"is": "inbox", "open": 1}
    await phone.leave()


async def test_a_page_of_dialogues_hears_of_each_move(server: WebProcess):
    ana, cookie = await in_database(ana_and_her_cookie)()
    phone = await at(server, cookie, "?shown=0-0")
    assert await phone.next() == {"is": "inbox", "open": 0}
    dialogue = await in_database(invite)(ana)
    await phone.until(lambda frame: frame["open"] == 1)
    await in_database(dialogue_moves)(dialogue)
    assert await phone.next() == {"is": "inbox", "open": 1}
    late = await at(server, cookie, "?shown=0-0")
    assert await late.next() == {"is": "inbox", "open": 1}
    assert await late.next() == {"is": "inbox", "open": 1, "news": True}
    for one in (phone, late):
        await one.leave()


async def test_who_has_just_become_a_partner_hears_of_the_couples_dialogues(server: WebProcess):
    ana = await in_database(person)("Ana")
    phone = await at(server, await in_database(session_cookie)(ana))
    assert await phone.next() == {"is": "inbox", "open": 0}
    await in_database(lambda: pair(ana, person("Ben")))()
    await in_database(announce)(ana)
    first = await phone.next()
    dialogue = await in_database(invite_quietly)(ana)
    await phone.until(lambda frame: frame["open"] == first["open"] + 1)
    await in_database(dialogue_moves)(dialogue)
    await phone.next()
    await phone.leave()


async def test_it_closes_for_who_signs_out_and_opens_to_nobody_else(server: WebProcess):
    _ana, cookie = await in_database(ana_and_her_cookie)()
    phone = await at(server, cookie)
    assert (await phone.next())["open"] == 0
    await in_database(Session.objects.all().delete)()
    assert await phone.closed() == 4401
    for stranger in ("", "made-up"):
        assert await (await at(server, stranger)).closed() == 4401


async def test_what_is_said_to_it_changes_nothing_and_the_newest_sockets_count(server: WebProcess):
    ana, cookie = await in_database(ana_and_her_cookie)()
    phones = []
    for _ in range(5):
        phones.append(await at(server, cookie))
        assert (await phones[-1].next())["open"] == 0
        await phones[-1].send('{"do": "move"}')
    assert await phones[0].closed() == 1008
    for _ in range(301):
        await phones[1].send("{}")
    assert await phones[1].closed() == 1008
    await in_database(invite)(ana)
    for phone in phones[2:]:
        assert (await phone.next())["open"] == 1
