"""A kind nobody has heard of: no name of its steps and moves is known anywhere, so all that read it go by purposes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from couples.models import Couple, Partner, User
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, Actor, Kind, Move, Purpose, Step, Words
from dialogues.protocol.arrangements import MEETING_STEPS, invited
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import centering
from dialogues.protocol.validation import InvalidKind, validate_kind
from dialogues.scenes import scene_for
from dialogues.transcript_lines import read_lines_of_many
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from transcripts.exports import build
from transcripts.exports.formats import FORMATS
from transcripts.exports.json_reader import read_export
from transcripts.insights import queries
from transcripts.transcript_layout import build_layout


def says(name: str, to: str, purpose: Purpose) -> Move:
    return Move(name, to, name.title(), purpose, words=Words.NEEDED, log_text=f"{{name}}: {name}")


def does(name: str, to: str, purpose: Purpose) -> Move:
    return Move(name, to, name.title(), purpose, log_text=f"{{name}}: {name}")


def step(name: str, actor: Actor, *moves: Move) -> Step:
    return Step(name, actor, moves, f"Phase {name}", f"Title {name}", f"Waiting {name}")


def leads_to_arriving(shared: Step) -> Step:
    moves = [replace(move, to="arriving") if move.to == "centering" else move for move in shared.moves]
    return replace(shared, moves=tuple(moves))


SAYING = step("saying", Actor.SENDER, says("tell", "echoing", Purpose.SEND))
ECHOING = step(
    "echoing",
    Actor.RECEIVER,
    says("echo", "weighing", Purpose.MIRROR),
    does("slower", "saying", Purpose.SMALLER_PIECES),
)
WEIGHING = step(
    "weighing",
    Actor.SENDER,
    does("yes", "feeling", Purpose.CONFIRMATION),
    says("missed", "echoing", Purpose.CORRECTION),
)
FEELING = step("feeling", Actor.RECEIVER, says("feel", "parting", Purpose.EMPATHY))
PARTING = step("parting", Actor.SENDER, does("thanks", CLOSED, Purpose.THANKS))
ARRIVING = replace(centering("saying"), name="arriving")
STEPS = (
    leads_to_arriving(invited("{sender} asks")),
    *map(leads_to_arriving, MEETING_STEPS),
    ARRIVING,
    SAYING,
    ECHOING,
    WEIGHING,
    FEELING,
    PARTING,
)
TOY = Kind("toy", "A toy dialogue", "For a test", STEPS, rounds=1)


@pytest.fixture
def talk(ana: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setitem(KINDS, "toy", validate_kind(TOY))
    return Talk(ana, ben, kind="toy")


def play(talk: Talk, *acts: tuple[str, str, str]) -> None:
    for name, move, words in acts:
        assert talk.make(name, move, words).refusal is None, (name, move)


TO_THE_ECHO = (
    ("ben", "accept", ""),
    ("ana", "ready", ""),
    ("ben", "ready", ""),
    ("ana", "tell", "Dinner is quiet"),
)
TO_THE_END = (
    ("ben", "echo", "Dinner is loud"),
    ("ana", "missed", "Quiet, not loud"),
    ("ben", "echo", "Dinner is quiet for you"),
    ("ana", "yes", ""),
    ("ben", "feel", "You might feel lonely"),
    ("ana", "thanks", ""),
)


def test_its_stage_breathes_on_arrival_and_lets_words_fade_for_the_one_who_mirrors(talk: Talk, ben: User):
    play(talk, *TO_THE_ECHO[:2])
    page = signed_in(ben).get(f"/dialogues/{talk.pk}/").content.decode()
    assert 'class="breath"' in page
    play(talk, *TO_THE_ECHO[2:])
    page = signed_in(ben).get(f"/dialogues/{talk.pk}/").content.decode()
    assert "data-mirrors" in page
    assert 'data-move="echo"' in page
    assert "Dinner is quiet" in page
    assert "Phase echoing" in compact(signed_in(ben).get("/dialogues/").content.decode())


def test_where_both_end_it_they_are_asked_whether_the_topic_stays(
    ana: User, ben: User, monkeypatch: pytest.MonkeyPatch
):
    parting = step("parting", Actor.BOTH, replace(does("thanks", CLOSED, Purpose.THANKS), needs_both=True))
    pair = replace(TOY, name="pair", steps=(*STEPS[:-1], parting))
    monkeypatch.setitem(KINDS, "pair", validate_kind(pair))
    talk = Talk(ana, ben, kind="pair", keep=False)
    play(talk, *TO_THE_ECHO, *TO_THE_END[:-1])
    for user in (ana, ben):
        assert 'name="keep_topic"' in signed_in(user).get(f"/dialogues/{talk.pk}/").text


def test_it_is_read_in_timeline_transcript_and_files_like_any_other(
    talk: Talk, ana: User, ana_and_ben: Couple
):
    play(talk, *TO_THE_ECHO, *TO_THE_END)
    browser = signed_in(ana)
    assert "Dinner is quiet" in browser.get("/transcripts/").content.decode()
    assert "You might feel lonely" in browser.get(f"/transcripts/{talk.pk}/").content.decode()
    me = Partner.objects.get(user=ana)
    for shape in ("json", "md"):
        file = build.build_dialogues(me, [talk.pk], shape, lambda *_: None, notes=True)
        assert b"You might feel lonely" in file.content
        if shape == "json":
            _, [transcript] = read_export(file.content)
            assert [line.move for line in transcript.lines][-6:] == [act[1] for act in TO_THE_END]


def test_a_corrected_mirror_is_folded_under_the_right_one(talk: Talk, ana: User):
    play(talk, *TO_THE_ECHO, *TO_THE_END)
    me = Partner.objects.get(user=ana)
    [lines] = read_lines_of_many([scene_for(Dialogue.objects.get(pk=talk.pk), me, me.other())]).values()
    groups = [
        one for round_ in build_layout("toy", 0, lines) for part in round_.phases for one in part.groups
    ]
    [echo] = [one for one in groups if one.line.move == "echo"]
    assert echo.line.words == "Dinner is quiet for you"
    assert [line.move for line in echo.folded] == ["echo", "missed"]


def test_insights_count_its_mirrors_and_its_feelings(talk: Talk, ana: User):
    play(talk, *TO_THE_ECHO, *TO_THE_END)
    seen = queries.load_insights(Partner.objects.get(user=ana))
    assert seen.dialogues == 1
    [month] = seen.months
    assert (month.mirrors.accepted, month.mirrors.repeated) == (0, 1)
    assert list(seen.feelings.values()) == [1]


def test_a_dialogue_that_ended_before_both_had_arrived_is_not_counted(talk: Talk, ana: User):
    play(talk, *TO_THE_ECHO[:2], ("ana", "stop", ""))
    assert queries.load_insights(Partner.objects.get(user=ana)).dialogues == 0


def with_step(changed: Step) -> Kind:
    return replace(TOY, steps=tuple(changed if one.name == changed.name else one for one in STEPS))


def with_move(at: Step, changed: Move, place: int = 0) -> Kind:
    moves = tuple(changed if number == place else move for number, move in enumerate(at.moves))
    return with_step(replace(at, moves=moves))


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        (with_move(ARRIVING, replace(ARRIVING.moves[0], purpose=Purpose.ACCEPTANCE)), "both arrive"),
        (with_move(SAYING, replace(SAYING.moves[0], purpose=Purpose.OFFER)), "nobody sends"),
        (with_move(FEELING, replace(FEELING.moves[0], words=Words.NONE)), "needs words"),
        (
            with_move(ECHOING, replace(ECHOING.moves[0], to="feeling")),
            "whether it was right|nothing leads to",
        ),
        (with_move(WEIGHING, replace(WEIGHING.moves[1], to="parting"), 1), "says it again"),
        (with_move(PARTING, replace(PARTING.moves[0], purpose=Purpose.SWITCH)), "swaps the roles"),
        (with_move(PARTING, replace(PARTING.moves[0], purpose=Purpose.STOP)), "every kind"),
        (with_step(replace(PARTING, phase="")), "has no words"),
    ],
)
def test_a_kind_that_its_readers_can_not_handle_is_refused_when_imported(kind: Kind, complaint: str):
    with pytest.raises(InvalidKind, match=complaint):
        validate_kind(kind)


def leading(step_: Step, **to: str) -> Step:
    """The step, with these of its moves leading elsewhere."""
    return replace(step_, moves=tuple(replace(move, to=to.get(move.name, move.to)) for move in step_.moves))


TAKEABLE = replace(SAYING, moves=(replace(SAYING.moves[0], may_withdraw=True),))
SWAP = replace(does("swap", "saying", Purpose.SWITCH), needs_both=True, swaps=True)
EVERY = Kind(
    "every",
    "A dialogue of every purpose",
    "For a test",
    (
        *(TAKEABLE if one is SAYING else one for one in STEPS[:-3]),
        leading(WEIGHING, yes="summing"),
        step("summing", Actor.RECEIVER, says("gather", "seeing", Purpose.SUMMARY)),
        step("seeing", Actor.RECEIVER, says("see", "feeling", Purpose.VALIDATION)),
        leading(FEELING, feel="picking"),
        step(
            "picking",
            Actor.RECEIVER,
            does("pick", "giving", Purpose.CHOICE),
            says("wonder", "rewording", Purpose.OFFER),
            does("mine_too", "picking", Purpose.JOINING),
            does("none", "vowing", Purpose.REFUSAL),
        ),
        step("rewording", Actor.SENDER, says("reword", "picking", Purpose.CHANGE)),
        step(
            "giving",
            Actor.RECEIVER,
            says("give", "vowing", Purpose.GIFT),
            does("repick", "picking", Purpose.RECONSIDERATION),
        ),
        step(
            "vowing",
            Actor.SENDER,
            says("vow", "trading", Purpose.PROMISE),
            does("not_now_please", "trading", Purpose.DEFERRAL),
        ),
        step(
            "trading",
            Actor.BOTH,
            SWAP,
            does("home", "parting", Purpose.DEFERRAL),
            does("out", "trading", Purpose.STEP_OUT),
        ),
        PARTING,
    ),
)
EVERY_ACT = (
    *TO_THE_ECHO[:3],
    ("ana", "tell", "A long story"),
    ("ben", "slower", ""),
    ("ana", "tell", "A story, retold"),
    ("ana", "withdraw", ""),
    ("ana", "tell", "Dinner is quiet"),
    *TO_THE_END[:4],
    ("ben", "pause", ""),
    ("ana", "ready", ""),
    ("ben", "ready", ""),
    ("ben", "gather", "In all, quiet"),
    ("ben", "see", "It makes sense"),
    ("ben", "feel", "You might feel lonely"),
    ("ben", "mine_too", ""),
    ("ben", "wonder", "Could it be shorter"),
    ("ana", "reword", "Ten minutes"),
    ("ben", "pick", ""),
    ("ben", "repick", ""),
    ("ben", "pick", ""),
    ("ben", "give", "From Monday"),
    ("ana", "vow", "I will ask"),
    ("ben", "out", ""),
    ("ana", "swap", ""),
    ("ben", "swap", ""),
    ("ben", "tell", "My own story"),
    ("ana", "echo", "Your own story"),
    ("ben", "yes", ""),
    ("ana", "gather", "In all, a story"),
    ("ana", "see", "It makes sense, too"),
    ("ana", "feel", "You might feel hopeful"),
    ("ana", "none", ""),
    ("ben", "not_now_please", ""),
    ("ana", "home", ""),
    ("ben", "thanks", ""),
)
LIVE_PAGES = ("/", "/dialogues/", "/dialogues/new/", "/transcripts/")
PAST_PAGES = ("/", "/transcripts/?kind=every", "/transcripts/search/?q=dinner", "/transcripts/insights/")


def test_its_steps_have_every_purpose_there_is():
    purposes = {move.purpose for one in EVERY.steps for move in one.moves}
    of_each_kind = {Purpose.PAUSE, Purpose.RESUMPTION, Purpose.STOP, Purpose.WITHDRAWAL}
    assert purposes | of_each_kind == set(Purpose)


@pytest.mark.parametrize("mode", ["written", "spoken"])
def test_a_kind_of_every_purpose_goes_through_every_page_file_and_drawing(
    ana: User, ben: User, monkeypatch: pytest.MonkeyPatch, mode: str
):
    monkeypatch.setitem(KINDS, "every", validate_kind(EVERY))
    talk = Talk(ana, ben, kind="every", mode=mode)
    browsers = [signed_in(user) for user in (ana, ben)]
    for act in EVERY_ACT:
        play(talk, act)
        for browser in browsers:
            assert f'data-step="{talk.now().state.step}"' in browser.get(f"/dialogues/{talk.pk}/").text, act
    told = {words for _name, _move, words in EVERY_ACT if words} - {"A story, retold"}
    for browser in browsers:
        for page in (*LIVE_PAGES, *PAST_PAGES):
            assert browser.get(page).status_code == 200, page
        transcript = compact(browser.get(f"/transcripts/{talk.pk}/").text)
        assert [words for words in told if words not in transcript] == []
    expect_whole_files(talk, ana, told)
    [month] = queries.load_insights(Partner.objects.get(user=ana)).months
    assert (month.mirrors.accepted, month.mirrors.repeated, month.mirrors.can_show) == (1, 1, True)


def expect_whole_files(talk: Talk, user: User, told: set[str]) -> None:
    """Every word is in each file, and the one that can be read back has every turn."""
    me = Partner.objects.get(user=user)
    files = {
        shape: build.build_dialogues(me, [talk.pk], shape, lambda *_: None, notes=True) for shape in FORMATS
    }
    assert [words for words in told if words.encode() not in files["md"].content] == []
    assert files["pdf"].content.startswith(b"%PDF")
    _, [transcript] = read_export(files["json"].content)
    assert [line.move for line in transcript.lines] == [move for _name, move, _words in EVERY_ACT]
