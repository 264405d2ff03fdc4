"""The live room over real sockets, on a real server."""

from __future__ import annotations

import asyncio
import time

import psycopg2
import pytest
from allauth.usersessions.models import UserSession
from channels.db import database_sync_to_async as sync_to_async
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from core.socket_hub import FEED_INTERVAL
from couples import profiles
from couples.models import Couple, User
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person, session_cookie, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def couple(server):
    return pair(person("Ana"), person("Ben"))


@pytest.fixture
def talk(couple):
    ana, ben = (partner.user for partner in couple.partners.order_by("slot"))
    return Talk(ana, ben)


@pytest.fixture
async def room(server, talk):
    """Ana's and Ben's phone in the live room."""
    phones = [
        await Phone.join(server.base_url, talk.pk, talk.credentials[who].session_key)
        for who in ("ana", "ben")
    ]
    for phone in phones:
        await phone.stage()
    yield phones
    for phone in phones:
        await phone.leave()


async def test_a_dialogue_goes_from_the_invitation_to_the_first_mirror(room):
    ana, ben = room
    assert (await ben.move("accept", seen=0))["is"] == "ack"
    assert (await ana.stage(1))["step"] == "centering"
    await ana.move("ready", seen=1)
    await ben.stage(2)
    await ben.move("ready", seen=2)
    assert (await ana.stage(3))["mine"] is True
    ack = await ana.move("send", "When dinner goes quiet, I feel alone.", seen=3)
    assert ack["version"] == 4
    seen_by_ben = await ben.stage(4)
    assert seen_by_ben["mine"] is True
    assert "When dinner goes quiet" in seen_by_ben["turns"][0]["html"]
    assert 'data-move="mirror"' in seen_by_ben["html"]
    own = await ana.stage(4)
    assert own["mine"] is False
    assert 'data-move="mirror"' not in own["html"]


async def test_joining_brings_exactly_the_turns_after_what_was_seen(server, talk):
    await sync_to_async(talk.play)(ROUND_OF_ANA)
    for seen in (0, 5, 14, 99):
        phone = await Phone.join(server.base_url, talk.pk, talk.credentials["ana"].session_key, seen)
        await phone.stage()
        assert phone.turns() == list(range(seen + 1, 15))
        await phone.leave()


async def test_a_refused_move_says_why_and_the_partner_sees_nothing(room):
    ana, ben = room
    for move, seen, reason in [("send", 0, "not_your_turn"), ("accept", 7, "stale")]:
        refused = await ana.move(move, "words", seen=seen)
        assert (refused["is"], refused["reason"], refused["version"]) == ("refused", reason, 0)
        assert refused["message"]
        assert (await ana.stage())["version"] == 0
    assert (await ben.move("accept", seen=0))["is"] == "ack"
    assert [frame["version"] for frame in ben.frames if frame["is"] == "stage"] in ([0], [0, 1])


GARBAGE = [
    "", "null", "[]", "7", '"move"', "{", "{}", "\x00", '{"do":"fly"}', '{"do":7}', '{"do":"move"}',
    '{"do":"move","move":7,"words":"","seen":0,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":[],"seen":0,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"","seen":"x","key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"","seen":true,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"","seen":0,"key":"../../../../../etc/pas"}',
    '{"do":"move","move":"accept","words":"\\ud800","seen":0,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"","seen":0,"key":"\\u0000"}',
    '{"do":"move","move":"accept","words":"","seen":0,"key":"\\ud800"}',
    '{"do":"move","move":"' + "a" * 3000 + '","words":"","seen":0,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"\\u0000","seen":0,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"","seen":1e400,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    '{"do":"move","move":"accept","words":"","seen":-99999999999999999999,"key":"aaaaaaaaaaaaaaaaaaaaaa"}',
    "[" * 30000, b"\xff\xfe", b"{}",
]  # fmt: skip


