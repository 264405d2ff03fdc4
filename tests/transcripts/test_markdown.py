"""Dialogues as Markdown: typed text never becomes markup, and corrections are quoted under their result."""

from __future__ import annotations

import random

import pytest

from couples.models import Profile, User
from dialogues import erasure
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.transcripts.random_dialogue import (
    MARKUP,
    SCRIPTS,
    RandomDialogue,
    current_partner,
    load_all_transcripts,
)
from transcripts.exports import markdown
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.types import AppData
from transcripts.models import Bookmark, Note

TO_A_MIRROR = "ben accept, ana ready, ben ready, ana send, ben mirror"


def text_of(user: User, *, notes: bool = False) -> str:
    about, transcripts = load_all_transcripts(user, notes=notes)
    return MarkdownFormat().write_dialogues(about, [transcripts]).content.decode()


@pytest.mark.parametrize(
    ("typed", "escaped"),
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
def test_markup_is_escaped(typed: str, escaped: str):
    assert markdown.escape(typed) == escaped


def test_lines_and_paragraphs_are_preserved():
    assert markdown.escape_paragraphs("one\ntwo\r\n\r\nthree") == ["one\\\ntwo", "three"]


def test_every_script_is_preserved(ana: User, ben: User):
    for script in SCRIPTS.values():
        talk = RandomDialogue(ana, ben)
        talk.play("ben accept, ana ready, ben ready")
        talk.make("ana", "send", script)
        talk.play("ben stop")
    text = text_of(ana)
    for line in "\n".join(SCRIPTS.values()).splitlines():
        assert f"> {line}" in text


def test_corrections_are_quoted_under_their_result(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(TO_A_MIRROR)
    talk.make("ana", "not_quite", "what I also meant")
    talk.make("ben", "mirror", "all of it")
    talk.play("ana stop")
    assert (
        "**Ben said it back**\n\n> all of it\n>\n> > *Ben said it back*\n> >\n> > ben has something to mirror\n> >\n"
        "> > *Ana added something*\n> >\n> > what I also meant\n"
    ) in text_of(ana)


def test_it_says_who_speaks_and_how_words_were_erased(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    erasure.erase_turn(talk.now(), current_partner(ana), 4)
    text = text_of(ana)
    assert text.startswith("# Dialogues of Ana and Ben\n\nDownloaded from imago on ")
    assert "\n## Quiet dinners\n" in text
    assert "\n### Ana speaks, Ben listens\n" in text
    assert "\n### Ben speaks, Ana listens\n" in text
    assert "**Ana said**\n\n> *Ana deleted these words*\n" in text
    erasure.erase_for_both(talk.now(), current_partner(ben))
    assert "Ben deleted the words from" in text_of(ana)
    assert "has something to" not in text_of(ana)


def test_notes_and_bookmarks_belong_to_their_turns(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(f"{TO_A_MIRROR}, ana not_quite, ben mirror, ana stop")
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=5, words="*mine*\ntoo")
    Bookmark.objects.create(user=ana, dialogue=talk.dialogue, seq=7)
    text = text_of(ana, notes=True)
    assert "**Ben said it back** ★\n" in text
    assert "> *My note*\n>\n> \\*mine\\*\\\n> too\n" in text
    assert "My note" not in text_of(ana)


def test_a_right_to_left_name_does_not_reverse_a_sentence(ana: User, ben: User):
    Profile.objects.filter(user=ben).update(first_name="נועה")
    Talk(ana, ben).play("ben decline")
    assert "# Dialogues of Ana and \u2068נועה\u2069\n" in text_of(ana)


def test_no_turn_of_any_dialogue_is_lost(ana: User, ben: User, settings):
    settings.MOVES_A_MINUTE = 10_000
    talk = RandomDialogue(ana, ben)
    talk.play_randomly(random.Random(11))
    text = text_of(ana)
    [one] = load_all_transcripts(ana)[1]
    for line in one.lines:
        assert all(
            block.replace("\n", "\n> ") in text.replace("> > ", "> ")
            for block in markdown.escape_paragraphs(line.words or "")
        )


def test_own_data_is_written_app_by_app(ana: User):
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
    about, _ = load_all_transcripts(ana)
    rooms = [AppData("pulse", "Pulse", holds), AppData("empty", MARKUP.splitlines()[0], [])]
    text = MarkdownFormat().write_own_data(about, rooms, lambda done, total: None).content.decode()
    assert text.startswith("# Everything that's yours, Ana\n")
    assert (
        "## Pulse\n\nShown: yes\n\n### Weeks\n\n> Week: 23 November 2026 · Answered at: 25 November 2026, 20:00\n\n"
        "> **Numbers**\n\n> > Close: 0 · Safe: 7\n\n> Week: 30 November 2026\n\n"
        "> **Words**\n>\n> I was\\\n> very \\*far\\*.\n"
    ) in text
    assert "Since" not in text
    assert r"## \*a\* \_b\_" in text
    assert text.endswith("Nothing here.\n")
