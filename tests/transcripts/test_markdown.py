"""Dialogues as Markdown: nothing typed turns into markup, what was put right stands under what came of it."""

from __future__ import annotations

import random

import pytest

from couples.models import Profile, User
from dialogues import erasure
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.transcripts.random_dialogue import MARKUP, SCRIPTS, Wander, place, taken
from transcripts.exports import markdown
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.types import AppData
from transcripts.models import Note, Star

TO_A_MIRROR = "ben accept, ana ready, ben ready, ana send, ben mirror"


def text_of(user: User, *, notes: bool = False) -> str:
    about, transcripts = taken(user, notes=notes)
    return MarkdownFormat().write_dialogues(about, [transcripts]).content.decode()


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("*a* _b_ `c` ~d~ $e$ [f](g) <h> & | \\", r"\*a\* \_b\_ \`c\` \~d\~ \$e\$ \[f\](g) \<h\> \& \| \\"),
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("=====", r"\====="),
        ("12. a", r"12\. a"),
        ("3) a", r"3\) a"),
        ("> a", r"\> a"),
        ("    a", "\u00a0" * 4 + "a"),
        ("at 3. o'clock # - we met", "at 3. o'clock # - we met"),
    ],
)
def test_what_would_be_markup_is_no_markup(typed: str, stands: str):
    assert markdown.escape(typed) == stands


def test_lines_and_paragraphs_stay_as_they_were_typed():
    assert markdown.escape_paragraphs("one\ntwo\r\n\r\nthree") == ["one\\\ntwo", "three"]


def test_every_script_is_whole_in_it(ana: User, ben: User):
    for script in SCRIPTS.values():
        talk = Wander(ana, ben)
        talk.play("ben accept, ana ready, ben ready")
        talk.make("ana", "send", script)
        talk.play("ben stop")
    text = text_of(ana)
    for line in "\n".join(SCRIPTS.values()).splitlines():
        assert f"> {line}" in text


def test_what_was_put_right_is_quoted_under_what_came_of_it(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(TO_A_MIRROR)
    talk.make("ana", "not_quite", "what I also meant")
    talk.make("ben", "mirror", "all of it")
    talk.play("ana stop")
    assert (
        "**Ben mirrored**\n\n> all of it\n>\n> > *Ben mirrored*\n> >\n> > ben has something to mirror\n> >\n"
        "> > *Ana added something*\n> >\n> > what I also meant\n"
    ) in text_of(ana)


def test_it_says_whose_turn_it_was_and_how_words_went(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    erasure.erase_turn(talk.now(), place(ana), 4)
    text = text_of(ana)
    assert text.startswith("# Dialogues of Ana and Ben\n\nTaken away from imago on ")
    assert "\n## Quiet dinners\n" in text
    assert "\n### Ana speaks, Ben listens\n" in text
    assert "\n### Ben speaks, Ana listens\n" in text
    assert "**Ana said**\n\n> *Ana let these words go*\n" in text
    erasure.erase_for_both(talk.now(), place(ben))
    assert "Ben let the words of" in text_of(ana)
    assert "has something to" not in text_of(ana)


def test_notes_and_stars_stand_where_they_belong(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(f"{TO_A_MIRROR}, ana not_quite, ben mirror, ana stop")
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=5, words="*mine*\ntoo")
    Star.objects.create(user=ana, dialogue=talk.dialogue, seq=7)
    text = text_of(ana, notes=True)
    assert "**Ben mirrored** ★\n" in text
    assert "> *My note*\n>\n> \\*mine\\*\\\n> too\n" in text
    assert "My note" not in text_of(ana)


def test_a_name_from_right_to_left_does_not_turn_a_sentence_round(ana: User, ben: User):
    Profile.objects.filter(user=ben).update(first_name="נועה")
    Talk(ana, ben).play("ben decline")
    assert "# Dialogues of Ana and \u2068נועה\u2069\n" in text_of(ana)


def test_nothing_of_any_dialogue_is_lost(ana: User, ben: User, settings):
    settings.MOVES_A_MINUTE = 10_000
    talk = Wander(ana, ben)
    talk.wander(random.Random(11))
    text = text_of(ana)
    [one] = taken(ana)[1]
    for line in one.lines:
        assert all(
            block.replace("\n", "\n> ") in text.replace("> > ", "> ")
            for block in markdown.escape_paragraphs(line.words or "")
        )


def test_what_is_ones_own_is_told_room_by_room(ana: User):
    holds = {
        "weeks": [
            {
                "week": "2026-11-23",
                "numbers": {"close": 0, "safe": 7},
                "answered_at": "2026-11-25T20:00:00+00:00",
            },
            {
                "week": "2026-11-30",
                "id": "8c0b1f0e-2f5b-4a5e-9d2a-0c9f6c1f2d3e",
                "words": "I was\nvery *far*.",
            },
        ],
        "shown": True,
        "since": None,
    }
    about, _ = taken(ana)
    rooms = [AppData("pulse", "Pulse", holds), AppData("empty", MARKUP.splitlines()[0], [])]
    text = MarkdownFormat().write_own_data(about, rooms, lambda done, total: None).content.decode()
    assert text.startswith("# All that is yours, Ana\n")
    assert (
        "## Pulse\n\nShown: yes\n\n**Weeks**\n\n> Week: 2026-11-23 · Answered at: 25 November 2026, 20:00\n\n"
        "> **Numbers**\n\n> > Close: 0 · Safe: 7\n\n> Week: 2026-11-30\n\n"
        "> **Words**\n>\n> I was\\\n> very \\*far\\*.\n"
    ) in text
    assert "Since" not in text
    assert r"## \*a\* \_b\_" in text
    assert text.endswith("There is nothing here.\n")