async def test_garbage_is_refused_and_disturbs_nobody(room):
    ana, ben = room
    for frame in GARBAGE:
        await ana.send(frame)
        refused = await ana.until(lambda f: f["is"] == "refused")
        assert refused["reason"] in ("garbled", "stale")
        assert "Traceback" not in str(refused)
    assert (await ben.move("accept", seen=0))["is"] == "ack"
    assert (await ana.stage(1))["version"] == 1
    assert [frame["is"] for frame in ben.frames].count("stage") <= 2


async def test_a_frame_over_64_kb_closes_the_socket_with_1009(room):
    ana, _ = room
    await ana.send("x" * (64 * 1024 + 1))
    assert await ana.closed() == 1009


async def test_strangers_and_the_signed_out_do_not_get_in(server, talk):
    eve = await sync_to_async(lambda: session_cookie(person("Eve")))()
    assert await (await Phone.join(server.base_url, talk.pk, eve)).closed() == 4403
    for cookie in ("", "0" * 32, "../x"):
        assert await (await Phone.join(server.base_url, talk.pk, cookie)).closed() == 4401


@pytest.mark.parametrize("origin", ["https://{}", "http://evil.example", "http://127.0.0.1:1", "null"])
async def test_only_our_own_pages_open_a_socket(server, talk, origin):
    host = server.base_url.removeprefix("http://")
    with pytest.raises(InvalidStatus):
        await Phone.join(
            server.base_url, talk.pk, talk.credentials["ana"].session_key, origin=origin.format(host)
        )


def log_out(talk):
    Session.objects.filter(pk=talk.credentials["ana"].session_hash).delete()


def sign_out_elsewhere(talk):
    """From another browser, through the list of signed-in browsers."""
    credentials = talk.credentials["ana"]
    row = UserSession.objects.create(
        user_id=credentials.user_id, ip="::1", session_key=credentials.session_hash
    )
    browser = signed_in(User.objects.get(pk=credentials.user_id))
    assert "Elsewhere" in browser.get("/accounts/sessions/").text
    browser.post(f"/you/sessions/{row.pk}/end/")


def change_password(talk):
    user = User.objects.get(pk=talk.credentials["ana"].user_id)
    user.set_password("another one entirely")
    user.save()


def take_consent_back(talk):
    profiles.withdraw_consent(User.objects.get(pk=talk.credentials["ana"].user_id))


def leave(talk):
    Couple.objects.update(ended_at=timezone.now())


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (log_out, 4401),
        (sign_out_elsewhere, 4401),
        (change_password, 4401),
        (take_consent_back, 4401),
        (leave, 4403),
    ],
)
async def test_sockets_close_soon_after_leaving(room, talk, how, code):
    ana, _ = room
    await sync_to_async(how)(talk)
    assert await ana.closed() == code
    assert FEED_INTERVAL <= 1


async def test_presence_and_typing_are_seen_by_the_partner_only(server, talk):
    await sync_to_async(talk.play)("ben accept")
    ana = await Phone.join(server.base_url, talk.pk, talk.credentials["ana"].session_key)
    assert (await ana.until(lambda f: f["is"] == "partner"))["state"] == "away"
    ben = await Phone.join(server.base_url, talk.pk, talk.credentials["ben"].session_key)
    assert (await ana.until(lambda f: f["is"] == "partner"))["state"] == "here"
    await ben.until(lambda f: f["is"] == "partner" and f["state"] == "here")
    await ben.send({"do": "typing"})
    assert (await ana.until(lambda f: f["is"] == "partner"))["state"] == "typing"
    await ben.leave()
    assert (await ana.until(lambda f: f["is"] == "partner"))["state"] == "away"
    assert not any(frame.get("state") == "typing" for frame in ben.frames)
    await ana.leave()


def presence(phone):
    return [frame["state"] for frame in phone.frames if frame["is"] == "partner"]


