"""The checklist on any input, in any language: fast, robust and fully translated."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from change_requests import checklist
from change_requests.checklist import RULES, apply_rules, patterns, similarity_notice
from change_requests.schedules import GiftFrequency, GiftSchedule
from change_requests.stated_schedules import normalize_wish
from core.text_matching import normalize
from core.vocabularies import load_vocabulary
from dialogues.protocol.kinds.change_request import ASKING
from tests.vocabularies import language, write_empty

NAMES = [rule.name for rule in RULES]
MAX_DURATION = 0.01  # seconds for 500 characters
TRIES = 10
TERMS = [term for terms in load_vocabulary("change_requests").lists.values() for term in terms]

fragments = st.sampled_from(TERMS)
typed = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(fragments, st.text(max_size=4)), max_size=40).map(" ".join),
    st.text(alphabet=".,;!? \n'\u2019|#*{}%\\0\u0662\u00bdé\u0300\u200d因為だ", max_size=400),
)
any_schedule = st.one_of(
    st.none(), st.builds(GiftSchedule, st.sampled_from(GiftFrequency), st.integers(1, 4))
)


@given(typed, any_schedule)
def test_any_words_give_each_rule_in_its_order(wish: str, schedule: GiftSchedule | None):
    findings = apply_rules(wish, schedule)
    assert [one.name for one in findings] == NAMES
    assert all(one.title and one.example for one in findings)
    assert all(not (one.met and one.missing) and (one.met or not one.note) for one in findings)


@pytest.mark.parametrize(
    "wish", ["\ud800 stop \udfff", "\x00", "a" * 100_000, "{words} {0} %s stop", "９９ " * 900]
)
def test_the_strangest_words_are_read_too(wish: str):
    assert [one.name for one in apply_rules(wish, GiftSchedule())] == NAMES
    assert bool(similarity_notice([wish] * 3)) is bool(normalize(wish).words)


@given(st.lists(typed, max_size=4))
def test_any_wishes_can_be_compared(options: list[str]):
    assert isinstance(similarity_notice(options), str)


@pytest.mark.parametrize(
    "wish",
    [
        ASKING.example * 5,
        "a, b. " * 90,
        "Stop it, because. " * 30,
        "once in a while " * 40,
        "more more than " * 40,
        "if you " * 80,
        "." * 500,
        "stop " + " " * 500,
        "12 " * 200,
        "默默地听我说话。" * 70,
        "'" * 500,
    ],
)
def test_it_is_quick_enough_to_run_while_one_types(wish: str):
    durations = []
    for _try in range(TRIES):
        began = time.thread_time()
        apply_rules(wish[:500], GiftSchedule())
        durations.append(time.thread_time() - began)
    assert min(durations) < MAX_DURATION


def test_it_reads_the_language_of_its_vocabularies():
    titles = {"It has an end": "Es hat ein Ende"}
    with language("de"):
        good = apply_rules(
            "Zweimal pro Woche lies mir zwei Wochen im Bett fünfzehn Minuten vor.",
            None,
            lambda text: titles.get(text, text),
        )
        hard = apply_rules("Hör auf, so zu schweigen, und sei aufmerksamer. Gib deine Freundin auf.")
    assert [one.name for one in good if not one.met] == []
    assert good[3].title == "Es hat ein Ende"
    assert [one.name for one in hard if not one.met] == [*NAMES[:4], "gift"]
    assert "“aufmerksamer”" in hard[0].missing
    assert "“Hör auf”" in hard[1].missing


@pytest.fixture(scope="module")
def empty_vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vocabularies")
    write_empty("change_requests", folder, "xx")
    return folder


@given(typed, any_schedule)
def test_no_rule_knows_words_beside_the_vocabulary(
    empty_vocabulary: Path, wish: str, schedule: GiftSchedule | None
):
    with language("xx", empty_vocabulary):
        findings = apply_rules(wish, schedule)
    missing = {one.name for one in findings if one.missing}
    assert missing.isdisjoint({"positive", "doable", "gift"})


@given(typed, any_schedule)
def test_all_that_is_said_goes_through_the_translator(wish: str, schedule: GiftSchedule | None):
    def mark(text: str) -> str:
        return f"«{text}»"

    findings = apply_rules(wish, schedule, mark)
    texts = [text for one in findings for text in (one.title, one.example, one.missing, one.note) if text]
    texts += filter(None, [similarity_notice([wish] * 3, mark)])
    assert all(text.startswith("«") and text.endswith("»") for text in texts)


def test_each_obstacle_can_be_met():
    lists = load_vocabulary("change_requests").lists
    for obstacle in (*patterns.VAGUE, *patterns.STOPPING, *patterns.TOO_BIG, *patterns.UNFREE):
        term, neighbour = lists[obstacle.terms][0], lists[obstacle.alongside][0] if obstacle.alongside else ""
        sentence = normalize_wish(f"{term} {neighbour}".replace("#", "3").replace("*", ""))
        assert obstacle.first_term([sentence])
        assert not obstacle.first_term([normalize_wish("hug")])


PLAIN_MODULES = {"core.text_matching", "dialogues.protocol.types"}


def test_the_checklist_imports_only_schedules_and_text_matching():
    for path in Path(checklist.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text())
        imports = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        foreign = {name for name in imports if name and name.startswith(("django", "couples", "dialogues"))}
        assert foreign <= PLAIN_MODULES, path