@pytest.mark.parametrize("paused", [False, True])
async def test_an_invitation_that_was_only_read_tells_nobody_who_is_here(server, second_server, talk, paused):
    """Ben reads it on Ana's process and on another; she sees only his yes, and after that his presence."""
    before, after = ("ben pause", "ana ready, ben ready, ben accept") if paused else ("", "ben accept")
    if before:
        await sync_to_async(talk.play)(before)
    ana = await Phone.join(server.base_url, talk.pk, talk.credentials["ana"].session_key)
    bens = [
        await Phone.join(s.base_url, talk.pk, talk.credentials["ben"].session_key)
        for s in (server, second_server)
    ]
    for phone in (ana, *bens):
        await phone.stage()
        await phone.send({"do": "typing"})
    for version, act in enumerate(after.split(", "), paused):
        await ana.send({"do": "ping", "seen": version})
        await ana.until(lambda f: f["is"] == "pong")
        assert presence(ana) == presence(bens[1]) == []
        who, move = act.split()
        await (ana if who == "ana" else bens[1]).move(move, seen=version)
        await ana.stage(version + 1)
    for phone in (ana, bens[1]):
        while presence(phone)[-1:] != ["here"]:  # another process may hear of it a moment later
            await phone.until(lambda f: f["is"] == "partner")
    for phone in (ana, *bens):
        await phone.leave()


@pytest.mark.parametrize("end", ["ben stop", "ben decline"])
async def test_in_a_dialogue_that_has_ended_nobody_is_told_who_is_here(server, talk, room, end):
    if "stop" in end:
        await sync_to_async(talk.play)("ben accept")
    ana, ben = room
    seen = (await sync_to_async(talk.now)()).version
    await ben.move(end.split()[1], seen=seen)
    await ana.stage(seen + 1)
    frame_count = len(presence(ana))
    await ben.send({"do": "typing"})
    await ben.leave()
    again = await Phone.join(server.base_url, talk.pk, talk.credentials["ben"].session_key)
    await again.stage()
    await again.send({"do": "typing"})
    await again.send({"do": "ping", "seen": 0})
    await again.until(lambda f: f["is"] == "pong")
    await ana.send({"do": "ping", "seen": seen + 1})
    await ana.until(lambda f: f["is"] == "pong")
    assert (presence(ana)[frame_count:], presence(again)) == ([], [])
    await again.leave()


async def test_a_ping_is_answered_and_heals_a_screen_that_is_behind(room, talk):
    ana, _ = room
    await ana.send({"do": "ping", "seen": 0})
    assert (await ana.until(lambda f: f["is"] == "pong")) == {"is": "pong", "version": 0}
    await sync_to_async(talk.play)("ben accept, ana ready")
    await ana.send({"do": "ping", "seen": 0})
    assert (await ana.stage(2))["version"] == 2
    assert sorted(set(ana.turns())) == [1, 2]


async def test_two_tabs_of_one_partner_stay_together(server, talk, room):
    ana, ben = room
    tab = await Phone.join(server.base_url, talk.pk, talk.credentials["ana"].session_key)
    await tab.stage()
    await ben.move("accept", seen=0)
    await tab.stage(1)
    await tab.move("ready", seen=1)
    assert (await ana.stage(2))["mine"] is False
    await tab.leave()


async def test_the_partner_on_another_process_sees_every_move(server, second_server, talk):
    await sync_to_async(talk.play)("ben accept")
    ana = await Phone.join(server.base_url, talk.pk, talk.credentials["ana"].session_key)
    ben = await Phone.join(second_server.base_url, talk.pk, talk.credentials["ben"].session_key)
    await ana.stage()
    await ben.stage()
    await ana.until(lambda f: f["is"] == "partner" and f["state"] == "here")
    took = []  # seconds until she has seen him answer: never less than one by the sweeps, each second
    for version, moves in enumerate([("ready", "ready"), ("send", "mirror"), *[("more", "mirror")] * 20]):
        start = time.monotonic()
        for number, (mover, other) in enumerate([(ana, ben), (ben, ana)]):
            seen = 1 + 2 * version + number
            words = "" if version == 0 else "a quiet dinner"
            assert (await mover.move(moves[number], words, seen=seen))["is"] == "ack"
            await other.stage(seen + 1)
        took.append(time.monotonic() - start)
        if version and took[-1] < 0.9:
            break
    else:
        pytest.fail(f"Nothing came by the layer: {took}")
    await ben.send({"do": "typing"})
    await ana.until(lambda f: f["is"] == "partner" and f["state"] == "typing")
    await ben.leave()
    await ana.until(lambda f: f["is"] == "partner" and f["state"] == "away")
    await ana.leave()


async def test_a_move_whose_news_was_lost_arrives_by_the_sweep(room, talk):
    """A move stored by someone who tells nobody: as if the layer had lost the message."""
    ana, _ = room
    await sync_to_async(talk.play)("ben accept")
    await ana.stage(1)


async def test_more_than_sixty_moves_a_minute_are_asked_to_slow_down(room):
    ana, _ = room
    reasons = [(await ana.move("accept", seen=9))["reason"] for _ in range(61)]
    assert reasons.count("too_fast") == 1
    assert reasons[-1] == "too_fast"
    assert (await ana.move("pause", seen=0))["is"] == "ack"
    assert (await ana.move("stop", seen=1))["is"] == "ack"


async def test_a_flood_of_frames_closes_the_socket_but_lets_a_pause_through(server, talk, room):
    ana, ben = room
    for _ in range(300):
        await ana.send({"do": "ping", "seen": 0})
    assert (await ana.move("pause", seen=0))["is"] == "ack"
    await ana.send({"do": "ping", "seen": 0})
    assert await ana.closed() == 1008
    again = await Phone.join(server.base_url, talk.pk, talk.credentials["ana"].session_key)
    assert (await again.move("stop", seen=1))["is"] == "ack"
    await ben.stage(2)
    await again.leave()


async def test_what_one_person_may_do_is_counted_over_all_processes(server, second_server, talk):
    phones = [
        await Phone.join(s.base_url, talk.pk, talk.credentials["ana"].session_key)
        for s in (server, second_server)
    ]
    reasons = [(await phones[n % 2].move("accept", seen=9))["reason"] for n in range(62)]
    assert reasons[58:] == ["stale", "stale", "too_fast", "too_fast"]
    for phone in phones:  # neither sends more than one person may
        for _ in range(160):
            await phone.send({"do": "ping", "seen": 0})
        if phone is phones[0]:
            for _ in range(160):
                await phone.until(lambda f: f["is"] == "pong")
    assert await phones[1].closed() == 1008
    await phones[0].leave()


async def test_a_fifth_socket_takes_the_place_of_the_first_wherever_they_are(server, second_server, talk):
    servers = [server, second_server, second_server, server, second_server, server]
    phones = []
    for process in servers:
        phones.append(await Phone.join(process.base_url, talk.pk, talk.credentials["ana"].session_key))
        assert (await phones[-1].stage())["version"] == 0
    for phone in phones[:2]:
        assert await phone.closed() == 1008
    for phone in phones[2:]:
        await phone.send({"do": "ping", "seen": 0})
        await phone.until(lambda f: f["is"] == "pong")
        await phone.leave()


async def test_a_fifth_socket_takes_the_place_of_the_first(server, talk):
    cookie = talk.credentials["ana"].session_key
    phones = []
    for _ in range(5):
        phones.append(await Phone.join(server.base_url, talk.pk, cookie))
        assert (await phones[-1].stage())["version"] == 0
    assert await phones[0].closed() == 1008
    for phone in phones[1:]:
        await phone.leave()


async def test_a_slow_call_on_one_socket_does_not_delay_another(server, talk, room):
    """Ana's move waits for a lock; meanwhile another couple plays on."""
    cleo_and_dan = await sync_to_async(lambda: pair(person("Cleo"), person("Dan")))()
    other = await sync_to_async(lambda: Talk(*(p.user for p in cleo_and_dan.partners.order_by("slot"))))()
    dan = await Phone.join(server.base_url, other.pk, other.credentials["ben"].session_key)
    await dan.stage()
    _, ben = room

    with psycopg2.connect(**connection.get_connection_params()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT 1 FROM dialogues_dialogue WHERE id = %s FOR UPDATE", [str(talk.pk)])
        waiting = asyncio.create_task(ben.move("accept", seen=0))
        await asyncio.sleep(0)
        assert (await dan.move("accept", seen=0))["is"] == "ack"
        assert not waiting.done()
    assert (await waiting)["is"] == "ack"
    await dan.leave()
